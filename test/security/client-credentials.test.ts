import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { lifetime, machine, startAuthorizationServer } from '../support/authorization-server.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { TestAuthorizationServer } from '../support/authorization-server.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

let authorization: TestAuthorizationServer;
let upstream: Upstream;

beforeAll(async () => {
  authorization = await startAuthorizationServer();
  // The API also accepts the tokens that a test makes up.
  upstream = await startUpstream((request) =>
    request.header('authorization')?.endsWith('-token') === true
      ? jsonAnswer({ client: 'test' })
      : authorization.guard(request),
  );
});
afterEach(() => {
  vi.useRealTimers();
  authorization.grants.length = 0;
});
afterAll(async () => {
  await upstream.close();
  await authorization[Symbol.asyncDispose]();
});

const client = { SECURED_OAUTH_CLIENT_ID: machine.id, SECURED_OAUTH_CLIENT_SECRET: machine.secret };

async function open(
  environment: Record<string, string> = client,
  tokenUrl = authorization.tokenUrl,
): Promise<SecuredApi> {
  const scopes = { read: 'Reads', write: 'Writes', admin: 'All' };
  const oauth = { type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes } } };
  const document = securedDocument(
    upstream.url,
    { oauth },
    {
      plain: [{ oauth: [] }],
      read: [{ oauth: ['read'] }],
      both: [{ oauth: ['read', 'write'] }],
      admin: [{ oauth: ['admin'] }],
    },
  );
  return openSecured(document, environment);
}

function sentTokens(count: number): (string | undefined)[] {
  return upstream.requests
    .slice(-count)
    .map((request) => request.header('authorization')?.slice('Bearer '.length));
}

describe('a token of the client credentials grant', () => {
  it('is requested once, with the scopes of the operation', async () => {
    await using api = await open();
    expect(api.sources).toEqual({ oauth: 'SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_CLIENT_SECRET' });
    expect(JSON.parse(await api.call('read'))).toEqual({ client: 'machine', scope: 'read' });
    expect(JSON.parse(await api.call('read'))).toEqual({ client: 'machine', scope: 'read' });
    expect(JSON.parse(await api.call('both'))).toEqual({ client: 'machine', scope: 'read write' });
    expect(JSON.parse(await api.call('plain'))).toEqual({ client: 'machine', scope: '' });
    expect(authorization.grants).toHaveLength(3);
  });

  it('is requested once by concurrent calls', async () => {
    await using api = await open();
    const texts = await Promise.all(Array.from({ length: 20 }, () => api.call('read')));
    expect(new Set(texts)).toEqual(new Set(['{"client":"machine","scope":"read"}']));
    expect(authorization.grants).toEqual(['client_credentials']);
  });

  it.each([
    ['is cached until it expires', lifetime - 31, 1],
    ['is renewed shortly before it expires', lifetime - 29, 2],
  ])('%s', async (_, seconds, grants) => {
    await using api = await open();
    await api.call('read');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
    expect(JSON.parse(await api.call('read'))).toMatchObject({ scope: 'read' });
    expect(authorization.grants).toHaveLength(grants);
  });

  it('is renewed once when the API rejects it', async () => {
    await using api = await open();
    await api.call('read');
    const [token = ''] = sentTokens(1);
    await authorization.revoke(token);
    const texts = await Promise.all(Array.from({ length: 5 }, () => api.call('read')));
    expect(new Set(texts)).toEqual(new Set(['{"client":"machine","scope":"read"}']));
    expect(authorization.grants).toHaveLength(2);
  });

  it('is not renewed again when the API rejects the next one too', async () => {
    await using refusing = await startUpstream({ status: 401 });
    const oauth = {
      type: 'oauth2',
      flows: { clientCredentials: { tokenUrl: authorization.tokenUrl, scopes: {} } },
    };
    await using api = await openSecured(
      securedDocument(refusing.url, { oauth }, { plain: [{ oauth: [] }] }),
      client,
    );
    expect(await api.call('plain')).toBe(
      [
        'The API responded with 401 Unauthorized.',
        'The API rejected the credentials: the operator of this server must check SECURED_OAUTH, or SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_CLIENT_SECRET.',
      ].join('\n'),
    );
    expect(refusing.requests).toHaveLength(2);
    expect(authorization.grants).toHaveLength(2);
  });

  it('has the scopes of the variable _SCOPES instead, if it is set', async () => {
    await using api = await open({ ...client, SECURED_OAUTH_SCOPES: 'read' });
    expect(JSON.parse(await api.call('admin'))).toEqual({ client: 'machine', scope: 'read' });
  });

  it('comes from the URL of the variable _TOKEN_URL instead, if it is set', async () => {
    await using api = await open(
      { ...client, SECURED_OAUTH_TOKEN_URL: authorization.tokenUrl },
      'https://wrong.invalid',
    );
    expect(JSON.parse(await api.call('plain'))).toMatchObject({ client: 'machine' });
  });

  it('is not requested if an access token is set', async () => {
    await using api = await open({ ...client, SECURED_OAUTH: 'given-token' });
    await api.call('plain');
    expect(sentTokens(1)).toEqual(['given-token']);
    expect(authorization.grants).toEqual([]);
  });
});

