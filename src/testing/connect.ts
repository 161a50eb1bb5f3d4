import { PassThrough } from 'node:stream';
import { createMock, createServer, loadDocument } from '../index.ts';
import { OpenApiMcpError } from '../errors.ts';
import { openTestClient } from './test-client.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { CreateServerOptions, DocumentSource } from '../index.ts';
import type { StdioApiServer } from '../serve/create-stdio-server.ts';
import type { ConnectOptions } from './client-setup.ts';
import type { RecordingUpstream } from './recording-upstream.ts';
import type { TestClient } from './test-client.ts';

/** A server that serves streams, such as that of `createServer` and of a generated project. */
export type TestedServer = Pick<StdioApiServer, 'serveStdio'>;

/**
 * Connects a client to a server in this process. A document is served with the options of `createServer`, by a mock of its
 * API or by an upstream of the test, and its server closes with the client.
 *
 * @throws OpenApiMcpError OPTION_INVALID; for a document also the codes of `createServer`
 *
 * @example
 * await using client = await connect('petstore.yaml', { mock: true });
 * const { structuredContent } = await client.callTool('getPet', { petId: 2 });
 *
 * @example
 * await using upstream = await startUpstream();
 * await using client = await connect('petstore.yaml', { upstream });
 * await client.callTool('getPet', { petId: 2 });
 * upstream.received({ method: 'GET', path: '/v1/pets/2' });
 */
export async function connect(
  source: TestedServer | ApiDescriptor | DocumentSource,
  options: ConnectOptions = {},
): Promise<TestClient> {
  const { era = '2026-07-28', confirm, mock = false, upstream, server: serverOptions = {} } = options;
  if (isServer(source)) {
    if (mock !== false || upstream !== undefined)
      throw new OpenApiMcpError('OPTION_INVALID', 'a server sends its requests to an address of its own', {
        hint: 'Give the document instead, or create the server with request.baseUrl.',
      });
    return openTestClient(await connectStreams(source), era, confirm);
  }
  const started: AsyncDisposable[] = [];
  async function dispose(): Promise<void> {
    for (const each of started.toReversed()) await each[Symbol.asyncDispose]();
  }
  try {
    const baseUrl =
      upstream === undefined ? await startMock(source, mock, serverOptions, started) : urlOf(upstream);
    const request = { ...serverOptions.request, ...(baseUrl === undefined ? {} : { baseUrl }) };
    const server = await openServer(source, { ...serverOptions, request });
    started.push(server);
    const streams = await connectStreams(server);
    const close = async (): Promise<void> => {
      await streams.close();
      await dispose();
    };
    return await openTestClient({ ...streams, close }, era, confirm);
  } catch (error) {
    await dispose();
    throw error;
  }
}

function openServer(
  source: ApiDescriptor | DocumentSource,
  options: CreateServerOptions,
): Promise<StdioApiServer> {
  return isDescriptor(source) ? createServer(source, options) : createServer(source, options);
}

async function startMock(
  source: ApiDescriptor | DocumentSource,
  mock: NonNullable<ConnectOptions['mock']>,
  options: CreateServerOptions,
  started: AsyncDisposable[],
): Promise<string | undefined> {
  if (mock === false) return undefined;
  if (isDescriptor(source))
    throw new OpenApiMcpError('OPTION_INVALID', 'a mock needs the document, not its descriptor', {
      hint: 'Give the document, or an upstream.',
    });
  // The same seed makes the responses of every run the same.
  const running = await createMock(await loadDocument(source, options), {
    seed: 1,
    ...(mock === true ? {} : mock),
  });
  started.push(running);
  return running.url;
}

/** Serves two streams of this process. */
async function connectStreams(server: TestedServer) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const connection = await server.serveStdio({ stdin, stdout, onError: () => undefined });
  return { input: stdout, output: stdin, close: () => connection.close(0) };
}

function urlOf(upstream: RecordingUpstream | string): string {
  return typeof upstream === 'string' ? upstream : upstream.url;
}

function isServer(source: TestedServer | ApiDescriptor | DocumentSource): source is TestedServer {
  return typeof source === 'object' && 'serveStdio' in source;
}

function isDescriptor(source: ApiDescriptor | DocumentSource): source is ApiDescriptor {
  return typeof source === 'object' && 'operations' in source && 'scheme' in source;
}
