import { header } from './modules.ts';
import { comment, literal } from './typescript-text.ts';
import type { Modules } from './modules.ts';
import type { ApiNames } from './names.ts';
import type { EmitTarget } from './generated-file.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** Options that the server was generated with and has to run with too. */
export type ServedOptions = Pick<RuntimeOptions, 'expose' | 'resources' | 'validateResponses'>;

/** The MCP server of the API. */
export function emitServer(
  api: ApiDescriptor,
  names: ApiNames,
  { sdk }: Pick<EmitTarget, 'sdk'>,
  modules: Modules,
  served: ServedOptions,
): string {
  const sdkName = sdk === 'v2' ? 'sdkV2' : 'sdkV1';
  const fixed = Object.entries(served).map(([name, value]) => `${name}: ${literal(value)}, `);
  const text = comment(
    [
      `An MCP server of ${api.title}.`,
      'Credentials come from the environment where none are given; `openapi-mcp inspect` names the variables.',
    ],
    { tags: ['@example', `const server = await ${names.createServer}();`, 'await server.serveStdio();'] },
  );
  return `${header}
import process from 'node:process';
import { openCredentials } from '${modules.credentials}';
import { applyHooks } from '${modules.runtime}';
import { createApiServer } from '${modules.serve}';
import { descriptor, loadResponses } from '${modules.own('descriptor')}';
import { hooks } from '${modules.own('hooks')}';
import type { Hooks, RuntimeOptions } from '${modules.runtime}';
import type { ApiServer } from '${modules.serve}';
import type { Operations } from '${modules.own('operations')}';

/** What hooks.ts may change, by operation. */
export type ${names.hooks} = Hooks<Operations>;

${text}export async function ${names.createServer}(options: RuntimeOptions = {}): Promise<ApiServer> {
  const hooked = applyHooks(descriptor, hooks, loadResponses);
  const { credentials } = await openCredentials(descriptor, { ...options, environment: process.env });
  return createApiServer(
    hooked.api,
    { credentials, ${fixed.join('')}...hooked.options, ...options },
    async () => (await import('${modules.sdk}')).${sdkName},
  );
}
`;
}

/** What others import of the output. */
export function emitIndex(names: ApiNames, modules: Modules): string {
  return `${header}
export { ${names.createServer} } from '${modules.own('server')}';
export * from '${modules.own('client')}';
export type { ${names.hooks} } from '${modules.own('server')}';
export type * from '${modules.own('operations')}';
`;
}

/** Written once; then it is its owner's. */
export function emitHooks(api: ApiDescriptor, names: ApiNames, modules: Modules): string {
  const first = api.operations[0]?.name ?? 'operation';
  const key = /^[A-Za-z_$][\w$]*$/.test(first) ? first : literal(first);
  return `import type { ${names.hooks} } from '${modules.own('server')}';

/**
 * Yours to edit: generating again never touches this file, and what names an operation that is gone does not compile.
 *
 * \`\`\`ts
 * operations: {
 *   ${key}: {
 *     title: 'Another title',
 *     description: 'What a model should know about it.',
 *     hidden: false,
 *     beforeRequest: (request) => ({ ...request, headers: [...request.headers, ['X-Tenant', 'demo']] }),
 *   },
 * },
 * tools: [{ name: 'today', description: 'The date.', call: () => new Date().toISOString().slice(0, 10) }],
 * prompts: [{ name: 'greet', get: () => 'Say hello.' }],
 * \`\`\`
 */
export const hooks: ${names.hooks} = {};
`;
}
