import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** One request as it came over the socket. */
export interface RecordedRequest {
  method: string;
  /** The request target, raw: nothing decoded, nothing normalised. */
  target: string;
  /** Header lines in order, names in the case sent, values read as ISO-8859-1. */
  headers: [name: string, value: string][];
  /** The value of a header, case-insensitive; a header that was sent twice is an error. */
  header(name: string): string | undefined;
  body: Buffer;
  /** Settles when the client closes the connection before it had the whole answer. */
  abandoned: Promise<void>;
}

/** What the upstream answers. */
export interface Answer {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Bytes for the socket as they are, status line included; the connection is closed after them. */
  raw?: string | Uint8Array;
  /** Nothing is sent before this settles. */
  after?: Promise<unknown>;
  /**
   * `hang` leaves the answer open after what is given (nothing at all, where only `ending` is given);
   * `cut` destroys the connection there.
   * @default 'complete'
   */
  ending?: 'complete' | 'hang' | 'cut';
}

/** One answer for all requests, or a choice by request. */
export type Answers = Answer | ((request: RecordedRequest) => Answer | Promise<Answer>);

/** A real HTTP server on loopback that records what it is sent. */
export interface Upstream extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string;
  port: number;
  /** Requests in the order in which they were complete. */
  requests: RecordedRequest[];
  /** What came over the socket and was no HTTP. */
  malformed: Buffer[];
  /** Answers from now on. */
  answer(answers: Answers): void;
  /** The first `count` requests, once they have arrived. */
  received(count?: number): Promise<RecordedRequest[]>;
  close(): Promise<void>;
}

/** An answer with a JSON body. */
export function jsonAnswer(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Starts an upstream on a free port; by default it answers `{"ok":true}`. */
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
  // Set, not written, so that a whole body goes out with its length.
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (typeof body === 'string' || body instanceof Uint8Array) {
    if (ending === 'complete') response.end(body);
    else await new Promise((written) => response.write(body, written));
  } else if (body !== undefined) {
    // A client that leaves in the middle is what such a test is about, no fault of the upstream.
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
