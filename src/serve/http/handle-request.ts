import { jsonRpcCodes } from '../../runtime/json-rpc.ts';
import { callerId } from '../../runtime/policy/caller-id.ts';
import { asJsonObject } from '../../json/narrow.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { essence } from '../../http/media-type.ts';
import { challenge, isMetadataPath, resourceMetadata } from '../../access/challenge.ts';
import { handleCors } from './cors.ts';
import { findRefusedHeader } from './origin-guard.ts';
import { endpoint } from './endpoints.ts';
import { readJsonBody } from './read-body.ts';
import { refusalCode, refuseRequest } from './refuse-request.ts';
import { isAccountPath, serveAccounts } from './serve-accounts.ts';
import { sendContent, sendError, sendJson, sendText } from './send-response.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataHandler, Explorer } from '../../explorer/explorer-types.ts';
import type { Authenticator } from '../../access/authenticate.ts';
import type { OAuthProxy } from '../../access/oauth-proxy/oauth-proxy-types.ts';
import type { TokenRefusal } from '../../access/token-verifier.ts';
import type { Principal } from '../../runtime/protocol.ts';
import type { Endpoints } from './endpoints.ts';
import type { OnError } from '../sdk.ts';
import type { HttpServedApi, MetricsPage } from './http-server.ts';
import type { OriginGuard } from './origin-guard.ts';
import type { RequestsUnderWay } from '../requests-under-way.ts';
import type { RequestLimits } from './rate-limits.ts';

/** Path of the public keys of signed identities. */
const keysPath = '/.well-known/jwks.json';

/** Methods of the endpoint (MCP 2025-11-25, basic/transports). A fetch request cannot even have some of the others. */
const endpointMethods = ['GET', 'POST', 'DELETE'];

/** The only revision of MCP with batches of JSON-RPC. */
const batchRevision = '2025-03-26';

const pageMethods = ['GET', 'HEAD'];

/** The parts that handle a request, in the order of their use. */
export interface RequestHandling {
  explorer: Explorer | undefined;
  guard: OriginGuard;
  limits: RequestLimits;
  authenticator: Authenticator | undefined;
  /** The handlers of MCP by the path of their endpoint. */
  endpoints: Endpoints;
  api: HttpServedApi;
  /** URL of the endpoint for clients, which their tokens are for (RFC 8707 §2). */
  resource: string;
  /** Scopes that every token must have. */
  requiredScopes: string[];
  maxBodyBytes: number;
  rateLimit: number | undefined;
  underWay: RequestsUnderWay;
  metrics: MetricsPage | undefined;
  onError: OnError | undefined;
}

/** A request to an endpoint that its caller may make. */
interface AdmittedRequest {
  mcp: DataHandler;
  principal: Principal | undefined;
  /** The caller, for rate limits. */
  caller: string;
  /** Stops counting the request as one under way. */
  leave: () => void;
}

/** Handles the HTTP requests to a server: checks them, and passes those to the endpoint on to the MCP SDK. */
export class RequestHandler {
  readonly #parts: RequestHandling;

  constructor(parts: RequestHandling) {
    this.#parts = parts;
  }

  /** A client that requests fewer scopes sees fewer tools. */
  get scopes(): string[] {
    const { api, authenticator, requiredScopes } = this.#parts;
    if (authenticator?.canRequestScopes === false) return [];
    return [...new Set([...requiredScopes, ...(api.scopes ?? [])])];
  }

