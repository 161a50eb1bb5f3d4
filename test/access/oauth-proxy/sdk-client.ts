import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { redirectUri } from './plain-client.ts';
import type { OAuthClientProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** The state that a client of OAuth stores. */
export interface ClientState {
  /** The URL of the metadata document of the client, if it has one. */
  document?: string;
  client?: { client_id: string };
  tokens?: { access_token: string; token_type?: string; refresh_token?: string; scope?: string };
  verifier: string;
  /** Where the person is sent to. */
  start?: URL;
}

/** The provider of a client of either SDK. */
function createProvider(state: ClientState) {
  return {
    ...(state.document === undefined ? {} : { clientMetadataUrl: state.document }),
    redirectUrl: redirectUri,
    clientMetadata: {
      client_name: 'SDK Client',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    clientInformation: () => state.client,
    saveClientInformation: (client: { client_id: string }) => void (state.client = client),
    tokens: () => state.tokens,
    saveTokens: (tokens: ClientState['tokens'] & object) => void (state.tokens = tokens),
    redirectToAuthorization: (url: URL) => void (state.start = url),
    saveCodeVerifier: (verifier: string) => void (state.verifier = verifier),
    codeVerifier: () => state.verifier,
    invalidateCredentials(scope: string) {
      if (scope === 'all' || scope === 'client') delete state.client;
      if (scope === 'all' || scope === 'tokens') delete state.tokens;
    },
  };
}

/** The kinds of clients: of the SDK v1, and of v2 with each of its protocols. */
export const sdkKinds = ['v1', '2025-11-25', '2026-07-28'] as const;

/** Creates a client that has the URL of a server and what it has stored. */
export function openSdkClient(kind: (typeof sdkKinds)[number], url: string, state: ClientState) {
  const provider = createProvider(state);
  if (kind === 'v1') {
    const transport = new TransportV1(new URL(url), { authProvider: provider as unknown as ProviderV1 });
    const client = new ClientV1({ name: 'test', version: '1' });
    return {
      client,
      connect: () => client.connect(transport as Transport),
      finish: ({ searchParams }: URL) => transport.finishAuth(searchParams.get('code') ?? ''),
    };
  }
  const transport = new TransportV2(new URL(url), { authProvider: provider as never });
  const mode = kind === '2026-07-28' ? { pin: kind } : ('legacy' as const);
  const client = new ClientV2({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  return {
    client,
    connect: () => client.connect(transport),
    finish: ({ searchParams }: URL) => transport.finishAuth(searchParams),
  };
}
