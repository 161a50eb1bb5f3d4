import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Sends a line of text. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** Sends a text of any media type. */
export function sendContent(
  response: ServerResponse,
  { contentType, text }: { contentType: string; text: string },
): void {
  response.writeHead(200, { 'content-type': contentType }).end(text);
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, value: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Sends an error of JSON-RPC 2.0 §5.1 that belongs to no request. */
export function sendError(
  response: ServerResponse,
  status: number,
  code: number,
  message: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const error = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null });
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(error);
}
