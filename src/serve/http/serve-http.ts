import { createServer } from 'node:http';
import { jsonRpcCodes } from '../../runtime/json-rpc.ts';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { OpenApiMcpError } from '../../errors.ts';
import { essence } from '../../http/media-type.ts';
import { auditEvent } from '../../runtime/policy/audit-calls.ts';
import { createAuthenticator } from '../../access/authenticate.ts';
import { challenge, isMetadataPath, resourceMetadata } from '../../access/challenge.ts';
import { checkAddress, listen } from './address.ts';
import { sendError, sendJson, sendText } from './send-response.ts';
import { readJsonBody } from './read-body.ts';
import { handleCors } from './cors.ts';
import { createOriginGuard, findRefusedHeader } from './origin-guard.ts';
import { createRequestLimits } from './rate-limits.ts';
import { checkPublicUrl, resourceUrl, nodeServerOptions } from './public-url.ts';
import { refusalCode, refuseRequest } from './refuse-request.ts';
import type { Principal } from '../../runtime/protocol.ts';
import type { HttpServer, ServeHttpOptions } from './http-server.ts';
import type { HttpSdk, ServedApi } from '../sdk.ts';

/** Path of the MCP endpoint. */
const endpoint = '/mcp';

/** How long calls under way may go on when the server closes. */
const graceMilliseconds = 1000;

/**
 * Serves any number of clients over Streamable HTTP, statelessly (MCP 2025-11-25 and 2026-07-28,
 * basic/transports). Other machines get in with a token, or where that was allowed.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
 */
export async function serveHttp(
  sdk: Pick<HttpSdk, 'createHttpHandler'>,
  api: ServedApi,
  options: ServeHttpOptions = {},
): Promise<HttpServer> {
  checkPublicUrl(options);
  const address = checkAddress(options);
  const guard = createOriginGuard(address, options);
  const { maxConcurrent = 1000, rateLimit, maxBodyBytes = 4_194_304 } = options;
  const limits = createRequestLimits({ maxConcurrent, rateLimit });
  const authenticator = await createAuthenticator(options, (message) => {
    // Removing a token from the file has no effect until the file is readable again.
    options.onError?.(
      new OpenApiMcpError('TOKENS_UNREADABLE', `${message}; callers keep the tokens that they had`),
    );
    api.audit?.(auditEvent({ request: 'tokens', error: 'TOKENS_UNREADABLE', reason: message }));
  });
  const required = options.authScopes ?? [];
  // Who asks for fewer is shown fewer tools, and never learns of the others.
  const scopes = [...new Set([...required, ...(api.scopes ?? [])])];
  const mcp = sdk.createHttpHandler(api, options.onError);

  const server = createServer(nodeServerOptions(options), (request, response) => {
    // A server that is closing waits for connections that are kept alive unless it is told not to.
    response.on('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
    answer(request, response).catch((thrown: unknown) => {
      // A connection that broke while its body was read, or a log that cannot be written: nothing is answered.
      response.destroy();
      if (thrown instanceof Error) options.onError?.(thrown);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const foreign = findRefusedHeader(request, guard);
    if (foreign !== undefined) {
      const code = foreign.startsWith('Invalid Origin') ? 'ORIGIN_REFUSED' : 'HOST_REFUSED';
      return refuseRequest(api, request, response, { status: 403, code, message: foreign });
    }
    if (handleCors(request, response, guard.origins)) return;
    const path = request.url?.split('?', 1)[0] ?? '';
    if (path === endpoint) return enter(request, response);
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (reading && path === '/healthz') return sendText(response, 200, 'ok');
    if (reading && path === '/') return sendText(response, 200, `${api.title} ${api.version}: MCP at ${url}`);
    if (reading && authenticator !== undefined && isMetadataPath(path))
      return sendJson(response, resourceMetadata(resource, api.title, authenticator.issuers, scopes));
    return sendText(response, 404, `Nothing here: MCP is at ${url}`);
  }

  /** Who it is comes first: nothing of a stranger's request is read. */
  async function enter(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const end = limits.begin();
    if (end === undefined)
      return sendError(response, 503, jsonRpcCodes.serverError, 'Too many requests are under way', {
        'retry-after': '1',
      });
    response.once('close', end);
    const admission = await authenticator?.authenticate(request.headers.authorization, resource);
    if (admission?.ok === false) {
      const { status, description, caller } = admission;
      const headers =
        status === 503
          ? { 'retry-after': '5' }
          : { 'www-authenticate': challenge(admission, resource, status === 401 ? scopes : required) };
      return refuseRequest(api, request, response, {
        status,
        code: refusalCode(admission),
        message: description,
        reason: description,
        headers,
        ...(caller === undefined ? {} : { caller }),
      });
    }
    const principal = admission?.principal;
    const caller =
      principal === undefined ? `address ${request.socket.remoteAddress}` : `name ${principal.name}`;
    const wait = limits.wait(caller);
    if (wait > 0)
      return refuseRequest(api, request, response, {
        status: 429,
        code: 'RATE_LIMITED',
        message: `More than ${rateLimit} requests a minute`,
        headers: { 'retry-after': String(wait) },
        ...(principal === undefined ? {} : { caller: principal.name }),
      });
    return answerEndpoint(request, response, principal);
  }

  async function answerEndpoint(
    request: IncomingMessage,
    response: ServerResponse,
    principal: Principal | undefined,
  ): Promise<void> {
    // What is not JSON is refused by the SDK, and without reading it.
    if (request.method !== 'POST' || essence(request.headers['content-type'] ?? '') !== 'application/json')
      return mcp.handle(request, response, undefined, principal);
    // A body that comes parsed spares the SDK a web stream and its clone.
    const body = await readJsonBody(request, maxBodyBytes);
    if (body.ok) return mcp.handle(request, response, body.value, principal);
    options.onError?.(new Error(body.message));
    return sendError(response, body.status, body.code, body.message);
  }

  const { origin, port } = await listen(server, address);
  const url = `${origin}${endpoint}`;
  const resource = resourceUrl(url, options);
  const close = async (): Promise<void> => {
    await closeGracefully(server, () => mcp.close());
    await authenticator?.close();
  };
  return { url, port, close, [Symbol.asyncDispose]: close };
}

/** Waits a little for calls under way, then aborts them. */
async function closeGracefully(server: Server, abort: () => Promise<void>): Promise<void> {
  const impatience = setTimeout(() => {
    // Calls of 2025-era clients end with their connections: the SDK keeps no list of them.
    void abort().finally(() => server.closeAllConnections());
  }, graceMilliseconds);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  clearTimeout(impatience);
  await abort();
}
