import { once } from 'node:events';
import { createServer } from 'node:http';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { problemResponse } from './mock-message.ts';
import { undoContentCoding } from '../http/content-coding.ts';
import { createResponder } from './responder.ts';
import { basePath } from './base-path.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MockRequest, MockResponse } from './mock-message.ts';
import type { ApiModel } from '../model/api-model.ts';
import type { MockOptions } from './mock-options.ts';

/** Maximum size of a request body in bytes. */
const maximumBody = 10_485_760;

/** A running mock of an API. */
export interface MockServer extends AsyncDisposable {
  /** URL of the mock with the path of the document's first server, for use as `baseUrl`. */
  url: string;
  /** Scheme, host and port. */
  origin: string;
  port: number;
  /** The seed of the responses. */
  seed: number;
  /** Closes the server and its connections. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP server that responds to every operation of a model with its examples and samples of its schemas.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
 */
export async function serveMock(model: ApiModel, options: MockOptions = {}): Promise<MockServer> {
  const { port = 0, host = '127.0.0.1', seed = Math.floor(Math.random() * 1_000_000) } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OpenApiMcpError('OPTION_INVALID', `${port} is not a port`);
  const respond = await createResponder(model, seed, options);
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing, respond).catch(() => outgoing.destroy());
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
  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
  return {
    url: `${origin}${basePath(model)}`,
    origin,
    port: bound,
    seed,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  respond: (request: MockRequest) => MockResponse,
): Promise<void> {
  const body = await readBody(incoming).catch(() => 'broken' as const);
  const response =
    body === undefined
      ? problemResponse(413, `The body must have at most ${maximumBody} bytes.`)
      : body === 'broken'
        ? problemResponse(400, 'The body does not have the coding of its Content-Encoding.')
        : respondOrFail(respond, {
            method: incoming.method ?? '',
            target: incoming.url ?? '/',
            headers: joinHeaders(incoming),
            body,
          });
  outgoing.writeHead(response.status, response.headers).end(response.body);
}

/** Responds with 500 if the mock itself fails, so that no caller waits in vain. */
function respondOrFail(respond: (request: MockRequest) => MockResponse, request: MockRequest): MockResponse {
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

/** Returns the request body without its content codings, or `undefined` if it is too large. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of undoContentCoding(incoming, incoming.headers['content-encoding'])) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= maximumBody) chunks.push(bytes);
  }
  return size > maximumBody ? undefined : Buffer.concat(chunks);
}
