import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { startIdentityProvider } from './identity-provider.ts';
import { startIntrospector } from './introspector.ts';
import { startIssuer } from './issuer.ts';
import { list, post, send, toolsOf } from './send.ts';
import { descriptor } from './shop.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { OAuthClientProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';
import type { HttpOptions } from '../../src/serve/http/http-options.ts';
import type { HttpSdk } from '../../src/serve/http-sdk.ts';
import type { RecordedRequest } from '../support/upstream.ts';
import type { IdentityProvider } from './identity-provider.ts';

const redirectUrl = 'http://127.0.0.1:1/callback';

/** Keeps what a client of OAuth keeps, and where it wants its person to go. */
function createProvider() {
  const kept: { client?: never; tokens?: never; discovery?: never; verifier: string; start?: URL } = {
    verifier: '',
  };
  const provider = {
    redirectUrl,
    clientMetadata: {
      client_name: 'test',
      redirect_uris: [redirectUrl],
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    clientInformation: () => kept.client,
    saveClientInformation: (client: never) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens: never) => void (kept.tokens = tokens),
    redirectToAuthorization: (url: URL) => void (kept.start = url),
    saveCodeVerifier: (verifier: string) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier,
    saveDiscoveryState: (state: never) => void (kept.discovery = state),
    discoveryState: () => kept.discovery,
  };
  return { kept, provider };
}

interface Served extends AsyncDisposable {
  url: string;
  requests: RecordedRequest[];
  entries: AuditEntry[];
}

async function serve(sdk: HttpSdk, http: HttpOptions, options: RuntimeOptions = {}): Promise<Served> {
  const upstream = await startUpstream();
  upstream.answer(jsonAnswer({ id: 1 }));
  const entries: AuditEntry[] = [];
  const audit = (entry: AuditEntry) => void entries.push(entry);
  const api = createApiServer(
    descriptor,
    mergeOptions({ request: { baseUrl: upstream.url }, audit: { write: audit } }, options),
    async () => sdk,
  );
  const server = await api.serveHttp({ port: 0, ...http });
  return {
    url: server.url,
    requests: upstream.requests,
    entries,
    async [Symbol.asyncDispose]() {
      await server.close();
      await api.close();
      await upstream.close();
    },
  };
}

