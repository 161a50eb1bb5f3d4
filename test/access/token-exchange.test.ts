import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createServer, createTokenExchange } from '../../src/index.ts';
import { serveCliHttp, runCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { securedDocument } from '../security/secured-api.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { asJsonObject, asString } from '../../src/json/narrow.ts';
import { startExchanger } from './exchanger.ts';
import { startIssuer } from './issuer.ts';
import { call, post, send } from './send.ts';
import type { AuditEntry } from '../../src/runtime/policy/audit-entry.ts';
import type { ExchangeOptions, NamedToken, RequestOptions } from '../../src/index.ts';
import type { Exchanger } from './exchanger.ts';
import type { Issuer } from './issuer.ts';
import type { RecordedRequest, Upstream } from '../support/upstream.ts';

const publicUrl = 'https://mcp.example.com/mcp';
let issuer: Issuer;
let exchanger: Exchanger;
let upstream: Upstream;

beforeEach(async () => {
  issuer = await startIssuer();
  exchanger = await startExchanger();
  upstream = await startUpstream(() => jsonAnswer({ done: true }));
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer[Symbol.asyncDispose]();
  await exchanger[Symbol.asyncDispose]();
  await upstream.close();
});

function document() {
  return securedDocument(
    upstream.url,
    {
      oauth: { type: 'openIdConnect', openIdConnectUrl: 'https://id.example.com' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    },
    { whoAmI: [{ oauth: ['pets:read'] }], either: [{ oauth: [] }, { key: [] }, {}], open: [] },
  );
}

interface ServeOptions extends Partial<ExchangeOptions> {
  request?: RequestOptions;
  authTokens?: NamedToken[];
}

async function serve({ request, authTokens, ...options }: ServeOptions = {}) {
  const entries: AuditEntry[] = [];
  const oauth = createTokenExchange({
    exchange: exchanger.url,
    exchangeClientId: 'server',
    exchangeClientSecret: 'ServerSecretOfTheTests',
    ...options,
  });
  const server = await createServer(document(), {
    request: { ...request, credentials: { ...request?.credentials, oauth } },
    audit: { write: (entry) => void entries.push(entry) },
  });
  const served = await server.serveHttp({ port: 0, authJwt: issuer.url, publicUrl, authTokens });
  return {
    url: served.url,
    entries,
    async [Symbol.asyncDispose]() {
      await served.close();
      await server.close();
    },
  };
}

async function callWith(url: string, token: string, tool = 'whoAmI') {
  const before = upstream.requests.length;
  const { text } = await send(url, post({ authorization: `Bearer ${token}` }), call(tool));
  const received: RecordedRequest | undefined = upstream.requests[before];
  return { text, received, authorization: received?.header('authorization') };
}

const basic = `Basic ${Buffer.from('server:ServerSecretOfTheTests').toString('base64')}`;

describe('the request of an exchange', () => {
  it.each<[what: string, options: Partial<ExchangeOptions>, fields: (token: string) => object]>([
    [
      'of RFC 8693 has the scopes of the operation',
      { exchangeAudience: 'pets-api' },
      (token) => ({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        audience: 'pets-api',
        scope: 'pets:read',
      }),
    ],
    [
      'of RFC 8693 has chosen scopes',
      { exchangeScopes: ['a', 'b'] },
      (token) => ({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        scope: 'a b',
      }),
    ],
    [
      'on behalf of a person is what Entra reads',
      { exchangeGrant: 'on-behalf-of', exchangeScopes: ['api://pets/.default'] },
      (token) => ({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: token,
        requested_token_use: 'on_behalf_of',
        scope: 'api://pets/.default',
      }),
    ],
  ])('%s', async (_, options, fields) => {
    await using server = await serve(options);
    const token = await issuer.sign();
    const { authorization } = await callWith(server.url, token);
    expect(authorization).toBe('Bearer exchanged');
    expect(exchanger.requests).toEqual([{ authorization: basic, fields: fields(token) }]);
  });
});

describe('an exchanged token', () => {
  it('is used until shortly before its end', async () => {
    let count = 0;
    exchanger.answer(() => ({
      body: { access_token: `exchanged-${(count += 1)}`, token_type: 'Bearer', expires_in: 300 },
    }));
    await using server = await serve();
    const token = await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 3600 });
    const tokens = [];
    tokens.push((await callWith(server.url, token)).authorization);
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 265_000);
    tokens.push((await callWith(server.url, token)).authorization);
    vi.setSystemTime(Date.now() + 10_000);
    tokens.push((await callWith(server.url, token)).authorization);
    expect(tokens).toEqual(['Bearer exchanged-1', 'Bearer exchanged-1', 'Bearer exchanged-2']);
  });

  it('is used for ten minutes at most, so that the token of a caller can be revoked', async () => {
    const answer = { access_token: 'exchanged', token_type: 'Bearer', expires_in: 3600 };
    exchanger.answer(() => ({ body: answer }));
    await using server = await serve({ store: createMemoryStore() });
    const token = await issuer.sign({ exp: Math.floor(Date.now() / 1000) + 3600 });
    await callWith(server.url, token);
    exchanger.answer(() => ({ status: 400, body: { error: 'invalid_grant' } }));
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 590_000);
    expect((await callWith(server.url, token)).authorization).toBe('Bearer exchanged');
    vi.setSystemTime(Date.now() + 20_000);
    const { received, text } = await callWith(server.url, token);
    expect(received).toBeUndefined();
    expect(text).toContain('The token of the caller was not accepted: sign in again.');
  });

  it('is requested again once if the API refuses it', async () => {
    let count = 0;
    exchanger.answer(() => ({ body: { access_token: `exchanged-${(count += 1)}`, token_type: 'Bearer' } }));
    upstream.answer((request) =>
      request.header('authorization') === 'Bearer exchanged-1' ? jsonAnswer({}, 401) : jsonAnswer({ ok: 1 }),
    );
    await using server = await serve();
    const { text } = await callWith(server.url, await issuer.sign());
    expect(text).toContain('{\\"ok\\":1}');
    expect(exchanger.requests).toHaveLength(2);
  });

  it('is shared by the processes of a store, for the same token and the same exchange', async () => {
    const store = createMemoryStore();
    const token = await issuer.sign();
    exchanger.answer(() => ({ body: { access_token: 'exchanged', token_type: 'Bearer', expires_in: 600 } }));
    for (const options of [{}, {}, { exchangeAudience: 'other' }]) {
      await using server = await serve({ store, ...options });
      expect((await callWith(server.url, token)).authorization).toBe('Bearer exchanged');
    }
    await using server = await serve({ store });
    await callWith(server.url, await issuer.sign({ sub: 'bob' }));
    expect(exchanger.requests).toHaveLength(3);
  });

  it('is requested again if the API refuses the stored one', async () => {
    let count = 0;
    exchanger.answer(() => ({ body: { access_token: `exchanged-${(count += 1)}`, token_type: 'Bearer' } }));
    const store = createMemoryStore();
    const token = await issuer.sign();
    await using first = await serve({ store });
    await callWith(first.url, token);
    upstream.answer((request) => jsonAnswer({}, request.header('authorization')?.endsWith('1') ? 401 : 200));
    await using second = await serve({ store });
    await callWith(second.url, token);
    expect(upstream.requests.map((request) => request.header('authorization'))).toEqual([
      'Bearer exchanged-1',
      'Bearer exchanged-1',
      'Bearer exchanged-2',
    ]);
  });

  it('does not need a store that works', async () => {
    const store = { get: broken, set: broken, add: broken, delete: broken, keys: broken, close: broken };
    await using server = await serve({ store });
    const { authorization } = await callWith(server.url, await issuer.sign());
    expect(authorization).toBe('Bearer exchanged');
  });

  it('and the token of the caller are not repeated by results', async () => {
    const token = await issuer.sign();
    exchanger.answer(() => ({ body: { access_token: 'exchanged-canary', token_type: 'Bearer' } }));
    upstream.answer((request) => jsonAnswer({ heard: request.header('authorization') ?? null }));
    await using server = await serve();
    const { text } = await callWith(server.url, token);
    expect(text).not.toContain('exchanged-canary');
    expect(JSON.stringify(upstream.requests.map(({ headers }) => headers))).not.toContain(token);
  });
});

