import { createServer } from 'node:http';
import { OpenApiMcpError } from '../../errors.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { memoize } from '../../json/memoize.ts';
import { auditEvent } from '../../runtime/policy/audit-calls.ts';
import { createAuthenticator } from '../../access/authenticate.ts';
import { checkAddress, isLocalAlone, listen } from './address.ts';
import { httpCapabilities } from './capabilities.ts';
import { endpoint, Endpoints } from './endpoints.ts';
import { RequestHandler } from './handle-request.ts';
import { createOriginGuard } from './origin-guard.ts';
import { checkPublicUrl } from './public-url.ts';
import { createRequestLimits } from './rate-limits.ts';
import { defaultShutdownGrace, RequestsUnderWay } from '../requests-under-way.ts';
import type { ServerOptions } from 'node:http';
import type { Authenticator } from '../../access/authenticate.ts';
import type { Explorer, ExplorerFacts } from '../../explorer/explorer-types.ts';
import type { Handlers } from '../../runtime/protocol.ts';
import type { HttpSdk } from '../http-sdk.ts';
import type { Address } from './address.ts';
import type { HttpOptions } from './http-options.ts';
import type { ServedApi } from '../sdk.ts';
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
  const explorer = explorerOf(api, address, options);
  const hasForms = options.authProvider !== undefined || (api.accounts ?? []).length > 0;
  const guard = createOriginGuard(address, options, explorer !== undefined || hasForms);
  const { maxConcurrent = 1000, rateLimit, maxBodyBytes = 4_194_304, onError } = options;
  const { shutdownGrace = defaultShutdownGrace } = options;
  const underWay = new RequestsUnderWay();
  const own = createRequestLimits({ maxConcurrent, rateLimit });
  const limits = { ...own, wait: options.sharedLimit ?? own.wait };
  const authenticator = await openAuthenticator(api, options);
  if ((api.accounts ?? []).length > 0 && authenticator === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', 'without tokens nobody knows whose account it is', {
      hint: 'Add --auth-provider, --auth-jwt, --auth-introspection or --auth-token-file, or leave --per-user out.',
    });
  const endpoints = new Endpoints(api, (served) =>
    sdk.createHttpHandler(explorer === undefined ? served : recordedApi(served, explorer), onError),
  );
  const server = createServer(nodeServerOptions(options));
  const { origin, port, stop } = await (options.listen ?? listen)(server, address);
  const url = `${origin}${endpoint}`;
  const { publicUrl: resource = url, authScopes: requiredScopes = [] } = options;
  const setUrl = (): void => {
    api.identitySigner?.setIssuer(resource);
    for (const accounts of api.accounts ?? []) accounts.setUrl(resource);
  };
  setUrl();
  const forget = api.onChange?.(setUrl);
  const parts = {
    explorer,
    guard,
    metrics: options.metrics,
    limits,
    authenticator,
    endpoints,
    api,
    resource,
    requiredScopes,
  };
  const handler = new RequestHandler({ ...parts, maxBodyBytes, rateLimit, underWay, onError });
  let isStopped = false;
  authenticator?.oauthProxy?.start({
    resource,
    title: () => api.title,
    scopes: () => handler.scopes,
    securitySchemes: () => api.securitySchemes ?? [],
    onRefusal: (error, reason, caller) => {
      api.audit?.(auditEvent({ request: 'sign-in', error, reason, ...omitUndefined({ caller }) }));
    },
    onError: (error) => onError?.(error),
  });
  server.on('request', (request, response) => {
    // Otherwise a closing server would wait for idle connections.
    response.on('close', () => {
      if (isStopped) server.closeIdleConnections();
    });
    handler.handle(request, response).catch((thrown: unknown) => {
      response.destroy();
      if (thrown instanceof Error) onError?.(thrown);
    });
  });
  const close = async (): Promise<void> => {
    forget?.();
    explorer?.close();
    await underWay.drain(shutdownGrace);
    isStopped = true;
    const closed = stop();
    await endpoints.close();
    // Closing the connections ends the calls of 2025-era clients, which the SDK does not track.
    const timer = setTimeout(() => server.closeAllConnections(), underWay.count > 0 ? 0 : connectionGrace);
    await closed;
    clearTimeout(timer);
    await authenticator?.close();
  };
  const explorerUrl = explorer === undefined ? {} : { explorerUrl: `${origin}/` };
  return { url, ...explorerUrl, port, close, [Symbol.asyncDispose]: close };
}

const noFacts: ExplorerFacts = {};

/**
 * Creates the explorer if the options enable it.
 *
 * @throws OpenApiMcpError OPTION_INVALID if this server was generated, and so has none
 */
function explorerOf(api: HttpServedApi, address: Address, options: ServeHttpOptions): Explorer | undefined {
  const isLocal = isLocalAlone(address, options);
  const { explorer = isLocal, explorerSource: source = { facts: () => noFacts } } = options;
  const { createExplorer } = httpCapabilities;
  if (explorer && createExplorer !== undefined) {
    return createExplorer({ api, isLocal, source, relay: options.explorerRelay });
  }
  if (options.explorer !== true) return undefined;
  throw new OpenApiMcpError('OPTION_INVALID', 'A generated server has no explorer', {
    hint: 'Run openapi-mcp serve with its document to explore it.',
  });
}

/** Returns an API whose calls the explorer records. Its properties are those of the API at the time of their use. */
function recordedApi(api: ServedApi, explorer: Explorer): ServedApi {
  const recorded = memoize((handlers: Handlers) => explorer.recorded(handlers));
  return Object.create(api, { handlers: { get: () => recorded(api.handlers) } });
}

function openAuthenticator(
  api: HttpServedApi,
  options: ServeHttpOptions,
): Promise<Authenticator | undefined> {
  return createAuthenticator(options, (reason) => {
    // Removing a token from the file has no effect until the file is readable again.
    options.onError?.(
      new OpenApiMcpError('TOKENS_UNREADABLE', `${reason}; callers keep the tokens that they had`),
    );
    api.audit?.(auditEvent({ request: 'tokens', error: 'TOKENS_UNREADABLE', reason }));
  });
}

/**
 * Milliseconds for which an idle connection stays open: longer than proxies reuse one, and than a client takes to read a
 * list of thousands of tools.
 */
const keepAliveTimeout = 75_000;

/** Returns the limits that Node.js enforces: it responds with 408 or 431 and closes the connection. */
function nodeServerOptions({ maxHeaderBytes = 16_384, requestTimeout = 30_000 }: HttpOptions): ServerOptions {
  return {
    maxHeaderSize: maxHeaderBytes,
    requestTimeout,
    headersTimeout: requestTimeout,
    keepAliveTimeout,
    // The default interval is 30 seconds.
    connectionsCheckingInterval: Math.min(1_000, requestTimeout),
  };
}