describe('a client that knows only the URL', () => {
  let provider: IdentityProvider;
  beforeAll(async () => {
    provider = await startIdentityProvider();
  });
  afterAll(() => provider[Symbol.asyncDispose]());

  /** Connects, sends the person away where that is asked for, and connects again. */
  async function logIn(kind: 'v1' | '2025-11-25' | '2026-07-28', url: string) {
    const { kept, provider: own } = createProvider();
    const open = () => {
      if (kind === 'v1') {
        const transport = new TransportV1(new URL(url), { authProvider: own as unknown as ProviderV1 });
        const client = new ClientV1({ name: 'test', version: '1' });
        return { client, transport, connect: () => client.connect(transport as Transport) };
      }
      const transport = new TransportV2(new URL(url), { authProvider: own as never });
      const mode = kind === '2026-07-28' ? { pin: kind } : ('legacy' as const);
      const client = new ClientV2({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
      return { client, transport, connect: () => client.connect(transport) };
    };
    const first = open();
    await expect(first.connect()).rejects.toThrow('Unauthorized');
    const end = await provider.browse(kept.start?.href ?? '');
    if (first.transport instanceof TransportV2) await first.transport.finishAuth(end.searchParams);
    else await first.transport.finishAuth(end.searchParams.get('code') ?? '');
    const second = open();
    await second.connect();
    return { client: second.client, start: kept.start };
  }

  it.each([
    ['v1', 'v2', sdkV2],
    ['2025-11-25', 'v2', sdkV2],
    ['2026-07-28', 'v2', sdkV2],
    ['v1', 'v1', sdkV1],
    ['2025-11-25', 'v1', sdkV1],
  ] as const)('finds its way to a call: %s client, %s server', async (kind, _, sdk) => {
    const toolScopes = { 'delete*': ['pets:write'], PUT: ['pets:write'] };
    const http = { authJwt: provider.url, authScopes: ['pets:read'] };
    await using server = await serve(sdk, http, { policy: { toolScopes } });
    const { client, start } = await logIn(kind, server.url);
    // RFC 8707: the token is asked for this server, and for what it says it needs.
    expect(start?.searchParams.get('resource')).toBe(server.url);
    expect(start?.searchParams.get('scope')?.split(' ')).toEqual(
      expect.arrayContaining(['pets:read', 'pets:write']),
    );
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(descriptor.operations.map(({ name }) => name));
    const result = await client.callTool({ name: 'getPet', arguments: { petId: 1 } });
    expect(result).toMatchObject({ structuredContent: { id: 1 } });
    const [first, ...rest] = server.entries;
    expect(first).toMatchObject({ caller: null, request: 'http', status: 401, error: 'TOKEN_MISSING' });
    expect(rest.filter(({ request }) => request !== 'http')).toMatchObject([
      { caller: 'ada', tool: 'getPet', status: 200 },
    ]);
    expect(server.requests.map((request) => request.header('authorization'))).toEqual([undefined]);
    await client.close();
  });
});

describe('the response to an unauthenticated client', () => {
  it('names the issuer and the scopes', async () => {
    await using issuer = await startIssuer();
    await using server = await serve(
      sdkV2,
      { authJwt: issuer.url, authScopes: ['pets:read'], publicUrl: 'https://mcp.example.com/mcp' },
      { policy: { toolScopes: { DELETE: ['pets:write'] } } },
    );
    const answer = await send(server.url, post(), list);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp", scope="pets:read pets:write"',
    );
    for (const path of [
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/mcp',
    ]) {
      const metadata = await send(new URL(path, server.url).href);
      expect(metadata).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
      expect(JSON.parse(metadata.text)).toEqual({
        resource: 'https://mcp.example.com/mcp',
        authorization_servers: [issuer.url],
        scopes_supported: ['pets:read', 'pets:write'],
        bearer_methods_supported: ['header'],
        resource_name: 'Shop',
      });
    }
    expect(await send(new URL('/.well-known/oauth-protected-resource-x', server.url).href)).toMatchObject({
      status: 404,
    });
  });

  it('has no metadata without authentication', async () => {
    await using server = await serve(sdkV2, {});
    const metadata = new URL('/.well-known/oauth-protected-resource', server.url).href;
    expect(await send(metadata)).toMatchObject({ status: 404 });
  });

  it('explains the problem of its token', async () => {
    await using issuer = await startIssuer();
    const http = { authJwt: issuer.url, publicUrl: 'https://mcp.example.com/mcp' };
    await using server = await serve(sdkV2, { ...http, authScopes: ['admin'] });
    const ask = async (claims: Record<string, unknown>) =>
      send(server.url, post({ authorization: `Bearer ${await issuer.sign(claims)}` }), list);
    const metadata =
      'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp", scope="admin"';
    expect(await ask({ exp: 1 })).toMatchObject({
      status: 401,
      headers: {
        'www-authenticate': `Bearer error="invalid_token", error_description="The token has expired", ${metadata}`,
      },
    });
    expect(await ask({})).toMatchObject({
      status: 403,
      headers: {
        'www-authenticate': `Bearer error="insufficient_scope", error_description="The token lacks the scope admin", ${metadata}`,
      },
    });
    expect(await ask({ scope: 'admin' })).toMatchObject({ status: 200 });
    expect(await ask({ aud: 'https://other.example' })).toMatchObject({ status: 401 });
  });

  it('names the scopes that the token has beside those that it lacks', async () => {
    await using issuer = await startIssuer();
    const policy = { toolScopes: { 'delete*': ['pets:write'], GET: ['pets:read'] } };
    await using server = await serve(sdkV2, { authJwt: issuer.url, authScopes: ['admin'] }, { policy });
    const token = await issuer.sign({ aud: server.url, scope: 'pets:write other' });
    const { headers } = await send(server.url, post({ authorization: `Bearer ${token}` }), list);
    expect(/scope="[^"]*"$/.exec(headers['www-authenticate'] ?? '')?.[0]).toBe('scope="admin pets:write"');
  });

  it('does not reveal the tools of others', async () => {
    await using issuer = await startIssuer();
    const http = { authJwt: issuer.url, publicUrl: 'https://mcp.example.com/mcp' };
    await using server = await serve(sdkV2, http, { policy: { toolScopes: { 'delete*': ['pets:write'] } } });
    const tools = async (scope: string) =>
      toolsOf(
        await send(server.url, post({ authorization: `Bearer ${await issuer.sign({ scope })}` }), list),
      );
    expect(await tools('pets:write')).toContain('delete_pet');
    expect(await tools('pets:read')).toEqual(['listPets', 'createPet', 'getPet', 'replacePet', 'listOrders']);
    expect(await tools('pets:write-not')).not.toContain('delete_pet');
  });
});

async function listAs(url: string, token: string, request = list) {
  return send(url, post({ authorization: `Bearer ${token}` }), request);
}

describe('several issuers', () => {
  const publicUrl = 'https://mcp.example.com/mcp';
  it('each accept their own tokens, and never those of another', async () => {
    await using one = await startIssuer();
    await using other = await startIssuer();
    await using server = await serve(sdkV2, { authJwt: [one.url, other.url], publicUrl });
    for (const issuer of [one, other])
      expect(await listAs(server.url, await issuer.sign())).toMatchObject({ status: 200 });
    const refused = [
      await one.sign({ iss: other.url }),
      await other.sign({ iss: one.url }),
      await one.sign({ iss: 'https://third.example' }),
      await one.sign({ iss: undefined }),
    ];
    for (const token of refused) expect(await listAs(server.url, token)).toMatchObject({ status: 401 });
    const metadata = await send(new URL('/.well-known/oauth-protected-resource/mcp', server.url).href);
    expect(JSON.parse(metadata.text)).toMatchObject({ authorization_servers: [one.url, other.url] });
  });

  it('may have callers of the same name, who share no limit and differ in the audit log', async () => {
    await using one = await startIssuer();
    await using other = await startIssuer();
    await using server = await serve(sdkV2, { authJwt: [one.url, other.url], publicUrl, rateLimit: 1 });
    const getPet = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'getPet', arguments: { petId: 1 } },
    });
    for (const issuer of [one, other])
      expect(await listAs(server.url, await issuer.sign(), getPet)).toMatchObject({ status: 200 });
    expect(await listAs(server.url, await one.sign())).toMatchObject({ status: 429 });
    expect(server.entries.slice(0, 2)).toMatchObject([
      { caller: 'ada', issuer: one.url },
      { caller: 'ada', issuer: other.url },
    ]);
  });

  it('may be one of JWTs and one of opaque tokens', async () => {
    await using issuer = await startIssuer();
    await using introspector = await startIntrospector();
    introspector.tokens.set('an-opaque-token', { active: true, sub: 'bob', aud: publicUrl });
    introspector.tokens.set(await issuer.sign({ iss: 'https://third.example', sub: 'eve' }), {
      active: true,
      sub: 'eve',
      aud: publicUrl,
    });
    await using server = await serve(sdkV2, {
      authJwt: issuer.url,
      authIntrospection: introspector.url,
      authClientId: 'server',
      authClientSecret: 'secret',
      publicUrl,
    });
    expect(await listAs(server.url, await issuer.sign())).toMatchObject({ status: 200 });
    expect(introspector.requests).toEqual([]);
    for (const token of introspector.tokens.keys())
      expect(await listAs(server.url, token)).toMatchObject({ status: 200 });
    expect(await listAs(server.url, 'another-opaque-token')).toMatchObject({ status: 401 });
    // A token that names the issuer of JWTs is not asked about elsewhere.
    expect(await listAs(server.url, await issuer.sign({ exp: 1 }))).toMatchObject({ status: 401 });
    expect(introspector.requests).toHaveLength(3);
  });
});

