import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { HttpOptions } from '../options.ts';
import { essence } from '../runtime/media-type.ts';
import { checkedAddress, listen } from './http-address.ts';
import { readJsonBody } from './http-body.ts';
import { foreignHeader } from './http-guard.ts';
import type { OnError, Sdk, ServedApi } from './types.ts';

/** Path of the MCP endpoint. */
const endpoint = '/mcp';

/** How long calls under way may go on when the server closes. */
const graceMilliseconds = 1000;

export interface ServeHttpOptions extends HttpOptions {
  /** Told of what goes wrong beside the protocol, and of refused requests. */
  onError?: OnError;
}

/** A server that listens for HTTP. */
export interface HttpServer {
  /** The MCP endpoint. */
  url: string;
  port: number;
  /** Accepts nothing more, gives calls under way a second to end, then aborts them. */
  close(): Promise<void>;
}

/**
 * Serves any number of clients over Streamable HTTP, statelessly (MCP 2025-11-25 and 2026-07-28,
 * basic/transports). Only this machine is listened to: there is no authentication yet.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
 */
export async function serveHttp(
  sdk: Sdk,
  api: ServedApi,
  options: ServeHttpOptions = {},
): Promise<HttpServer> {
  const address = checkedAddress(options);
  const mcp = sdk.createHttpHandler(api, options.onError);

  const server = createServer((request, response) => {
    // A server that is closing waits for connections that are kept alive unless it is told not to.
    response.on('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
    const foreign = foreignHeader(request, address.hostnames);
    if (foreign !== undefined) return sendError(response, 403, -32000, foreign);
    answer(request, response).catch((thrown: unknown) => {
      // Only a connection that breaks while its body is read comes here: there is no one to answer.
      response.destroy();
      if (thrown instanceof Error) options.onError?.(thrown);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0];
    if (path === endpoint) return answerEndpoint(request, response);
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (reading && path === '/healthz') return sendText(response, 200, 'ok');
    if (reading && path === '/') return sendText(response, 200, `${api.title} ${api.version}: MCP at ${url}`);
    return sendText(response, 404, `Nothing here: MCP is at ${url}`);
  }

  async function answerEndpoint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // What is not JSON is refused by the SDK, and without reading it.
    if (request.method !== 'POST' || essence(request.headers['content-type'] ?? '') !== 'application/json')
      return mcp.handle(request, response);
    // A body that comes parsed spares the SDK a web stream and its clone.
    const body = await readJsonBody(request);
    if (body.ok) return mcp.handle(request, response, body.value);
    options.onError?.(new Error(body.message));
    return sendError(response, body.status, body.code, body.message);
  }

  const { origin, port } = await listen(server, address);
  const url = `${origin}${endpoint}`;
  return { url, port, close: () => closeGracefully(server, () => mcp.close()) };
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** A refusal in the shape of JSON-RPC 2.0 §5.1, with no request to belong to. */
function sendError(response: ServerResponse, status: number, code: number, message: string): void {
  const error = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null });
  response.writeHead(status, { 'content-type': 'application/json' }).end(error);
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
