import { missingCapability } from '../runtime/capability-types.ts';
import { createHandlers } from '../runtime/handlers.ts';
import { applyPolicy } from '../runtime/policy/policy.ts';
import { usesSearch, searchInstructions } from '../runtime/search/search-mode.ts';
import { serveCapabilities } from './capabilities.ts';
import type { Handlers } from '../runtime/protocol.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { ServerOptions } from './server-options.ts';
import type { HttpServer, ServeHttpOptions } from './http/http-server.ts';
import type { StdioOptions, StdioServer } from './stdio.ts';
import type { Sdk, ServedApi } from './sdk.ts';

/** A server of one API, ready for any number of transports. */
export interface ApiServer extends AsyncDisposable {
  handlers: Handlers;
  /** Serves one client over standard input and output. */
  serveStdio(options?: StdioOptions): Promise<StdioServer>;
  /**
   * Serves any number of clients over HTTP.
   *
   * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
   */
  serveHttp(options?: ServeHttpOptions): Promise<HttpServer>;
  /** Closes connections to the API; transports are closed by what serving them returned. */
  close(): Promise<void>;
}

/** A server that was generated without HTTP. */
export type StdioApiServer = Omit<ApiServer, 'serveHttp'>;

const fileInstructions =
  'Bytes may also be given as the file: URL of a file in the folder that this server may read.';

/** Makes a server from a descriptor; `loadSdk` is called when a transport is served. */
export function createApiServer(
  described: ApiDescriptor,
  options: ServerOptions,
  loadSdk: () => Promise<Sdk>,
): ApiServer {
  const handlers = createHandlers(described, options);
  const descriptor = applyPolicy(described, options.policy);
  const { name, title, version, operations } = descriptor;
  const isSearching = usesSearch(descriptor, options);
  const instructions = [
    ...(isSearching ? [searchInstructions(descriptor)] : []),
    descriptor.instructions,
    ...(options.request?.readFile === undefined ? [] : [fileInstructions]),
  ].join('\n\n');
  const hasResources =
    options.resources !== false &&
    operations.some(({ resource, tags }) => resource !== undefined || (isSearching && tags.length > 0));
  const scopes = [...new Set(Object.values(options.policy?.toolScopes ?? {}).flat())];
  const served: ServedApi = {
    name,
    title,
    version,
    instructions,
    hasResources,
    scopes,
    handlers,
    audit: options.audit?.write,
  };
  return {
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