describe('claims', () => {
  const publicUrl = 'https://mcp.example.com/mcp';

  it('that are required keep others out, and ask nobody for another token', async () => {
    await using issuer = await startIssuer();
    const http = { authJwt: issuer.url, publicUrl, requiredClaims: ['groups=api-users'] };
    await using server = await serve(sdkV2, http);
    const groups = async (...names: string[]) => listAs(server.url, await issuer.sign({ groups: names }));
    expect(await groups('api-users')).toMatchObject({ status: 200 });
    const refused = await groups('others');
    expect(refused.status).toBe(403);
    expect(refused.headers).not.toHaveProperty('www-authenticate');
    expect(server.entries.at(-1)).toMatchObject({
      caller: 'ada',
      status: 403,
      error: 'CLAIM_MISSING',
      reason: 'The claim groups of the token has no value that this server requires',
    });
  });

  it('that are roles decide about tools, and are not requested as scopes', async () => {
    await using issuer = await startIssuer();
    const http = { authJwt: issuer.url, publicUrl, authScopeClaim: ['realm_access.roles'] };
    await using server = await serve(sdkV2, http, { policy: { toolScopes: { 'delete*': ['admin'] } } });
    const tools = async (claims: Record<string, unknown>) =>
      toolsOf(await listAs(server.url, await issuer.sign(claims)));
    expect(await tools({ realm_access: { roles: ['admin'] } })).toContain('delete_pet');
    expect(await tools({ scope: 'admin' })).not.toContain('delete_pet');
    const answer = await send(server.url, post(), list);
    expect(answer.headers['www-authenticate']).not.toContain('scope=');
    const metadata = await send(new URL('/.well-known/oauth-protected-resource/mcp', server.url).href);
    expect(JSON.parse(metadata.text)).not.toHaveProperty('scopes_supported');
  });
});
