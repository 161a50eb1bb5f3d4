import { asJsonObject } from '../json/narrow.ts';
import { memoize } from '../json/memoize.ts';
import { jsonRpcCodes } from '../runtime/json-rpc.ts';
import { defaultPatience, eventStreamOf, responseWithin } from './late-response.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Handles a request of the Fetch standard whose body is known. */
type FetchHandler = (request: Request) => Promise<Response>;

/** Options of `handleByFetch`. */
interface FetchAdapterOptions {
  onError?: ((error: Error) => void) | undefined;
  /** Milliseconds after which a response without its message begins as a stream of events. Default 10,000. */
  patience?: number;
}

/**
 * Handles a request of Node.js, whose body was parsed, by a handler of the Fetch standard. It takes the place of
 * `toNodeHandler` of the SDK, which prints the body again for a stream that nobody reads, and writes the end of each
 * response by itself.
 */
export async function handleByFetch(
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
  handle: FetchHandler,
  { onError, patience = defaultPatience }: FetchAdapterOptions = {},
): Promise<void> {
  const abort = new AbortController();
  let isFinished = false;
  response.on('close', () => {
    if (!isFinished) abort.abort();
  });
  if (response.destroyed) abort.abort();
  try {
    const late = handle(requestOf(request, abort.signal));
    const soon = await responseWithin(late, patience);
    await send(soon ?? eventStreamOf(late, patience), response, abort.signal);
  } catch (thrown) {
    onError?.(thrown instanceof Error ? thrown : new Error(String(thrown)));
    if (!response.headersSent) sendInternalError(response, asJsonObject(body)?.['id'] ?? null);
  } finally {
    isFinished = true;
    response.end();
  }
}

/**
 * Returns the members that a handler reads of a request whose body is known. A full one costs as much as the rest of a
 * call. Node.js loads `Request` at its first use, which a server on stdio does not need.
 */
const requestPrototype = memoize((base: object): object =>
  Object.create(base, {
    method: { value: 'POST', writable: true },
    url: { value: '', writable: true },
    headers: { value: undefined, writable: true },
    signal: { value: undefined, writable: true },
  }),
);

function requestOf({ headers, method = 'POST', url = '/' }: IncomingMessage, signal: AbortSignal): Request {
  const own = new Headers();
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') own.set(name, value);
    else for (const item of value ?? []) own.append(name, item);
  }
  const request: Request = Object.create(requestPrototype(Request.prototype));
  return Object.assign(request, {
    method,
    url: `http://${headers.host ?? 'localhost'}${url}`,
    headers: own,
    signal,
  });
}

/** Writes a response as it comes, and no faster than the client reads it. */
async function send({ status, headers, body }: Response, response: ServerResponse, signal: AbortSignal) {
  response.writeHead(status, Object.fromEntries(headers));
  if (body === null) return;
  const reader = body.getReader();
  // A client that has gone ends the call.
  signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined), { once: true });
  for (let part = await reader.read(); !part.done && !signal.aborted; part = await reader.read())
    if (!writeSoon(response, part.value)) await drained(response);
}

/** Writes a part together with the end of the response, if that comes at once: each write costs a system call. */
function writeSoon(response: ServerResponse, part: Uint8Array): boolean {
  response.cork();
  process.nextTick(() => response.uncork());
  return response.write(part);
}

/** Resolves when the response takes more, or is closed. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.once('drain', settle).once('close', settle);
  });
}

function sendInternalError(response: ServerResponse, id: unknown): void {
  const error = { code: jsonRpcCodes.internalError, message: 'Internal server error' };
  response.writeHead(500, { 'content-type': 'application/json' });
  response.write(JSON.stringify({ jsonrpc: '2.0', error, id }));
}
