import { once } from 'node:events';
import { createServer } from 'node:http';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { createResponder, problemResponse } from './responder.ts';
import { basePath } from './router.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MockRequest, MockResponse } from './responder.ts';
import type { ApiModel } from '../model/api-model.ts';
import type { MockOptions } from './mock-options.ts';

const largestBody = 10_485_760;

/** A server that answers for an API. */
export interface MockServer {
  /** The URL of the document's first server, moved here: what `baseUrl` takes. */
  url: string;
  /** Scheme, host and port. */
  origin: string;
  port: number;
  /** What the answers were made with; the same seed makes them again. */
  seed: number;
  close(): Promise<void>;
}

/**
 * Answers every operation of a model from its examples and schemas, over HTTP.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
 */
export async function serveMock(model: ApiModel, options: MockOptions = {}): Promise<MockServer> {
  const { port = 0, host = '127.0.0.1', seed = Math.floor(Math.random() * 1_000_000) } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OpenApiMcpError('OPTION_INVALID', `${port} is not a port`);
  const respond = await createResponder(model, seed);
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, respond).catch(() => outgoing.destroy());
  });
  server.listen(port, host.replace(/^\[(.*)\]$/, '$1'));
  await once(server, 'listening').catch((cause: unknown) => {
    throw new OpenApiMcpError('PORT_UNAVAILABLE', `cannot listen on ${host}:${port}: ${messageOf(cause)}`, {
      cause,
    });
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const origin = `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${bound}`;
  return {
    url: `${origin}${basePath(model)}`,
    origin,
    port: bound,
    seed,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  respond: (request: MockRequest) => MockResponse,
): Promise<void> {
  const body = await readAll(incoming);
  const {
    status,
    headers,
    body: content,
  } = body === undefined
    ? problemResponse(413, `The body must have at most ${largestBody} bytes.`)
    : respondSafely(respond, {
        method: incoming.method ?? '',
        target: incoming.url ?? '/',
        headers: joinHeaders(incoming),
        body,
      });
  outgoing.writeHead(status, headers).end(content);
}

/** A fault of ours is an answer too: whoever calls should not wait for nothing. */
function respondSafely(respond: (request: MockRequest) => MockResponse, request: MockRequest): MockResponse {
  try {
    return respond(request);
  } catch (error) {
    return problemResponse(500, `The mock failed: ${messageOf(error)}`);
  }
}

function joinHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  );
}

/** `undefined` where the body is too large. */
async function readAll(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= largestBody) chunks.push(bytes);
  }
  return size > largestBody ? undefined : Buffer.concat(chunks);
}
