import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/store/memory-store.ts';
import { Person } from './person.ts';
import { callTool, PlainClient, redirectUri } from './plain-client.ts';
import { serveProxy } from './serve-proxy.ts';
import { startPeopleProvider } from './start-people-provider.ts';
import type { ProxiedApi } from './serve-proxy.ts';
import type { PeopleProvider } from './start-people-provider.ts';

let people: PeopleProvider;
let server: ProxiedApi;
beforeAll(async () => {
  people = await startPeopleProvider();
  server = await serveProxy(people.url, { requiredClaims: ['groups=api-users'] });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});

async function registered(metadata = {}): Promise<PlainClient> {
  const client = new PlainClient(server.origin);
  await client.register(metadata);
  return client;
}

/** Signs in up to the URL at which the provider sends the browser back. */
async function stopBeforeReturn(client: PlainClient) {
  const person = new Person(`${server.origin}/oauth/callback`);
  const { url } = await person.signIn(client.authorizationUrl());
  return { person, url };
}

/** Signs in, and returns the code. */
async function codeOf(client: PlainClient): Promise<string> {
  const { url } = await new Person(redirectUri).signIn(client.authorizationUrl());
  return url.searchParams.get('code') ?? '';
}

describe('consent', () => {
  it('is asked for each client and each request, although the provider remembers the person', async () => {
    const person = new Person(redirectUri);
    const first = await registered();
    expect((await person.signIn(first.authorizationUrl())).url.searchParams.has('code')).toBe(true);
    for (const client of [await registered({ client_name: 'Other Client' }), first]) {
      const page = await person.open(client.authorizationUrl());
      expect(page.url.pathname).toMatch(/^\/oauth\/consent\//);
      expect(page.text).toContain('Allow and sign in');
    }
  });

  it('can be denied, which the client is told', async () => {
    const client = await registered();
    const person = new Person(redirectUri);
    const page = await person.open(client.authorizationUrl());
    const { url } = await person.submit(page, { decision: 'deny' });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'state of the client',
      iss: server.origin,
    });
  });

  it('is for the browser that asked alone', async () => {
    const client = await registered();
    const attacker = new Person(redirectUri);
    const { url } = await attacker.open(client.authorizationUrl());
    const victim = new Person(redirectUri);
    expect((await victim.open(url)).status).toBe(400);
    expect((await victim.open(url, { decision: 'allow' })).status).toBe(400);
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['"><img src=x onerror=alert(1)>', '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'],
  ])('shows the name %s as text', async (name, shown) => {
    const client = await registered({ client_name: name });
    const page = await new Person(redirectUri).open(client.authorizationUrl());
    expect(page.text).toContain(shown);
    expect(page.text).not.toContain(name);
  });

  it('is on a page without scripts that no other site shows in a frame', async () => {
    const client = await registered();
    const { headers, text } = await new Person(redirectUri).open(client.authorizationUrl());
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      ),
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    });
    expect(text).not.toMatch(/<script|javascript:|\son\w+=/i);
  });
});

describe('a person', () => {
  it('without a required claim gets no code', async () => {
    const client = await registered();
    const page = await new Person(redirectUri).signIn(client.authorizationUrl(), 'bob');
    expect([page.status, page.url.pathname]).toEqual([403, '/oauth/callback']);
    expect(page.text).toContain('Your account may not use this server.');
    expect(server.entries.at(-1)).toMatchObject({
      request: 'sign-in',
      caller: 'bob',
      error: 'CLAIM_MISSING',
    });
  });

  it('whom the provider refuses goes back to the client', async () => {
    const client = await registered();
    const { url } = await new Person(redirectUri).signIn(client.authorizationUrl(), 'nobody');
    expect(url.searchParams.get('error')).toBe('access_denied');
  });
});

