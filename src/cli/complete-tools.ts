import { existsSync } from 'node:fs';
import { expandSchemas, propertySchemas } from './argument-schemas.ts';
import { argumentNames, bodyNames } from './tool-arguments.ts';
import { describeApi, loadDocument } from '../index.ts';
import type { Candidate } from './completion-candidates.ts';
import type { OperationDescriptor } from '../index.ts';

/**
 * Returns the candidates for the last word of `call`: the tools of its document, the arguments of its tool, and the values
 * of an argument. Only a document that is a file is read, since a shell waits.
 */
export async function toolCandidates(words: string[]): Promise<Candidate[]> {
  const [command, source = '', tool = '', ...rest] = words;
  if (command !== 'call' || words.length < 3 || source.startsWith('-') || !existsSync(source)) return [];
  const { operations } = await describe(source);
  if (words.length === 3) {
    const tools = operations.map(({ name, title, method, path }) => ({
      text: name,
      description: title ?? `${method} ${path}`,
    }));
    return tools.filter(({ text }) => text.startsWith(tool));
  }
  const operation = operations.find(({ name }) => name === tool);
  return operation === undefined ? [] : argumentCandidates(operation, rest);
}

async function describe(source: string): Promise<{ operations: OperationDescriptor[] }> {
  try {
    return describeApi(await loadDocument(source)).descriptor;
  } catch {
    // A shell has no place for the reason.
    return { operations: [] };
  }
}

function argumentCandidates(operation: OperationDescriptor, rest: string[]): Candidate[] {
  const current = rest.at(-1) ?? '';
  const previous = rest.at(-2) ?? '';
  if (previous.startsWith('--') && !previous.includes('=')) {
    const values = valuesOf(operation, previous.slice(2).split('.'));
    if (values.length > 0)
      return values.filter((text) => text.startsWith(current)).map((text) => ({ text, description: '' }));
  }
  if (!current.startsWith('-')) return [];
  const names = [...argumentNames(operation), ...bodyNames(operation).map((name) => `body.${name}`)];
  return names
    .map((name) => ({ text: `--${name}`, description: '' }))
    .filter(({ text }) => text.startsWith(current));
}

/** Returns the values of an argument that has an enumeration, also one of the items of a list. */
function valuesOf({ inputSchema: root }: OperationDescriptor, path: string[]): string[] {
  const schemas = path.reduce((outer, key) => propertySchemas(outer, key, root), expandSchemas([root], root));
  const items = propertySchemas(schemas, '0', root);
  const values = [...schemas, ...items].flatMap(({ enum: given, type }) =>
    Array.isArray(given) ? given.map(String) : type === 'boolean' ? ['true', 'false'] : [],
  );
  return [...new Set(values)];
}
