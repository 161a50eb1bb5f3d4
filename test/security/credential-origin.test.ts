import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { CredentialRequest } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';

let home: Upstream;
let elsewhere: Upstream;

beforeAll(async () => {
  home = await startUpstream();
  elsewhere = await startUpstream();
});
afterAll(async () => {
  await home.close();
  await elsewhere.close();
});

const schemes: JsonObject = {
  token: { type: 'http', scheme: 'bearer' },
  key: { type: 'apiKey', in: 'query', name: 'key' },
  session: { type: 'apiKey', in: 'cookie', name: 'session' },
};
const environment = {
  SECURED_TOKEN: 'token-of-home',
  SECURED_KEY: 'key-of-home',
  SECURED_SESSION: 'session-of-home',
};

function document(): JsonObject {
  return securedDocument(home.url, schemes, { things: [{ token: [], key: [], session: [] }] });
}

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('%i to another origin is not followed', async (status) => {
    home.answer({ status, headers: { location: `${elsewhere.url}/things?key=1` } });
    await using api = await openSecured(document(), environment);
    expect(await api.call('things')).toContain('not followed, because it leads to another origin');
    expect(elsewhere.requests).toEqual([]);
  });

  it.each([
    ['another port', () => elsewhere.url],
    ['another host name of the same machine', () => home.url.replace('127.0.0.1', 'localhost')],
    ['another scheme', () => home.url.replace('http:', 'https:')],
    ['a user in the URL', () => elsewhere.url.replace('//', `//${new URL(home.url).host}@`)],
    ['an address without a scheme', () => `//${new URL(elsewhere.url).host}`],
    ['a backslash', () => `\\\\${new URL(elsewhere.url).host}`],
  ])('to %s is not followed', async (_, target) => {
    home.requests.length = 0;
    home.answer({ status: 302, headers: { location: `${target()}/stolen` } });
    await using api = await openSecured(document(), environment);
    await api.call('things');
    expect(home.requests.map((request) => request.target)).toEqual(['/things?key=key-of-home']);
    expect(elsewhere.requests).toEqual([]);
  });

  it('within the origin keeps the credentials in headers', async () => {
    home.requests.length = 0;
    home.answer(({ target }) =>
      target.startsWith('/things') ? { status: 302, headers: { location: '/moved' } } : {},
    );
    await using api = await openSecured(document(), environment);
    await api.call('things');
    expect(home.requests.map((request) => [request.target, request.header('authorization')])).toEqual([
      ['/things?key=key-of-home', 'Bearer token-of-home'],
      ['/moved', 'Bearer token-of-home'],
    ]);
  });
});

it('a base URL receives the credentials instead of the declared servers', async () => {
  home.requests.length = 0;
  await using api = await openSecured(document(), environment, { baseUrl: `${elsewhere.url}/v2` });
  await api.call('things');
  expect(home.requests).toEqual([]);
  const [request] = elsewhere.requests.splice(0);
  expect([request?.target, request?.header('authorization')]).toEqual([
    '/v2/things?key=key-of-home',
    'Bearer token-of-home',
  ]);
});

it('a credential provider receives the origin and the scopes', async () => {
  home.answer({});
  const seen: CredentialRequest[] = [];
  const provide = async (request: CredentialRequest): Promise<string> => {
    seen.push(request);
    return 'provided';
  };
  const token = securedDocument(home.url, schemes, { things: [{ token: ['read'] }] });
  await using api = await openSecured(token, {}, { credentials: { token: { provide } } });
  await api.call('things');
  expect(seen).toEqual([{ origin: home.url, scopes: ['read'] }]);
});