describe('the return from the provider', () => {
  it('is refused in another browser, and neither browser gets a code', async () => {
    const { person, url } = await stopBeforeReturn(await registered());
    const other = new Person(redirectUri);
    expect((await other.open(url)).status).toBe(400);
    other.steal(person, 'openapi-mcp-resume');
    other.steal(person, 'openapi-mcp-consent');
    expect((await other.open(url)).status).toBe(400);
    expect(server.entries.at(-1)).toMatchObject({
      request: 'sign-in',
      error: 'SIGN_IN_FAILED',
      reason: 'this browser did not ask for the sign-in',
    });
  });

  it('works once', async () => {
    const { person, url } = await stopBeforeReturn(await registered());
    const browser = new Person(redirectUri);
    browser.steal(person);
    expect((await browser.open(url)).url.searchParams.has('code')).toBe(true);
    browser.steal(person);
    expect((await browser.open(url)).status).toBe(400);
  });

  it.each([
    ['another issuer', 'iss', 'https://evil.example.com'],
    ['no issuer', 'iss', undefined],
    ['another code', 'code', 'x'.repeat(43)],
    ['no code', 'code', undefined],
    ['another state', 'state', 'x'.repeat(43)],
    ['no state', 'state', undefined],
  ])('with %s is refused', async (_, name, value) => {
    const { person, url } = await stopBeforeReturn(await registered());
    const browser = new Person(redirectUri);
    browser.steal(person);
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    const page = await browser.open(url);
    expect([page.status, page.url.host]).toEqual([400, new URL(server.origin).host]);
    expect(page.text).not.toContain('evil');
  });
});

