import { AssertionError } from 'node:assert';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { matchesRequest, printRequest } from './request-matcher.ts';
import type { IncomingMessage } from 'node:http';
import type { Json } from '../json/value.ts';
import type { RecordedRequest } from './recorded-request.ts';
import type { RequestMatcher } from './request-matcher.ts';

/** A response of an upstream. */
export interface UpstreamReply {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string>;
  /** A body that is sent as JSON. */
  json?: Json;
  /** A body that is sent as it is. */
  body?: string | Uint8Array;
}

/** An HTTP server on loopback that records its requests. */
export interface RecordingUpstream extends AsyncDisposable {
  /** The origin: `http://127.0.0.1:<port>`. A server keeps the path of its document's server. */
  url: string;
  /** The requests, in the order in which they were complete. */
  requests: RecordedRequest[];
  /** Sets the reply to requests that match; the last one that was set takes precedence. */
  reply(matcher: RequestMatcher, reply: UpstreamReply | ((request: RecordedRequest) => UpstreamReply)): void;
  /**
   * Returns the last request that matches.
   *
   * @throws AssertionError with the requests that were received, if none matches
   */
  received(matcher?: RequestMatcher): RecordedRequest;
  close(): Promise<void>;
}

/**
 * Starts an upstream on a free port. Requests get `{}` with status 200 until a reply is set; from then on, a request that no
 * reply is set for gets status 501, with the request in its body.
 */
export async function startUpstream(): Promise<RecordingUpstream> {
  const requests: RecordedRequest[] = [];
  const replies: { matcher: RequestMatcher; reply: (request: RecordedRequest) => UpstreamReply }[] = [];
  const server = createServer((incoming, response) => {
    void record(incoming).then((request) => {
      requests.push(request);
      const matching = replies.findLast(({ matcher }) => matchesRequest(request, matcher));
      const unset: UpstreamReply = replies.length === 0 ? { json: {} } : noReplyTo(request);
      const { status = 200, headers = {}, json, body } = matching?.reply(request) ?? unset;
      const type = json === undefined ? {} : { 'content-type': 'application/json' };
      response
        .writeHead(status, { ...type, ...headers })
        .end(json === undefined ? body : JSON.stringify(json));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    reply(matcher, reply) {
      replies.push({ matcher, reply: typeof reply === 'function' ? reply : () => reply });
    },
    received(matcher = {}) {
      const found = requests.findLast((request) => matchesRequest(request, matcher));
      if (found !== undefined) return found;
      const list = requests.map((request) => `- ${printRequest(request)}`).join('\n');
      throw new AssertionError({
        message: `no request matches; ${requests.length === 0 ? 'none was received' : `received:\n${list}`}`,
        actual: requests.map(printRequest),
        expected: matcher,
        operator: 'received',
      });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Returns a response that shows a mistake in a matcher, such as a path without its base. */
function noReplyTo(request: RecordedRequest): UpstreamReply {
  return { status: 501, json: { error: `The test sets no reply to this request: ${printRequest(request)}` } };
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const target = incoming.url ?? '/';
  const [path = '', search = ''] = target.split(/\?(.*)/s);
  const query: RecordedRequest['query'] = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const before = query[name];
    query[name] = before === undefined ? value : [before, value].flat();
  }
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return {
    method: incoming.method ?? '',
    target,
    path,
    query,
    headers: Object.fromEntries(headers),
    body: await buffer(incoming),
  };
}
