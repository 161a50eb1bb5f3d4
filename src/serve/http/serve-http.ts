import { createServer } from 'node:http';
import { OpenApiMcpError } from '../../errors.ts';
import { auditEvent } from '../../runtime/policy/audit-calls.ts';
import { createAuthenticator } from '../../access/authenticate.ts';
import { checkAddress, listen } from './address.ts';
import { endpoint, RequestHandler } from './handle-request.ts';
import { createOriginGuard } from './origin-guard.ts';
import { checkPublicUrl } from './public-url.ts';
import { createRequestLimits } from './rate-limits.ts';
import { defaultShutdownGrace, RequestsUnderWay } from '../requests-under-way.ts';
import type { Server, ServerOptions } from 'node:http';
import type { Authenticator } from '../../access/authenticate.ts';
import type { HttpSdk } from '../http-sdk.ts';
import type { HttpOptions } from './http-options.ts';
import type { HttpServedApi, HttpServer, ServeHttpOptions } from './http-server.ts';

/** Milliseconds until connections are closed that carry no call. */
const connectionGrace = 1000;

/**
 * Serves any number of clients over Streamable HTTP, statelessly (MCP 2025-11-25 and 2026-07-28,
 * basic/transports). Other machines need a token, unless `allowUnauthenticated` is set.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
 */
export async function serveHttp(
  sdk: Pick<HttpSdk, 'createHttpHandler'>,
  api: HttpServedApi,
  options: ServeHttpOptions = {},
): Promise<HttpServer> {
  checkPublicUrl(options);
  const address = checkAddress(options);
  const guard = createOriginGuard(address, options);
  const { maxConcurrent = 1000, rateLimit, maxBodyBytes = 4_194_304, onError } = options;
  const { shutdownGrace = defaultShutdownGrace } = options;
  const underWay = new RequestsUnderWay();
  const limits = createRequestLimits({ maxConcurrent, rateLimit });
  const authenticator = await openAuthenticator(api, options);
  const endpoints = new Map([[endpoint, sdk.createHttpHandler(api, onError)]]);
  for (const [key, part] of Object.entries(api.parts ?? {}))
    endpoints.set(`${endpoint}/${key}`, sdk.createHttpHandler(part, onError));
  const server = createServer(nodeServerOptions(options));
  const { origin, port } = await listen(server, address);
  const url = `${origin}${endpoint}`;
  const { publicUrl: resource = url, authScopes: requiredScopes = [] } = options;
  const parts = { guard, limits, authenticator, endpoints, api, url, resource, requiredScopes };
  const handler = new RequestHandler({ ...parts, maxBodyBytes, rateLimit, underWay, onError });
  server.on('request', (request, response) => {
    // Otherwise a closing server would wait for idle connections.
    response.on('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
    handler.handle(request, response).catch((thrown: unknown) => {
      response.destroy();
      if (thrown instanceof Error) onError?.(thrown);
    });
  });
  const close = async (): Promise<void> => {
    await underWay.drain(shutdownGrace);
    await closeServer(server, underWay, async () => {
      await Promise.all([...endpoints.values()].map((mcp) => mcp.close()));
    });
    await authenticator?.close();
  };
  return { url, port, close, [Symbol.asyncDispose]: close };
}

function openAuthenticator(
  { audit }: HttpServedApi,
  options: ServeHttpOptions,
): Promise<Authenticator | undefined> {
  return createAuthenticator(options, (reason) => {
    // Removing a token from the file has no effect until the file is readable again.
    options.onError?.(
      new OpenApiMcpError('TOKENS_UNREADABLE', `${reason}; callers keep the tokens that they had`),
    );
    audit?.(auditEvent({ request: 'tokens', error: 'TOKENS_UNREADABLE', reason }));
  });
}

/** Returns the limits that Node.js enforces: it responds with 408 or 431 and closes the connection. */
function nodeServerOptions({ maxHeaderBytes = 16_384, requestTimeout = 30_000 }: HttpOptions): ServerOptions {
  return {
    maxHeaderSize: maxHeaderBytes,
    requestTimeout,
    headersTimeout: requestTimeout,
    // The default interval is 30 seconds.
    connectionsCheckingInterval: Math.min(1_000, requestTimeout),
  };
}

/** Stops listening and aborts the calls that are still under way. */
async function closeServer(
  server: Server,
  { count }: RequestsUnderWay,
  abort: () => Promise<void>,
): Promise<void> {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  await abort();
  // Closing the connections ends the calls of 2025-era clients, which the SDK does not track.
  const timer = setTimeout(() => server.closeAllConnections(), count > 0 ? 0 : connectionGrace);
  await closed;
  clearTimeout(timer);
}
