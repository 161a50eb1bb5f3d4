import { describeApi } from '../../src/index.ts';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp, connectStreams, createPipes } from '../interop/connect.ts';
import { startUpstream, jsonAnswer } from '../support/upstream.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';
import type { HttpOptions } from '../../src/serve/http/http-options.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { HttpSdk } from '../../src/serve/http-sdk.ts';
import type { ClientKind, Consent, InteropClient } from '../interop/clients.ts';
import type { RecordedRequest } from '../support/upstream.ts';

const petId = { name: 'petId', in: 'path', required: true, schema: { type: 'integer' } };
const responses = { '200': { description: 'Done' } };
const body = {
  required: true,
  content: { 'application/json': { schema: { type: 'object', properties: { name: { type: 'string' } } } } },
};

/** An API with an operation for each rule of a policy. */
export const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/pets': {
      get: { operationId: 'listPets', tags: ['pets'], responses },
      post: { operationId: 'createPet', tags: ['pets'], requestBody: body, responses },
    },
    '/pets/{petId}': {
      parameters: [petId],
      get: { operationId: 'getPet', tags: ['pets'], responses },
      put: { operationId: 'replacePet', tags: ['pets'], requestBody: body, responses },
      delete: { operationId: 'delete pet', tags: ['pets', 'staff only'], responses },
    },
    '/orders': { get: { operationId: 'listOrders', tags: ['orders'], responses } },
  },
};

export const { descriptor } = describeApi({
  source: 'shop',
  declaredVersion: '3.1.0',
  document,
  findings: [],
});

/** A client of a shop that is served with these options, and what reached its API. */
export interface Session extends AsyncDisposable {
  client: InteropClient;
  requests: RecordedRequest[];
}

export type Transport = 'stdio' | 'HTTP';

/** Serves the shop to one client. */
export async function openSession(
  kind: ClientKind,
  transport: Transport,
  sdk: 'v1' | 'v2',
  options: RuntimeOptions,
  { http = {}, headers = {} }: { http?: HttpOptions; headers?: Record<string, string> } = {},
): Promise<Session> {
  const upstream = await startUpstream();
  upstream.answer(jsonAnswer({ id: 1 }));
  const sdks: Record<'v1' | 'v2', HttpSdk> = { v1: sdkV1, v2: sdkV2 };
  const server = createApiServer(
    descriptor,
    mergeOptions({ request: { baseUrl: upstream.url } }, options),
    async () => sdks[sdk],
  );
  const pipes = createPipes();
  const served =
    transport === 'HTTP'
      ? await server.serveHttp({ port: 0, ...http })
      : await server.serveStdio(pipes.server);
  const client =
    'url' in served
      ? await connectHttp(kind, served.url, headers)
      : await connectStreams(kind, pipes.client.input, pipes.client.output);
  return {
    client,
    requests: upstream.requests,
    async [Symbol.asyncDispose]() {
      await client.close();
      await served.close();
      await server.close();
      await upstream.close();
    },
  };
}

/** Returns all combinations of clients, transports and SDKs, and whether the client can be asked there. */
export function meetings(): {
  label: string;
  kind: ClientKind;
  transport: Transport;
  sdk: 'v1' | 'v2';
  asks: boolean;
}[] {
  return (['v2', 'v1'] as const).flatMap((sdk) =>
    (['stdio', 'HTTP'] as const).flatMap((transport) =>
      clientKinds
        .filter(({ protocolVersion }) => sdk === 'v2' || protocolVersion === '2025-11-25')
        .map((kind) => ({
          label: `${kind.label}, ${sdk} server over ${transport}`,
          kind,
          transport,
          sdk,
          asks: transport === 'stdio' || kind.protocolVersion === '2026-07-28',
        })),
    ),
  );
}

/** Returns the client with a person to ask. */
export function asking(kind: ClientKind, consent: Consent): ClientKind {
  return { ...kind, consent };
}
