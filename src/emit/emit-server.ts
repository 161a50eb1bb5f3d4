import { header } from './module-comment.ts';
import { comment, literal } from './typescript-text.ts';
import type { Modules } from './module-specifiers.ts';
import type { ApiNames } from './names.ts';
import type { EmitTarget } from './generated-file.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** The options of `generate` that the server runs with too. */
export type ServedOptions = Pick<RuntimeOptions, 'expose' | 'html' | 'resources' | 'validateResponses'>;

/** Returns the module of the MCP server. */
export function emitServer(
  api: ApiDescriptor,
  names: ApiNames,
  { runtime, sdk, http = false }: Pick<EmitTarget, 'runtime' | 'sdk' | 'http'>,
  modules: Modules,
  served: ServedOptions,
): string {
  const sdkName = sdk === 'v2' ? 'sdkV2' : 'sdkV1';
  const fixed = Object.entries(served).map(([name, value]) => `${name}: ${literal(value)}, `);
  const hasCredentials = Object.keys(api.securitySchemes).length > 0;
  // This package always has HTTP; the copied runtime only if it was asked for.
  const serverType = http || runtime === 'package' ? 'ApiServer' : 'StdioApiServer';
  const text = comment(
    [
      `Creates an MCP server of ${api.title}.`,
      ...(hasCredentials
        ? [
            'Credentials come from the environment unless they are given; `openapi-mcp inspect` lists the variables.',
          ]
        : []),
    ],
    { tags: ['@example', `const server = await ${names.createServer}();`, 'await server.serveStdio();'] },
  );
  return `${header}
${
  hasCredentials
    ? `import process from 'node:process';
import { openCredentials } from '${modules.credentials}';
`
    : ''
}import { applyHooks } from '${modules.runtime}';
import { createApiServer } from '${modules.serve}';
import { descriptor, loadResponses } from '${modules.own('descriptor')}';
import { hooks } from '${modules.own('hooks')}';
import type { Hooks, RuntimeOptions } from '${modules.runtime}';
import type { ${serverType} } from '${modules.serve}';
import type { Operations } from '${modules.own('operations')}';

/** The type of hooks.ts. */
export type ${names.hooks} = Hooks<Operations>;

${text}export async function ${names.createServer}(options: RuntimeOptions = {}): Promise<${serverType}> {
  const hooked = applyHooks(descriptor, hooks, loadResponses);
${hasCredentials ? '  const { credentials } = await openCredentials(descriptor, { ...options, environment: process.env });\n' : ''}  return createApiServer(
    hooked.api,
    { ${hasCredentials ? 'credentials, ' : ''}${fixed.join('')}...hooked.options, ...options },
    async () => (await import('${modules.sdk}')).${sdkName},
  );
}
`;
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
 * prompts: [{ name: 'greet', get: () => 'Say hello.' }],
 * \`\`\`
 */
export const hooks: ${names.hooks} = {};
`;
}
