import { header } from './module-comment.ts';
import { comment, literal } from './typescript-text.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Modules } from './module-specifiers.ts';
import type { ApiNames } from './names.ts';
import type { EmitTarget } from './generated-file.ts';
import type { RequestOptions } from '../runtime/request/request-options.ts';
import type { ResultOptions } from '../runtime/result/result-options.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** The options of `generate` that the server runs with too. */
export type ServedOptions = Pick<RuntimeOptions, 'expose' | 'resources'> &
  Pick<ResultOptions, 'html' | 'validateResponses'> &
  RequestDefaults;

/** The options of requests that the server and the client have by default. */
export type RequestDefaults = Pick<RequestOptions, 'baseUrl' | 'server' | 'headers' | 'validateArguments'>;

/** Returns the module of the MCP server. */
export function emitServer(
  api: ApiDescriptor,
  names: ApiNames,
  { runtime, sdk, http = false, isPart = false }: Pick<EmitTarget, 'runtime' | 'sdk' | 'http' | 'isPart'>,
  modules: Modules,
  served: ServedOptions,
): string {
  const sdkName = sdk === 'v2' ? 'sdkV2' : 'sdkV1';
  const hasVariables = api.operations.some(({ shaping }) =>
    shaping?.arguments?.steps.some(({ kind }) => kind === 'variable'),
  );
  const isInSession = api.session !== undefined;
  const request = [
    'credentials',
    ...(isInSession ? ['environment'] : hasVariables ? ['environment: process.env'] : []),
  ];
  const fixed = fixedOptions(served, request);
  // This package always has HTTP; the copied runtime only if it was asked for.
  const hasHttp = http || runtime === 'package';
  const serverType = hasHttp ? 'ApiServer' : 'StdioApiServer';
  const optionsType = hasHttp ? 'ServerOptions' : 'RuntimeOptions';
  // The name of the function that is emitted can be that of the one that is imported.
  const create = hasHttp ? 'createApiServer' : 'createStdioServer';
  const defaults = emitDefaults(served, optionsType);
  const given = defaults === '' ? 'options' : 'given';
  const text = comment(
    [
      `Creates an MCP server of ${api.title}.`,
      'Credentials come from the environment unless they are given; `openapi-mcp inspect` lists the variables.',
    ],
    { tags: ['@example', `const server = await ${names.createServer}();`, 'await server.serveStdio();'] },
  );
  const loadSdk = `async () => (await import('${modules.sdk}')).${sdkName}`;
  const opening = `  const hooked = applyHooks(descriptor, hooks, loadSchemas);
${defaults === '' ? '' : `  const given = mergeOptions<${optionsType}>(defaults, options);\n`}  const { credentials${isInSession ? ', environment' : ''} } = await openEnvironmentCredentials(descriptor, { ...${given}.request, environment: process.env });
`;
  const merged = `mergeOptions<${optionsType}>(${fixed}, hooked.options, ${given})`;
  const serverFunction = `${text}export async function ${names.createServer}(options: ${optionsType} = {}): Promise<${serverType}> {
${opening}  return createServer(
    hooked.api,
    ${merged},
    ${loadSdk},
  );
}
`;
  const partFunctions = `/** Opens the API: its descriptor with the hooks, and the options of its calls. */
export async function openApi(options: ${optionsType} = {}): Promise<ServedPart> {
${opening}  return { descriptor: hooked.api, options: ${merged} };
}

${text}export async function ${names.createServer}(options: ${optionsType} = {}): Promise<${serverType}> {
  const { descriptor: api, options: own } = await openApi(options);
  return createServer(api, own, ${loadSdk});
}
`;
  return `${header}
import process from 'node:process';
import { openEnvironmentCredentials } from '${modules.credentials}';
import { applyHooks, mergeOptions } from '${modules.runtime}';
import { ${create} as createServer } from '${modules.serve}';
import { descriptor, loadSchemas } from '${modules.own('descriptor')}';
import { hooks } from '${modules.own('hooks')}';
import type { Hooks${hasHttp ? '' : ', RuntimeOptions'}${isPart ? ', ServedPart' : ''} } from '${modules.runtime}';
import type { ${hasHttp ? 'ApiServer, ServerOptions' : 'StdioApiServer'} } from '${modules.serve}';
import type { Operations } from '${modules.own('operations')}';

/** The type of hooks.ts. */
export type ${names.hooks} = Hooks<Operations>;

${defaults}${isPart ? partFunctions : serverFunction}`;
}

/** Returns the declaration of the options of requests that a caller can replace; an empty text without any. */
export function emitDefaults(
  { baseUrl, server, headers, validateArguments }: RequestDefaults,
  type: string,
): string {
  const request = omitUndefined({ baseUrl, server, headers, validateArguments });
  if (Object.keys(request).length === 0) return '';
  const members = Object.entries(request).map(([name, value]) => {
    if (typeof value === 'string') return `${name}: ${literal(value)}`;
    const entries = Object.entries(value).map(([field, text]) => `${literal(field)}: ${literal(text)}`);
    return `${name}: { ${entries.join(', ')} }`;
  });
  return `/** The options that it was generated with. */\nconst defaults: ${type} = { request: { ${members.join(', ')} } };\n\n`;
}

/** Returns the options that the server always has, as an object literal. */
function fixedOptions(
  { expose, resources, html, validateResponses }: ServedOptions,
  request: string[],
): string {
  const options = omitUndefined({ expose, resources });
  const result = Object.entries(omitUndefined({ html, validateResponses }));
  const members = [
    `request: { ${request.join(', ')} }`,
    ...(result.length === 0 ? [] : [`result: { ${membersOf(result)} }`]),
    ...(Object.keys(options).length === 0 ? [] : [membersOf(Object.entries(options))]),
  ];
  return `{ ${members.join(', ')} }`;
}

function membersOf(entries: [name: string, value: string | boolean | undefined][]): string {
  return entries
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? literal(value) : value}`)
    .join(', ');
}

/** Returns the module that other code imports. */
export function emitIndex(names: ApiNames, modules: Modules): string {
  return `${header}
export { ${names.createServer} } from '${modules.own('server')}';
export * from '${modules.own('client')}';
export type { ${names.hooks} } from '${modules.own('server')}';
export type * from '${modules.own('operations')}';
`;
}

/** Returns the module of the hooks, which is written once and then belongs to its owner. */
export function emitHooks(api: ApiDescriptor, names: ApiNames, modules: Modules): string {
  const first = api.operations[0]?.name ?? 'operation';
  const key = /^[A-Za-z_$][\w$]*$/.test(first) ? first : literal(first);
  return `import type { ${names.hooks} } from '${modules.own('server')}';

/**
 * This file is yours: generating again never changes it. Hooks of an operation that no longer exists do not compile.
 *
 * \`\`\`ts
 * operations: {
 *   ${key}: {
 *     title: 'Another title',
 *     description: 'Describe the operation to a model.',
 *     hidden: false,
 *     beforeRequest: (request) => ({ ...request, headers: [...request.headers, ['X-Tenant', 'demo']] }),
 *   },
 * },
 * tools: [{ name: 'today', description: 'The date.', call: () => new Date().toISOString().slice(0, 10) }],
 * resources: [{ uri: 'team://style', name: 'style', read: () => 'Write short sentences.' }],
 * prompts: [{ name: 'greet', get: () => 'Say hello.' }],
 * \`\`\`
 */
export const hooks: ${names.hooks} = {};
`;
}
