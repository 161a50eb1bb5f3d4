import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** A request as it was received. */
export interface RecordedRequest {
  method: string;
  /** The request target as received, neither decoded nor normalized. */
  target: string;
  /** The header lines in order. Names have their case, and values are read as ISO-8859-1. */
  headers: [name: string, value: string][];
  /** Returns the value of a header by case-insensitive name. Throws for a header that was sent twice. */
  header(name: string): string | undefined;
  body: Buffer;
  /** Resolves when the client closes the connection before the response is complete. */
  abandoned: Promise<void>;
}

/** A response of the upstream. */
export interface Answer {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Raw bytes for the socket, including the status line. The connection is closed after them. */
  raw?: string | Uint8Array;
  /** The response is sent after this settles. */
  after?: Promise<unknown>;
  /**
   * `hang` leaves the response open after the given parts (without any parts, nothing is sent). `cut` destroys the
   * connection there.
   * @default 'complete'
   */
  ending?: 'complete' | 'hang' | 'cut';
}

/** The response to all requests, or a function that returns one for each. */
export type Answers = Answer | ((request: RecordedRequest) => Answer | Promise<Answer>);

/** A real HTTP server on loopback that records its requests. */
export interface Upstream extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  url: string;
  port: number;
  /** The requests, in the order in which they were complete. */
  requests: RecordedRequest[];
  /** Data that was received and is not HTTP. */
  malformed: Buffer[];
  /** Sets the response to further requests. */
  answer(answers: Answers): void;
  /** Resolves to the first `count` requests when they have arrived. */
  received(count?: number): Promise<RecordedRequest[]>;
  close(): Promise<void>;
}

/** Returns a response with a JSON body. */
export function jsonAnswer(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Starts an upstream on a free port. By default, it responds with `{"ok":true}`. */
export async function startUpstream(answers: Answers = jsonAnswer({ ok: true })): Promise<Upstream> {
  let current = answers;
  const requests: RecordedRequest[] = [];
  const malformed: Buffer[] = [];
  const waiting: { count: number; arrived: () => void }[] = [];

  const server = createServer(
    { maxHeaderSize: 1024 * 1024, keepAliveTimeout: 60_000 },
    (incoming, response) => {
      respond(incoming, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    },
  );
  server.on('clientError', (error: Error & { rawPacket?: Buffer }, socket) => {
    if (error.rawPacket) malformed.push(error.rawPacket);
    socket.destroy();
  });

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const abandoned = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) resolve();
      });
    });
    const request = record(incoming, await buffer(incoming), abandoned);
    requests.push(request);
    for (const waiter of waiting) if (requests.length >= waiter.count) waiter.arrived();
    await send(typeof current === 'function' ? await current(request) : current, response);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    malformed,
    answer(next) {
      current = next;
    },
    async received(count = 1) {
      if (requests.length < count) {
        await new Promise<void>((arrived) => {
          waiting.push({ count, arrived });
        });
      }
      return requests.slice(0, count);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function record(incoming: IncomingMessage, body: Buffer, abandoned: Promise<void>): RecordedRequest {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.push([incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '']);
  }
  return {
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    headers,
    header(name) {
      const values = headers.filter(([sent]) => sent.toLowerCase() === name.toLowerCase());
      if (values.length > 1) throw new Error(`${name} was sent ${values.length} times`);
      return values[0]?.[1];
    },
    body,
    abandoned,
  };
}

async function send(answer: Answer, response: ServerResponse): Promise<void> {
  await answer.after;
  if (answer.raw !== undefined) {
    response.socket?.end(answer.raw);
    return;
  }
  const { status = 200, headers = {}, body, ending = 'complete' } = answer;
  const silent = answer.status === undefined && answer.headers === undefined && body === undefined;
  // Headers are set and not written, so that a whole body gets a `Content-Length`.
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (typeof body === 'string' || body instanceof Uint8Array) {
    if (ending === 'complete') response.end(body);
    else await new Promise((written) => response.write(body, written));
  } else if (body !== undefined) {
    // A client may disconnect: tests of that expect it.
    await pipeline(Readable.from(body), response, { end: ending === 'complete' }).catch(() =>
      response.destroy(),
    );
  } else if (ending === 'complete') {
    response.end();
  } else if (!silent) {
    response.flushHeaders();
  }
  if (ending === 'cut') response.destroy();
}