describe('a token that cannot be exchanged', () => {
  const key = { key: { value: 'key-of-the-server' } };

  it.each<[what: string, status: number, body: object, message: string]>([
    ['is refused', 400, { error: 'invalid_grant' }, 'sign in again'],
    ['needs the person', 400, { error: 'interaction_required' }, 'wants the person to sign in again'],
    ['is of a client that is unknown', 401, { error: 'invalid_client' }, 'Check --exchange-client-id'],
    ['fails', 503, {}, 'nothing was sent'],
    ['becomes no access token', 200, { access_token: 'x', token_type: 'N_A' }, 'nothing was sent'],
  ])('%s, so nothing is sent, also not another credential', async (_, status, body, message) => {
    exchanger.answer(() => ({ status, body }));
    await using server = await serve({ request: { credentials: key } });
    const token = await issuer.sign();
    for (const tool of ['whoAmI', 'either']) {
      const { text, received } = await callWith(server.url, token, tool);
      expect(received).toBeUndefined();
      expect(text).toContain('was not exchanged for one for the API');
      expect(text).toContain(message);
    }
    expect(server.entries).toMatchObject([{ error: 'EXCHANGE_FAILED' }, { error: 'EXCHANGE_FAILED' }]);
  });

  it('is not repeated by the error', async () => {
    exchanger.answer((fields) => ({
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: `bad ${fields['subject_token']} ServerSecretOfTheTests`,
      },
    }));
    await using server = await serve();
    const token = await issuer.sign();
    const { text } = await callWith(server.url, token);
    expect(text).toContain('bad ');
    expect(text).not.toContain(token);
    expect(text).not.toContain('ServerSecretOfTheTests');
  });

  it('is a static one, which no authorization server gets', async () => {
    const authTokens = [{ name: 'robot', token: 'static-token-of-the-robot' }];
    await using server = await serve({ authTokens, request: { credentials: key } });
    const { text, received } = await callWith(server.url, 'static-token-of-the-robot', 'either');
    expect(text).toContain('the static token of robot has no issuer');
    expect(received).toBeUndefined();
    expect(exchanger.requests).toEqual([]);
  });

  it('is not needed for an operation without security', async () => {
    await using server = await serve();
    const { received } = await callWith(server.url, await issuer.sign(), 'open');
    expect(received?.header('authorization')).toBeUndefined();
    expect(exchanger.requests).toEqual([]);
  });
});

