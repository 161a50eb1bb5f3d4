import { missingCapability } from '../runtime/capability-types.ts';
import { openHandlers } from '../runtime/handlers.ts';
import { searchInstructions, usesSearch } from '../runtime/search/search-mode.ts';
import { serveCapabilities } from './capabilities.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { Handlers } from '../runtime/protocol.ts';
import type { HttpServer, ServeHttpOptions } from './http/http-server.ts';
import type { Sdk, ServedApi } from './sdk.ts';
import type { ServerOptions } from './server-options.ts';
import type { StdioOptions, StdioServer } from './stdio.ts';

/** A server of one API, for any number of transports. */
export interface ApiServer extends AsyncDisposable {
  /** The API with the operations that the policy allows. */
  descriptor: ApiDescriptor;
  handlers: Handlers;
  /** Serves one client over standard input and output. */
  serveStdio(options?: StdioOptions): Promise<StdioServer>;
  /**
   * Serves any number of clients over HTTP.
   *
   * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
   */
  serveHttp(options?: ServeHttpOptions): Promise<HttpServer>;
  /** Closes connections to the API. The servers that `serveStdio` and `serveHttp` return close the transports. */
  close(): Promise<void>;
}

/** A server that was generated without HTTP. */
export type StdioApiServer = Omit<ApiServer, 'serveHttp'>;

const fileInstructions =
  'Bytes may also be given as the file: URL of a file in the folder that this server may read.';

/**
 * Creates a server from a descriptor. `loadSdk` is called for each transport.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function createApiServer(
  described: ApiDescriptor,
  options: ServerOptions,
  loadSdk: () => Promise<Sdk>,
): ApiServer {
  const { api, handlers } = openHandlers(described, options);
  const served = servedApi(api, handlers, options);
  return {
    descriptor: api,
    handlers,
    serveStdio: async (stdio) => (await import('./stdio.ts')).serveStdio(await loadSdk(), served, stdio),
    async serveHttp(http) {
      const [module, { createHttpHandler }] = await Promise.all([serveCapabilities.loadHttp?.(), loadSdk()]);
      if (module === undefined || createHttpHandler === undefined) throw missingCapability('HTTP', '--http');
      return module.serveHttp({ createHttpHandler }, served, {
        connection: options.request?.connection,
        ...options.http,
        ...http,
      });
    },
    close: () => handlers.close(),
    [Symbol.asyncDispose]: () => handlers.close(),
  };
}

function servedApi(api: ApiDescriptor, handlers: Handlers, options: ServerOptions): ServedApi {
  const { name, title, version, operations } = api;
  const isSearching = usesSearch(api, options);
  const instructions = [
    ...(isSearching ? [searchInstructions(api)] : []),
    api.instructions,
    ...(options.request?.readFile === undefined ? [] : [fileInstructions]),
  ].join('\n\n');
  const hasResources =
    options.resources !== false &&
    operations.some(({ resource, tags }) => resource !== undefined || (isSearching && tags.length > 0));
  const scopes = [...new Set(Object.values(options.policy?.toolScopes ?? {}).flat())];
  return { name, title, version, instructions, hasResources, scopes, handlers, audit: options.audit?.write };
}
