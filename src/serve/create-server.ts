import { openServer } from './create-stdio-server.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { StdioApiServer } from './create-stdio-server.ts';
import type { HttpServer, ServeHttpOptions } from './http/http-server.ts';
import type { HttpSdk } from './http-sdk.ts';
import type { ServerOptions } from './server-options.ts';

/** A server of one API, for any number of transports. */
export interface ApiServer extends StdioApiServer {
  /**
   * Serves any number of clients over HTTP.
   *
   * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
   */
  serveHttp(options?: ServeHttpOptions): Promise<HttpServer>;
}

/**
 * Creates a server from a descriptor. `loadSdk` is called for each transport.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function createApiServer(
  described: ApiDescriptor,
  options: ServerOptions,
  loadSdk: () => Promise<HttpSdk>,
): ApiServer {
  const { server, served } = openServer(described, options, loadSdk);
  return {
    ...server,
    async serveHttp(http) {
      const [{ serveHttp }, sdk] = await Promise.all([import('./http/serve-http.ts'), loadSdk()]);
      const { connection, identitySigner } = options.request ?? {};
      const { operations } = server.descriptor;
      const audited = {
        ...served,
        audit: options.audit?.write,
        observer: options.observer,
        operations,
        identitySigner,
      };
      return serveHttp(sdk, audited, { connection, ...options.http, ...http });
    },
  };
}
