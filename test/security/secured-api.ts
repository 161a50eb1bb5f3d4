import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeApi, loadDocument, openCredentials } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { copiedLibrary } from '../support/library.ts';
import { isGenerated, serveDescriptor } from '../support/serve-document.ts';
import type { CredentialOptions, DescribeOptions, JsonObject, RequestOptions } from '../../src/index.ts';
import type { ApiDescriptor } from '../../src/descriptor.ts';

/** Returns a document with one operation for each list of security requirements. */
export function securedDocument(
  server: string,
  securitySchemes: JsonObject,
  operations: Record<string, JsonObject[]>,
): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Secured', version: '1' },
    servers: [{ url: server }],
    paths: Object.fromEntries(
      Object.entries(operations).map(([name, security]) => [
        `/${name}`,
        {
          get: {
            operationId: name,
            security,
            responses: { '200': { description: 'Done', content: { 'application/json': { schema: {} } } } },
          },
        },
      ]),
    ),
    components: { securitySchemes },
  };
}

/** The tools of a secured API, with credentials from an environment. */
export interface SecuredApi extends AsyncDisposable {
  descriptor: ApiDescriptor;
  /** The source of each credential, by scheme. */
  sources: Record<string, string>;
  /** Calls a tool and returns the text of its result. */
  call(tool: string, signal?: AbortSignal, args?: JsonObject): Promise<string>;
}

/** Opens a document, or that of a URL, with credentials, in the runtime of the package or in that of generated code. */
export async function openSecured(
  document: JsonObject | string,
  environment: Record<string, string>,
  options: CredentialOptions & RequestOptions = {},
  describing: DescribeOptions = { name: 'secured' },
): Promise<SecuredApi> {
  const { descriptor } = describeApi(await loadDocument(document), describing);
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-tokens-'));
  // Generated code runs no commands and reads no file of variables: its owner passes what these give.
  const open =
    isGenerated && options.authCommand === undefined && options.envFile === undefined
      ? (await copiedLibrary(descriptor)).credentials.openEnvironmentCredentials
      : openCredentials;
  const { credentials, sources } = await open(descriptor, {
    environment,
    tokenFolder: folder,
    ...options,
  });
  const { envFile: _e, authCommand: _a, tokenFolder: _t, environment: _v, ...request } = options;
  const { handlers } = await serveDescriptor(descriptor, {
    request: { ...request, credentials: { ...credentials, ...request.credentials } },
  });
  return {
    descriptor,
    sources,
    call: async (tool, signal, args = {}) =>
      textOf(await handlers.callTool(tool, args, signal === undefined ? {} : { signal })),
    async [Symbol.asyncDispose]() {
      await handlers.close();
      rmSync(folder, { recursive: true });
    },
  };
}