async function broken(): Promise<never> {
  throw new Error('broken');
}

/** Returns the person whom a token is about. */
function subjectOf(token = ''): string | undefined {
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');
  return asString(asJsonObject(claims)?.['sub']);
}

it('two hundred interleaved callers never mix', async () => {
  exchanger.answer(({ subject_token: token }) => ({
    body: { access_token: `for-${subjectOf(token)}-`, token_type: 'Bearer', expires_in: 3600 },
  }));
  // The API names the person that the exchanged token is for, and takes its time.
  upstream.answer((request) => {
    const [, name] = /^Bearer for-(.*)-$/.exec(request.header('authorization') ?? '') ?? [];
    return jsonAnswer({ canary: `data of ${name}.`, by: request.header('x-user') ?? null });
  });
  const identityHeaders = { 'X-User': 'name' };
  await using server = await serve({ request: { identityHeaders } });
  const names = Array.from({ length: 200 }, (_, index) => `canary${index}`);
  const tokens = await Promise.all(names.map((sub) => issuer.sign({ sub })));
  const order = Array.from({ length: 1_000 }, () => Math.floor(Math.random() * names.length));
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const wrong: string[] = [];
  await Promise.all(
    [...names.keys(), ...order].map(async (index) => {
      const { text } = await send(
        server.url,
        { ...post({ authorization: `Bearer ${tokens[index]}` }), agent },
        call('whoAmI'),
      );
      const found = new Set(text.match(/canary\d+/g));
      if (found.size !== 1 || !found.has(`canary${index}`)) wrong.push(`${names[index]}: ${text}`);
    }),
  );
  agent.destroy();
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(upstream.requests).toHaveLength(1_200);
  for (const request of upstream.requests)
    expect(request.header('authorization')).toBe(`Bearer for-${request.header('x-user')}-`);
  // Each token was exchanged once.
  expect(exchanger.requests.map(({ fields }) => subjectOf(fields['subject_token'])).toSorted()).toEqual(
    names.toSorted(),
  );
  expect(
    server.entries.every(({ caller, issuer: by }) => names.includes(caller ?? '') && by === issuer.url),
  ).toBe(true);
});

describe('the command line', () => {
  it('exchanges tokens for the schemes that take one', async () => {
    const flags = ['--auth-jwt', issuer.url, '--public-url', publicUrl, '--exchange', exchanger.url];
    await using server = await serveCliHttp(
      ['-', ...flags, '--exchange-client-id', 'server', '--exchange-audience', 'pets-api'],
      {
        input: JSON.stringify(document()),
        env: { OPENAPI_MCP_EXCHANGE_CLIENT_SECRET: 'ServerSecretOfTheTests' },
      },
    );
    expect(server.stderr()).toContain("the caller's token, exchanged");
    const { authorization } = await callWith(server.url, await issuer.sign());
    expect(authorization).toBe('Bearer exchanged');
    expect(exchanger.requests).toMatchObject([{ authorization: basic, fields: { audience: 'pets-api' } }]);
  });

  it('encrypts them in a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-tokens-'));
    const secretFile = join(folder, 'secret');
    writeFileSync(secretFile, 'secret-of-the-tests-of-token-stores');
    const flags = ['--auth-jwt', issuer.url, '--public-url', publicUrl, '--exchange', exchanger.url];
    const storing = ['--token-store', join(folder, 'tokens'), '--auth-secret-file', secretFile];
    const token = await issuer.sign();
    for (let start = 0; start < 2; start += 1) {
      await using server = await serveCliHttp(['-', ...flags, '--exchange-client-id', 'server', ...storing], {
        input: JSON.stringify(document()),
        env: { OPENAPI_MCP_EXCHANGE_CLIENT_SECRET: 'ServerSecretOfTheTests' },
      });
      expect((await callWith(server.url, token)).authorization).toBe('Bearer exchanged');
    }
    expect(exchanger.requests).toHaveLength(1);
    rmSync(folder, { recursive: true });
  });

  it.each([
    [
      ['--exchange', 'https://id.example.com', '--exchange-client-id', 'a'],
      'only tokens of an issuer can be exchanged',
    ],
    [
      ['--transport', 'http', '--auth-jwt', 'https://id.example.com', '--exchange', 'https://id.example.com'],
      'tokens are exchanged by a client of an authorization server',
    ],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await runCli(['serve', 'specs/petstore.yaml', ...flags]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
