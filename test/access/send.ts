import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';

export interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends a request with exactly these headers, while `fetch` does not allow Host. */
export async function send(url: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  const outgoing = request(url, options).end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

/** A POST of JSON as clients of MCP send it. */
export function post(headers: Record<string, string> = {}): RequestOptions {
  const own = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  return { method: 'POST', headers: { ...own, ...headers } };
}

export const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

export function call(name: string, args: object = {}): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } });
}

/** Returns the names of the tools in a response to `list`. */
export function toolsOf({ text }: Answer): string[] {
  return [...text.matchAll(/"name":"(\w+)","(?:title|description|inputSchema)"/g)].map(
    ([, name = '']) => name,
  );
}
