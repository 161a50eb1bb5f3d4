import { asStrings } from '../json/narrow.ts';
import type {
  ApiDescriptor,
  OperationDescriptor,
  PromptArgumentDescriptor,
  PromptDescriptor,
} from '../descriptor.ts';
import type { Finding } from '../errors.ts';
import type { ShapedApi } from './shape-api.ts';

/** Adds prompts to an API. Completions that no operation can give are left out, and reported. */
export function addPrompts(api: ApiDescriptor, prompts: PromptDescriptor[]): ShapedApi {
  if (prompts.length === 0) return { descriptor: api, findings: [] };
  const findings: Finding[] = [];
  const added = prompts.map((prompt) => ({
    ...prompt,
    arguments: prompt.arguments.map((argument): PromptArgumentDescriptor => {
      const { completion, ...rest } = argument;
      if (completion === undefined) return argument;
      const operation = findOperation(api, completion.operation);
      const problem = problemOf(operation);
      if (operation !== undefined && problem === undefined)
        return { ...rest, completion: { ...completion, operation: operation.name } };
      const message = `prompts: ${prompt.name} cannot complete ${argument.name} from ${completion.operation}, which ${problem}`;
      findings.push({ kind: 'ignored', pointer: '', message, failsStrict: true });
      return rest;
    }),
  }));
  return { descriptor: { ...api, prompts: added }, findings };
}

/** Finds an operation by its name, or by another name that it has. */
function findOperation({ operations }: ApiDescriptor, name: string): OperationDescriptor | undefined {
  return (
    operations.find((operation) => operation.name === name) ??
    operations.find(({ aliases = [], formerName }) => aliases.includes(name) || formerName === name)
  );
}

/** Returns the reason why an operation cannot complete arguments, as the predicate of a sentence. */
function problemOf(operation: OperationDescriptor | undefined): string | undefined {
  if (operation === undefined) return 'is no operation';
  if (operation.method !== 'GET') return `is a ${operation.method}, and only a GET is called for completions`;
  const [required] = asStrings(operation.inputSchema['required']);
  return required === undefined ? undefined : `needs the argument ${required}`;
}
