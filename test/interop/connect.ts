import { PassThrough } from 'node:stream';
import type { Readable, Writable } from 'node:stream';
import { StreamableHTTPClientTransport as HttpTransportV2 } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as HttpTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { StdioServerTransport as StreamTransportV1 } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Transport as TransportV1 } from '@modelcontextprotocol/sdk/shared/transport.js';
import { StdioServerTransport as StreamTransportV2 } from '@modelcontextprotocol/server/stdio';
import { connectV1, connectV2 } from './clients.ts';
import type { ClientKind, InteropClient } from './clients.ts';

/** Connects a client to the `/mcp` endpoint of a server. Each of its requests has `headers`. */
export function connectHttp(
  { sdk, protocolVersion, consent }: ClientKind,
  url: string,
  headers: Record<string, string> = {},
): Promise<InteropClient> {
  const options = { requestInit: { headers } };
  if (sdk === 'v2') return connectV2(new HttpTransportV2(new URL(url), options), protocolVersion, consent);
  // v1's own transport does not fit v1's interface under exactOptionalPropertyTypes.
  return connectV1(new HttpTransportV1(new URL(url), options) as TransportV1, consent);
}

/** Both ends of a pair of pipes, for a server and a client over stdio. */
export interface Pipes {
  server: { stdin: PassThrough; stdout: PassThrough };
  client: { input: PassThrough; output: PassThrough };
}

export function createPipes(): Pipes {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  return {
    server: { stdin: toServer, stdout: toClient },
    client: { input: toClient, output: toServer },
  };
}

/** Connects a client over streams, with the stdio transport for servers, since both sides use the same framing. */
export async function connectStreams(
  kind: ClientKind,
  input: Readable,
  output: Writable,
): Promise<InteropClient> {
  const client =
    kind.sdk === 'v2'
      ? await connectV2(new StreamTransportV2(input, output), kind.protocolVersion, kind.consent)
      : await connectV1(new StreamTransportV1(input, output), kind.consent);
  return {
    ...client,
    async close() {
      await client.close();
      output.end();
    },
  };
}
