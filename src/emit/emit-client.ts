import { emitDefaults } from './emit-server.ts';
import { header } from './module-comment.ts';
import { nameFunctions } from './names.ts';
import { comment, literal } from './typescript-text.ts';
import type { RequestDefaults } from './emit-server.ts';
import type { Modules } from './module-specifiers.ts';
import type { ApiNames } from './names.ts';
import type { OperationTypeNames } from './emit-operations.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';

/** Returns the module of the client: one typed function for each operation, usable without MCP. */
export function emitClient(
  api: ApiDescriptor,
  names: ApiNames,
  types: Map<string, OperationTypeNames>,
  modules: Modules,
  requestDefaults: RequestDefaults = {},
): string {
  const defaults = emitDefaults(requestDefaults, 'RuntimeOptions');
  const given = defaults === '' ? 'options' : 'given';
  const held = api.session === undefined ? 'credentials' : 'credentials, environment';
  const functions = nameFunctions(api.operations, names);
  const code = api.operations.map((operation) =>
    emitFunction(operation, functions.get(operation.name) ?? operation.name, types.get(operation.name)),
  );
  return `${header}
import process from 'node:process';
import { createClient } from '${modules.client}';
import { openEnvironmentCredentials } from '${modules.credentials}';
import { hookOptions, mergeOptions } from '${modules.runtime}';
import { descriptor } from '${modules.own('descriptor')}';
import { hooks } from '${modules.own('hooks')}';
import type { Client } from '${modules.client}';
import type { RequestContext, RuntimeOptions } from '${modules.runtime}';
import type * as types from '${modules.own('operations')}';

export { StatusError } from '${modules.client}';

${defaults}let shared: Promise<Client<types.Operations>> | undefined;

/** Creates a client of its own, for callers with credentials of their own. */
export async function ${names.createClient}(options: RuntimeOptions = {}): Promise<Client<types.Operations>> {
${defaults === '' ? '' : '  const given = mergeOptions<RuntimeOptions>(defaults, options);\n'}  const { ${held} } = await openEnvironmentCredentials(descriptor, { ...${given}.request, environment: process.env });
  return createClient<types.Operations>(descriptor, mergeOptions({ request: { ${held} } }, hookOptions(hooks), ${given}));
}

/** Sets the options of the functions below. Credentials come from the environment unless they are given. */
export function configure(options: RuntimeOptions): void {
  shared = ${names.createClient}(options);
}

/** Closes the connections of the functions below. */
export async function close(): Promise<void> {
  const client = await shared;
  shared = undefined;
  await client?.close();
}

function connected(): Promise<Client<types.Operations>> {
  shared ??= ${names.createClient}();
  return shared;
}

${code.join('\n')}`;
}

function emitFunction(
  operation: OperationDescriptor,
  functionName: string,
  types: OperationTypeNames | undefined,
): string {
  const { title, description, method, path, deprecated, inputSchema } = operation;
  const text = comment([description ?? title, `\`${method} ${path}\``], {
    tags: deprecated ? ['@deprecated'] : [],
  });
  const argumentsType = types === undefined ? 'object' : `types.${types.arguments}`;
  const resultType = types === undefined ? 'unknown' : `types.${types.result}`;
  const isRequired = Array.isArray(inputSchema['required']) && inputSchema['required'].length > 0;
  // An object without properties has a constructor, which is not the argument of that name (TS2322).
  const isInherited = Object.keys(inputSchema['properties'] ?? {}).some((name) => name in {});
  return `${text}export async function ${functionName}(
  args: ${argumentsType}${isRequired || isInherited ? '' : ' = {}'},
  context?: RequestContext,
): Promise<${resultType}> {
  return (await connected()).call(${literal(operation.name)}, args, context);
}
`;
}