describe('without a token', () => {
  it('a call is sent without credentials, and its result names the variables to set', async () => {
    await using api = await open({});
    expect(await api.call('read')).toContain(
      'No credentials were sent: the operator of this server must set SECURED_OAUTH, or SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_CLIENT_SECRET in its environment.',
    );
  });

  it.each<[title: string, tool: string, environment: Record<string, string>, message: RegExp]>([
    [
      'a wrong secret',
      'plain',
      { ...client, SECURED_OAUTH_CLIENT_SECRET: 'wrong-secret-of-tests' },
      /refused to give a token: invalid_client .*\nCheck SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_CLIENT_SECRET\.$/,
    ],
    [
      'a scope that the client is not allowed',
      'admin',
      client,
      /refused to give a token: invalid_scope .*\nSet SECURED_OAUTH_SCOPES to scopes that this client may have\.$/,
    ],
    [
      'a client without that grant',
      'plain',
      { SECURED_OAUTH_CLIENT_ID: 'app', SECURED_OAUTH_CLIENT_SECRET: 'none' },
      /refused to give a token: invalid_client/,
    ],
    [
      'a server that is down',
      'plain',
      { ...client, SECURED_OAUTH_TOKEN_URL: 'http://127.0.0.1:2/token' },
      /^http:\/\/127\.0\.0\.1:2: connection refused\nThe authorization server could not be reached/,
    ],
    [
      'a server that returns no token',
      'plain',
      { ...client, SECURED_OAUTH_TOKEN_URL: 'UPSTREAM/token' },
      /did not answer with a token: .*\nCheck the token URL/,
    ],
    [
      'a server without TLS',
      'plain',
      { ...client, SECURED_OAUTH_TOKEN_URL: 'http://login.example.com/token' },
      /^http:\/\/login\.example\.com is not reached over TLS\n/,
    ],
    [
      'an invalid token URL',
      'plain',
      { ...client, SECURED_OAUTH_TOKEN_URL: 'nowhere' },
      /^the variable _TOKEN_URL of oauth is no URL: "nowhere"\nSet it to an absolute URL, which begins with https:\/\/\.$/,
    ],
  ])('the error explains %s', async (_, tool, environment, message) => {
    await using elsewhere = await startUpstream({ status: 404, body: 'nothing here' });
    const given = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace('UPSTREAM', elsewhere.url)]),
    );
    await using api = await open(given);
    const before = upstream.requests.length;
    const text = await api.call(tool);
    expect(text).toMatch(message);
    expect(text).not.toContain(given['SECURED_OAUTH_CLIENT_SECRET']);
    expect(upstream.requests.length).toBe(before);
  });

  it('a call succeeds once the server recovers', async () => {
    await using flaky = await startUpstream({ status: 503 });
    await using api = await open({ ...client, SECURED_OAUTH_TOKEN_URL: `${flaky.url}/token` });
    expect(await api.call('plain')).toContain('did not answer with a token');
    flaky.answer({ body: '{"access_token":"late-token"}' });
    await api.call('plain');
    expect(sentTokens(1)).toEqual(['late-token']);
  });

  it('a cancelled call stops waiting, and a concurrent call still gets the token', async () => {
    let release: (() => void) | undefined;
    const after = new Promise<void>((resolve) => (release = resolve));
    await using slow = await startUpstream({
      after,
      body: '{"access_token":"slow-token","token_type":"Bearer"}',
    });
    await using api = await open({ ...client, SECURED_OAUTH_TOKEN_URL: `${slow.url}/token` });
    const controller = new AbortController();
    const cancelled = api.call('plain', controller.signal);
    const other = api.call('plain');
    await slow.received();
    controller.abort();
    expect(await cancelled).toContain('the call was cancelled');
    release?.();
    await other;
    expect(sentTokens(1)).toEqual(['slow-token']);
    expect(slow.requests).toHaveLength(1);
  });
});

it('sends the client secret in the body if the server rejects it in the header', async () => {
  await using picky = await startUpstream((request) =>
    request.header('authorization') === undefined
      ? { body: '{"access_token":"posted-token","token_type":"Bearer","expires_in":"60"}' }
      : { status: 401, body: '{"error":"invalid_client"}' },
  );
  await using api = await open({ ...client, SECURED_OAUTH_TOKEN_URL: `${picky.url}/token` });
  await api.call('plain');
  expect(sentTokens(1)).toEqual(['posted-token']);
  expect(picky.requests.map(({ body }) => body.toString())).toEqual([
    'grant_type=client_credentials',
    `grant_type=client_credentials&client_id=machine&client_secret=${machine.secret}`,
  ]);
});

it('sends the additional parameters of the variable _PARAMETERS', async () => {
  await using token = await startUpstream({ body: '{"access_token":"special-token","token_type":"Bearer"}' });
  await using api = await open({
    ...client,
    SECURED_OAUTH_TOKEN_URL: `${token.url}/token`,
    SECURED_OAUTH_PARAMETERS: 'audience=https%3A%2F%2Fapi.example&resource=a+b',
  });
  await api.call('read');
  expect(token.requests[0]?.body.toString()).toBe(
    'audience=https%3A%2F%2Fapi.example&resource=a+b&scope=read&grant_type=client_credentials',
  );
});
