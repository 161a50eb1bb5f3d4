import { createHandlers } from '../runtime/handlers.ts';
import type { HttpOptions, RuntimeOptions } from '../options.ts';
import type { Handlers } from '../runtime/protocol.ts';
import type { ApiDescriptor } from '../runtime/types.ts';
import type { HttpServer } from './http.ts';
import type { StdioOptions, StdioServer } from './stdio.ts';
import type { Sdk, ServedApi } from './types.ts';

/** A server of one API, ready for any number of transports. */
export interface ApiServer {
  handlers: Handlers;
  /** Serves one client over standard input and output. */
  serveStdio(options?: StdioOptions): Promise<StdioServer>;
  /**
   * Serves any number of clients over HTTP.
   *
   * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
   */
  serveHttp(options?: HttpOptions): Promise<HttpServer>;
  /** Closes connections to the API; transports are closed by what serving them returned. */
  close(): Promise<void>;
}

/** Makes a server from a descriptor; `loadSdk` is called when a transport is served. */
export function createApiServer(
  descriptor: ApiDescriptor,
  options: RuntimeOptions,
  loadSdk: () => Promise<Sdk>,
): ApiServer {
  const handlers = createHandlers(descriptor, options);
  const { name, title, version, operations } = descriptor;
  const instructions =
    options.readFile === undefined
      ? descriptor.instructions
      : `${descriptor.instructions}\n\nBytes may also be given as the file: URL of a file in the folder that this server may read.`;
  const hasResources =
    options.resources !== 'off' && operations.some(({ resource }) => resource !== undefined);
  const served: ServedApi = { name, title, version, instructions, hasResources, handlers };
  return {
    handlers,
    serveStdio: async (stdio) => (await import('./stdio.ts')).serveStdio(await loadSdk(), served, stdio),
    serveHttp: async (http) => (await import('./http.ts')).serveHttp(await loadSdk(), served, http),
    close: () => handlers.close(),
  };
}
