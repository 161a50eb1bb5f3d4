import { openServer } from './create-stdio-server.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { StdioApiServer } from './create-stdio-server.ts';
import type { HttpServedApi, HttpServer, ServeHttpOptions } from './http/http-server.ts';
import type { HttpSdk } from './http-sdk.ts';
import type { Observer } from '../runtime/observer.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { ServerOptions } from './server-options.ts';

/** A server of one API, for any number of transports. */
export interface ApiServer extends StdioApiServer {
  /**
   * Serves any number of clients over HTTP.
   *
   * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
   */
  serveHttp(options?: ServeHttpOptions): Promise<HttpServer>;
  /** Returns the API as the transports present it, for `createReplaceableServer`. */
  presented(): PresentedApi;
}

/** An API as the transports present it, with their SDK and their options. */
export interface PresentedApi {
  api: HttpServedApi;
  loadSdk: () => Promise<HttpSdk>;
  http: ServeHttpOptions;
}

/**
 * Creates a server from a descriptor. `loadSdk` is called for each transport. The policy of `ofApi` holds besides that of the
 * server.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function createApiServer(
  described: ApiDescriptor,
  options: ServerOptions,
  loadSdk: () => Promise<HttpSdk>,
  ofApi?: RuntimeOptions,
): ApiServer {
  const parts = ofApi && [{ descriptor: described, options: ofApi }];
  const { server, served } = openServer(described, options, loadSdk, parts);
  const { connection, identitySigner, accounts } = options.request ?? {};
  const presented = (): PresentedApi => ({
    api: {
      ...served,
      audit: options.audit?.write,
      onRateLimit: countRateLimits(options),
      operations: server.descriptor.operations,
      securitySchemes: Object.values(server.descriptor.securitySchemes),
      identitySigner,
      accounts: accounts && [accounts],
    },
    loadSdk,
    http: { connection, ...options.http },
  });
  return { ...server, presented, serveHttp: (own) => serveOverHttp(presented(), own) };
}

/** Returns the function that counts requests which a rate limit refused. */
export function countRateLimits({
  observer,
}: RuntimeOptions & { observer?: Observer | undefined }): (() => void) | undefined {
  return observer && (() => observer.event({ kind: 'rate-limit', side: 'caller' }));
}

/** Serves an API over HTTP. The options take precedence over its own. */
export async function serveOverHttp(
  { api, loadSdk, http }: PresentedApi,
  options?: ServeHttpOptions,
): Promise<HttpServer> {
  const [{ serveHttp }, sdk] = await Promise.all([import('./http/serve-http.ts'), loadSdk()]);
  return serveHttp(sdk, api, { ...http, ...options });
}