describe('an authorization request', () => {
  it.each<[string, Record<string, string | undefined>, string]>([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with PKCE in the clear', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for another server', { resource: 'https://other.example.com/mcp' }, 'invalid_target'],
    ['for a path of this server', { resource: 'ORIGIN/mcp/other' }, 'invalid_target'],
    ['for a server that looks alike', { resource: 'ORIGIN.evil.example.com/mcp' }, 'invalid_target'],
    ['for a token in the URL', { response_type: 'token' }, 'unsupported_response_type'],
    ['without a question', { prompt: 'none' }, 'interaction_required'],
  ])('%s is refused', async (_, parameters, error) => {
    const client = await registered();
    const resource = parameters['resource']?.replace('ORIGIN', server.origin);
    const { url } = await new Person(redirectUri).open(
      client.authorizationUrl({ ...parameters, ...(resource === undefined ? {} : { resource }) }),
    );
    const found = url.searchParams.get('error') ?? new URLSearchParams(url.hash.slice(1)).get('error');
    expect([url.origin + url.pathname, found]).toEqual([redirectUri, error]);
  });

  it('without a server is for this one, unless the server is strict', async () => {
    const client = await registered();
    const { json } = await client.connect(new Person(redirectUri), 'ada', { resource: undefined });
    expect(await callTool(server.url, String(json['access_token']))).toBe(200);
    await using strict = await serveProxy(people.url, { authRequireResource: true });
    const other = new PlainClient(strict.origin);
    await other.register();
    const { url } = await new Person(redirectUri).open(other.authorizationUrl({ resource: undefined }));
    expect(url.searchParams.get('error')).toBe('invalid_target');
  });

  it.each([
    'http://127.0.0.1:1/callback/',
    'http://127.0.0.1:1/callback?x=1',
    'http://127.0.0.1:1/callback#x',
    'http://127.0.0.1:1/other/../callback',
    'http://127.0.0.1:1@evil.example.com/callback',
    'http://evil.example.com/callback',
    'http://127.0.0.1.evil.example.com/callback',
    'http://localhost:1/callback',
    'https://127.0.0.1:1/callback',
    'HTTP://127.0.0.1:1/CALLBACK',
    '//evil.example.com',
    'javascript:alert(1)',
  ])('to the redirect URI %s goes nowhere', async (uri) => {
    const client = await registered();
    const page = await new Person('http://nowhere.invalid').open(
      client.authorizationUrl({ redirect_uri: uri }),
    );
    expect([page.status, page.url.host]).toEqual([400, new URL(server.origin).host]);
    expect(page.headers.get('location')).toBeNull();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each([
    'https://APP.example.com/callback',
    'https://app.example.com./callback',
    'https://app.example.com:443/callback',
    'https://app.example.com:8443/callback',
    'https://app.example.com@evil.example.com/callback',
    'https://ada@app.example.com/callback',
    'https://app.example.com\\@evil.example.com/callback',
    'https://app.example.com.evil.example.com/callback',
    'https://app.example.com/callback/../other',
    'https://app.example.com/x/%2e%2e/callback',
    'https://app.example.com/%63allback',
    'https://app.example.com/callback%00',
    'https://app.example.com/Callback',
    'https://app.example.com//callback',
    'https://app.example.com/callback?x=1',
    'https://app.example.com/callback#x',
    'http://app.example.com/callback',
    ' https://app.example.com/callback',
  ])('to %j instead of the redirect URI of a website goes nowhere', async (uri) => {
    const client = await registered({ redirect_uris: ['https://app.example.com/callback'] });
    const page = await new Person('http://nowhere.invalid').open(
      client.authorizationUrl({ redirect_uri: uri }),
    );
    expect([page.status, page.url.host]).toEqual([400, new URL(server.origin).host]);
    expect(page.headers.get('location')).toBeNull();
  });

  it('with two redirect URIs goes to the registered one, without a code', async () => {
    const client = await registered();
    const url = client.authorizationUrl();
    url.searchParams.append('redirect_uri', 'https://evil.example.com/');
    const page = await new Person(redirectUri).open(url);
    expect(page.url.href.split('?')[0]).toBe(redirectUri);
    expect([page.url.searchParams.get('error'), page.url.searchParams.has('code')]).toEqual([
      'invalid_request',
      false,
    ]);
  });

  it('may have any port of a loopback redirect URI', async () => {
    const client = await registered();
    const uri = 'http://127.0.0.1:2/callback';
    const { url } = await new Person(uri).signIn(client.authorizationUrl({ redirect_uri: uri }));
    expect(url.searchParams.has('code')).toBe(true);
  });

  it.each([
    ['a client that does not exist', (id: string) => `${id.slice(0, -4)}AAAA`],
    ['a client of another server', () => '1.abcdefgh.AAAA'],
    ['a private address as a client', () => 'https://127.0.0.1/client.json'],
    ['a name with a private address as a client', () => 'https://localhost/client.json'],
  ])('of %s is refused', async (_, idOf) => {
    const client = await registered();
    const page = await new Person('http://nowhere.invalid').open(
      client.authorizationUrl({ client_id: idOf(client.id) }),
    );
    expect([page.status, page.url.host]).toEqual([400, new URL(server.origin).host]);
  });
});

describe('a registration', () => {
  it.each([
    [['javascript:alert(1)'], 400],
    [['data:text/html,x'], 400],
    [['http://example.com/callback'], 400],
    [['https://example.com/callback#x'], 400],
    [['not a URL'], 400],
    [[], 400],
    [Array.from({ length: 100 }, (_, index) => `https://example.com/${index}`), 400],
    [['https://example.com/callback'], 201],
    [['cursor://anysphere.cursor-retrieval/oauth/callback'], 201],
    [['http://localhost/callback', 'http://127.0.0.1/callback', 'http://[::1]:8080/'], 201],
  ])('with the redirect URIs %j has the status %i', async (redirectUris, status) => {
    const client = new PlainClient(server.origin);
    const body = JSON.stringify({ redirect_uris: redirectUris });
    expect((await client.post('/oauth/register', body, 'application/json')).status).toBe(status);
  });

  it('keeps nothing but the name and the redirect URIs', async () => {
    const client = new PlainClient(server.origin);
    const json = await client.register({
      token_endpoint_auth_method: 'client_secret_basic',
      jwks_uri: 'http://169.254.169.254/',
      logo_uri: 'https://example.com/logo',
      sector_identifier_uri: 'https://example.com/sector',
      scope: 'admin',
    });
    expect(json).toMatchObject({ client_name: 'Plain Client', token_endpoint_auth_method: 'none' });
    for (const name of ['client_secret', 'jwks_uri', 'logo_uri', 'sector_identifier_uri', 'scope'])
      expect(json).not.toHaveProperty(name);
  });
});

describe('a code', () => {
  it('is worthless without the verifier, for another client and for another redirect URI', async () => {
    const client = await registered();
    const thief = await registered();
    const code = await codeOf(client);
    const attempts = [
      client.exchange(code, { code_verifier: 'x'.repeat(43) }),
      client.exchange(code, { code_verifier: '' }),
      client.exchange(code, { redirect_uri: 'http://127.0.0.1:2/callback' }),
      client.exchange(code, { resource: 'https://other.example.com/mcp' }),
      thief.exchange(code, { code_verifier: client.verifier }),
    ];
    for (const { status, json } of await Promise.all(attempts)) {
      expect(status).toBe(400);
      expect(json).not.toHaveProperty('access_token');
    }
  });

  it('that is used twice ends the tokens that it gave', async () => {
    const client = await registered();
    const code = await codeOf(client);
    const { json } = await client.exchange(code);
    const token = String(json['access_token']);
    expect(await callTool(server.url, token)).toBe(200);
    expect(await client.exchange(code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await callTool(server.url, token)).toBe(401);
  });

  it('gives tokens once, however often it is used at the same time', async () => {
    const client = await registered();
    const code = await codeOf(client);
    const results = await Promise.all(Array.from({ length: 8 }, () => client.exchange(code)));
    expect(results.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });
});

describe('a refresh token', () => {
  it('is replaced, and its reuse ends all tokens of the sign-in', async () => {
    const client = await registered();
    const { json: first } = await client.connect(new Person(redirectUri));
    const old = String(first['refresh_token']);
    const { json: second } = await client.refresh(old);
    const token = String(second['access_token']);
    expect(await callTool(server.url, token)).toBe(200);
    expect(await client.refresh(old)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await callTool(server.url, token)).toBe(401);
    expect(await client.refresh(String(second['refresh_token']))).toMatchObject({ status: 400 });
  });

  it('is for its client, its scopes and this server alone', async () => {
    const client = await registered();
    const { json } = await client.connect(new Person(redirectUri));
    const token = String(json['refresh_token']);
    const thief = await registered();
    expect(await thief.refresh(token)).toMatchObject({ status: 400 });
    expect(await client.refresh(token, { scope: 'mcp admin' })).toMatchObject({ status: 400 });
    const refreshed = await client.refresh(token);
    expect(refreshed).toMatchObject({ status: 200 });
    const next = String(refreshed.json['refresh_token']);
    expect(await client.refresh(next, { resource: 'https://other.example.com' })).toMatchObject({
      status: 400,
    });
  });

  it('can be revoked with its tokens', async () => {
    const client = await registered();
    const { json } = await client.connect(new Person(redirectUri));
    const body = new URLSearchParams({ client_id: client.id, token: String(json['refresh_token']) });
    await client.post('/oauth/revoke', body.toString(), 'application/x-www-form-urlencoded');
    expect(await callTool(server.url, String(json['access_token']))).toBe(401);
  });
});

describe('an access token', () => {
  it('is for one server, also among servers that share a store and its secret', async () => {
    const shared = { authStore: createMemoryStore(), authSecrets: 'a secret that two servers share, 32' };
    await using one = await serveProxy(people.url, shared);
    await using other = await serveProxy(people.url, shared);
    const client = new PlainClient(one.origin);
    const { json } = await client.connect(new Person(redirectUri));
    const token = String(json['access_token']);
    expect([await callTool(one.url, token), await callTool(other.url, token)]).toEqual([200, 401]);
  });

  it('is neither a code, nor a refresh token, nor one of the provider', async () => {
    const client = await registered();
    const { url } = await new Person(redirectUri).signIn(client.authorizationUrl());
    const code = url.searchParams.get('code') ?? '';
    expect(await callTool(server.url, code)).toBe(401);
    const { json } = await client.exchange(code);
    expect(await callTool(server.url, String(json['refresh_token']))).toBe(401);
    expect(json).not.toHaveProperty('id_token');
    expect(server.requests.map((request) => request.header('authorization'))).not.toContain(
      `Bearer ${String(json['access_token'])}`,
    );
  });
});

describe('other paths', () => {
  it.each([
    ['GET', '/oauth/nothing', 404],
    ['GET', '/oauth/end/confirm', 404],
    ['GET', '/oauth/consent/unknown', 400],
    ['PUT', '/oauth/consent/unknown', 405],
    ['POST', '/oauth/callback', 405],
    ['GET', '/oauth/callback', 400],
    ['GET', '/oauth/token', 404],
    ['POST', '/.well-known/oauth-authorization-server', 405],
    ['GET', '/oauth/authorize', 400],
    ['GET', '/oauth/authorize/unknown', 400],
  ])('%s %s has the status %i', async (method, path, status) => {
    const response = await fetch(new URL(path, server.origin), {
      method,
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    await response.text();
    expect(response.status).toBe(status);
  });
});