  /** Responds to a request. Rejects if the connection breaks or the audit log cannot be written. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { api, guard } = this.#parts;
    const message = findRefusedHeader(request, guard);
    if (message !== undefined) {
      const code = message.startsWith('Invalid Origin') ? 'ORIGIN_REFUSED' : 'HOST_REFUSED';
      return refuseRequest(api, request, response, { status: 403, code, message });
    }
    if (handleCors(request, response, guard.origins)) return;
    const path = request.url?.split('?', 1)[0] ?? '';
    if (isAccountPath(path, api)) return this.#handleAccounts(request, response);
    const { oauthProxy } = this.#parts.authenticator ?? {};
    if (oauthProxy?.handles(path) === true) return this.#handleSignIn(request, response, oauthProxy);
    const mcp = this.#parts.endpoints.get(path) ?? (await this.#parts.explorer?.dataAt(path));
    const sendPage = mcp === undefined ? await this.#pageAt(path, request) : undefined;
    if (mcp === undefined && sendPage === undefined)
      return sendText(response, 404, `Nothing here: MCP is at ${this.#urls().join(', ')}`);
    const methods = sendPage === undefined ? endpointMethods : pageMethods;
    if (!methods.includes(request.method ?? ''))
      return sendError(response, 405, jsonRpcCodes.serverError, 'Method not allowed', {
        allow: methods.join(', '),
      });
    if (mcp !== undefined) return this.#handleEndpoint(request, response, mcp);
    return sendPage?.(response);
  }

  /** Passes a request to the authorization server on, within the limits of its address. */
  async #handleSignIn(
    request: IncomingMessage,
    response: ServerResponse,
    oauthProxy: OAuthProxy,
  ): Promise<void> {
    const { limits } = this.#parts;
    const end = limits.begin();
    if (end === undefined) return refuseConcurrency(response);
    response.once('close', end);
    const wait = await limits.wait(`address ${request.socket.remoteAddress}`);
    if (wait > 0) return this.#refuseRate(request, response, wait, undefined);
    return oauthProxy.handle(request, response);
  }

  /** Returns the URLs of all endpoints. */
  #urls(): string[] {
    const { endpoints, resource } = this.#parts;
    return [...endpoints.paths].map((path) => resource + path.slice(endpoint.length));
  }

  /** Returns the function that sends a page outside the endpoint, or `undefined` for an unknown path. */
  async #pageAt(
    path: string,
    request: IncomingMessage,
  ): Promise<((response: ServerResponse) => void | Promise<void>) | undefined> {
    const { api, authenticator, explorer, metrics, resource, underWay } = this.#parts;
    const explorerPage = await explorer?.pageAt(path, request);
    if (explorerPage !== undefined) return explorerPage;
    if (path === '/metrics' && metrics !== undefined)
      return (response) => this.#sendMetrics(request, response, metrics);
    if (path === '/healthz') return (response) => sendText(response, 200, 'ok');
    if (path === '/readyz')
      return (response) =>
        sendJson(
          response,
          { ready: !underWay.isClosing, ...omitUndefined({ failures: api.failures }) },
          underWay.isClosing ? 503 : 200,
        );
    if (path === keysPath && api.identitySigner !== undefined) {
      const keys = await api.identitySigner.keys();
      return (response) => sendJson(response, keys);
    }
    if (path === '/')
      return (response) => sendText(response, 200, `${api.title} ${api.version}: MCP at ${resource}`);
    if (authenticator === undefined || !isMetadataPath(path)) return undefined;
    return (response) =>
      sendJson(response, resourceMetadata(resource, api.title, issuersOf(authenticator), this.scopes));
  }

  /** Serves a page about accounts. The rate limit is that of the address, since nobody has signed in yet. */
  async #handleAccounts(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { api, authenticator, limits, resource } = this.#parts;
    const wait = await limits.wait(`address ${request.socket.remoteAddress}`);
    if (wait > 0) return this.#refuseRate(request, response, wait, undefined);
    return serveAccounts(request, response, api, {
      authenticate: async (token) => {
        const result = await authenticator?.authenticate(`Bearer ${token}`, resource);
        return result?.ok === true ? result.principal : undefined;
      },
      ...omitUndefined({ signIn: authenticator?.oauthProxy?.browserSignIn }),
    });
  }

  async #sendMetrics(
    request: IncomingMessage,
    response: ServerResponse,
    metrics: MetricsPage,
  ): Promise<void> {
    const { authenticator, resource } = this.#parts;
    const authentication = await authenticator?.authenticate(request.headers.authorization, resource);
    if (authentication?.ok === false) return this.#refuseToken(request, response, authentication);
    sendContent(response, await metrics());
  }

  /** Authenticates the caller first: the body of an unauthenticated request is not read. */
  async #handleEndpoint(request: IncomingMessage, response: ServerResponse, mcp: DataHandler): Promise<void> {
    const { authenticator, limits, resource, underWay } = this.#parts;
    if (underWay.isClosing) return refuseWhileClosing(response);
    const end = limits.begin();
    if (end === undefined) return refuseConcurrency(response);
    const endUnderWay = underWay.begin();
    const leave = (): void => {
      end();
      endUnderWay();
    };
    response.once('close', leave);
    const authentication = await authenticator?.authenticate(request.headers.authorization, resource);
    if (authentication?.ok === false) return this.#refuseToken(request, response, authentication);
    const principal = authentication?.principal;
    const caller =
      principal === undefined ? `address ${request.socket.remoteAddress}` : `name ${callerId(principal)}`;
    const wait = await limits.wait(caller);
    if (wait > 0) return this.#refuseRate(request, response, wait, principal);
    return this.#handleMcp(request, response, { mcp, principal, caller, leave });
  }

  #refuseToken(request: IncomingMessage, response: ServerResponse, refusal: TokenRefusal): void {
    const { api, requiredScopes, resource } = this.#parts;
    const { status, description, caller, scopes: granted = [] } = refusal;
    // Some clients request the scopes of a challenge alone, and would lose those that they have.
    const needed = new Set([...requiredScopes, ...granted]);
    const wanted = this.scopes.filter((scope) => status === 401 || needed.has(scope));
    // After a denial, a challenge would make clients ask for another token, in vain.
    const challenges =
      refusal.error === 'access_denied' ? {} : { 'www-authenticate': challenge(refusal, resource, wanted) };
    refuseRequest(api, request, response, {
      status,
      code: refusalCode(refusal),
      message: description,
      reason: description,
      headers: status === 503 ? { 'retry-after': '5' } : challenges,
      caller,
    });
  }

  #refuseRate(
    request: IncomingMessage,
    response: ServerResponse,
    wait: number,
    principal: Principal | undefined,
  ): void {
    const { api, rateLimit } = this.#parts;
    api.onRateLimit?.();
    refuseRequest(api, request, response, {
      status: 429,
      code: 'RATE_LIMITED',
      message: `More than ${rateLimit} requests a minute`,
      headers: { 'retry-after': String(wait) },
      caller: principal?.name,
    });
  }

  async #handleMcp(
    request: IncomingMessage,
    response: ServerResponse,
    { mcp, principal, caller, leave }: AdmittedRequest,
  ): Promise<void> {
    const { maxBodyBytes, onError } = this.#parts;
    if (request.method !== 'POST') return mcp.handle(request, response, undefined, principal);
    if (essence(request.headers['content-type'] ?? '') !== 'application/json')
      return sendError(
        response,
        415,
        jsonRpcCodes.serverError,
        'Unsupported Media Type: Content-Type must be application/json',
        { accept: 'application/json' },
      );
    // Parsing the body here saves the SDK a web stream and its clone.
    const body = await readJsonBody(request, maxBodyBytes);
    if (body.ok) {
      if (
        Array.isArray(body.value) &&
        !(await this.#admitBatch(request, response, body.value, principal, caller))
      )
        return;
      // A subscription is open as long as its client, and no call under way.
      if (asJsonObject(body.value)?.['method'] === 'subscriptions/listen') leave();
      return mcp.handle(request, response, body.value, principal);
    }
    onError?.(new Error(body.message));
    return sendError(response, body.status, body.code, body.message);
  }

  /**
   * Counts each message of a batch as a request. Returns false after refusing a batch: of another revision than
   * 2025-03-26, the only one that has batches, without messages, or above a limit. That revision has no header for itself.
   */
  async #admitBatch(
    request: IncomingMessage,
    response: ServerResponse,
    { length }: unknown[],
    principal: Principal | undefined,
    caller: string,
  ): Promise<boolean> {
    const { limits } = this.#parts;
    if ((request.headers['mcp-protocol-version'] ?? batchRevision) !== batchRevision) {
      const message = `Only clients of MCP ${batchRevision} may send a batch`;
      sendError(response, 400, jsonRpcCodes.invalidRequest, message);
      return false;
    }
    // An empty batch is invalid (JSON-RPC 2.0 §6).
    if (length === 0) {
      sendError(response, 400, jsonRpcCodes.invalidRequest, 'The batch is empty');
      return false;
    }
    // The HTTP request has been counted as one.
    const more = length - 1;
    const end = limits.begin(more);
    if (end === undefined) {
      refuseConcurrency(response);
      return false;
    }
    response.once('close', end);
    const wait = await limits.wait(caller, more);
    if (wait > 0) this.#refuseRate(request, response, wait, principal);
    return wait === 0;
  }
}

/** Returns the authorization servers for the metadata: this server first, if it is one itself. */
function issuersOf({ issuers, oauthProxy }: Authenticator): string[] {
  return oauthProxy === undefined ? issuers : [oauthProxy.issuer, ...issuers];
}

/** Refuses a request so that a load balancer sends it, and the next ones, to another process. */
function refuseWhileClosing(response: ServerResponse): void {
  sendError(response, 503, jsonRpcCodes.serverError, 'The server is shutting down; nothing was sent', {
    'retry-after': '1',
    connection: 'close',
  });
}

function refuseConcurrency(response: ServerResponse): void {
  sendError(response, 503, jsonRpcCodes.serverError, 'Too many requests are under way', {
    'retry-after': '1',
  });
}
