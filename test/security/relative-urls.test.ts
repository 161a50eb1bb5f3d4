import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeApi, loadDocument, login } from '../../src/index.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { JsonObject, RequestOptions } from '../../src/index.ts';
import type { Answer, RecordedRequest, Upstream } from '../support/upstream.ts';

let home: Upstream;
let api: Upstream;
let other: Upstream;

beforeAll(async () => {
  home = await startUpstream();
  api = await startUpstream(answer);
  other = await startUpstream(answer);
});
afterAll(async () => {
  for (const upstream of [home, api, other]) await upstream.close();
});
beforeEach(() => {
  for (const { requests } of [home, api, other]) requests.length = 0;
});

/** Answers as an API that issues its tokens itself. */
function answer({ method, target }: RecordedRequest): Answer {
  if (method === 'POST') return jsonAnswer({ access_token: 'secret-token', token_type: 'bearer' });
  if (!target.includes('/.well-known/')) return jsonAnswer({ ok: true });
  const issuer = api.url + target.replace('/.well-known/openid-configuration', '');
  return jsonAnswer({ issuer, token_endpoint: `${api.url}/discovered` });
}

const machine = { SECURED_OAUTH_CLIENT_ID: 'me', SECURED_OAUTH_CLIENT_SECRET: 'secret-of-me' };

function oauth(flow: JsonObject): JsonObject {
  return { type: 'oauth2', flows: { clientCredentials: { scopes: {}, ...flow } } };
}

/** Serves a document at home. */
function publish(
  scheme: JsonObject,
  servers: (urls: { api: string; other: string }) => JsonObject[],
): string {
  const document = securedDocument('', { oauth: scheme }, { things: [{ oauth: [] }] });
  home.answer(jsonAnswer({ ...document, servers: servers({ api: api.url, other: other.url }) }));
  return `${home.url}/docs/openapi.json`;
}

interface Row {
  title: string;
  scheme?: JsonObject;
  tokenUrl?: string;
  servers: (urls: { api: string; other: string }) => JsonObject[];
  options?: (urls: { api: string; other: string }) => RequestOptions;
  /** The requests to the API and the other server. */
  api?: string[];
  other?: string[];
}

const variables = { v: { default: 'v1' } };
const rows: Row[] = [
  { title: 'under the path of the server', tokenUrl: 'token', servers: (urls) => [{ url: `${urls.api}/api/v1` }], api: ['/api/v1/token', '/api/v1/things'] },
  { title: 'under the path of the server, which ends in a slash', tokenUrl: 'token', servers: (urls) => [{ url: `${urls.api}/api/v1/` }], api: ['/api/v1/token', '/api/v1/things'] },
  { title: 'at a server without a path', tokenUrl: 'token', servers: (urls) => [{ url: urls.api }], api: ['/token', '/things'] },
  { title: 'beside the server', tokenUrl: '../token', servers: (urls) => [{ url: `${urls.api}/api/v1` }], api: ['/api/token', '/api/v1/things'] },
  { title: 'at the root of the server', tokenUrl: '/oauth/token', servers: (urls) => [{ url: `${urls.api}/api/v1` }], api: ['/oauth/token', '/api/v1/things'] },
  { title: 'with a query', tokenUrl: 'token?tenant=a', servers: (urls) => [{ url: `${urls.api}/api?key=1` }], api: ['/api/token?tenant=a', '/api/things?key=1'] },
  { title: 'with variables', tokenUrl: 'token', servers: (urls) => [{ url: `${urls.api}/{v}`, variables }], options: () => ({ serverVariables: { v: 'v2' } }), api: ['/v2/token', '/v2/things'] },
  { title: 'of the chosen server', tokenUrl: 'token', servers: (urls) => [{ url: urls.other }, { url: `${urls.api}/v2` }], options: () => ({ server: '2' }), api: ['/v2/token', '/v2/things'] },
  { title: 'of a base URL', tokenUrl: 'token', servers: (urls) => [{ url: `${urls.other}/v1` }], options: (urls) => ({ baseUrl: `${urls.api}/own` }), api: ['/own/token', '/own/things'] },
  { title: 'of a base URL without a path', tokenUrl: 'token', servers: (urls) => [{ url: `${urls.other}/v1` }], options: (urls) => ({ baseUrl: urls.api }), api: ['/v1/token', '/v1/things'] },
  { title: 'of a base URL that is the root', tokenUrl: 'token', servers: (urls) => [{ url: `${urls.other}/v1` }], options: (urls) => ({ baseUrl: `${urls.api}/` }), api: ['/token', '/things'] },
  { title: 'without a scheme', tokenUrl: '//OTHER/token', servers: (urls) => [{ url: `${urls.api}/v1` }], api: ['/v1/things'], other: ['/token'] },
  { title: 'of OpenID Connect', scheme: { type: 'openIdConnect', openIdConnectUrl: 'issuer' }, servers: (urls) => [{ url: `${urls.api}/v1` }], api: ['/v1/issuer/.well-known/openid-configuration', '/discovered', '/v1/things'] },
  { title: 'of OpenID Connect, with its well-known path', scheme: { type: 'openIdConnect', openIdConnectUrl: '/.well-known/openid-configuration' }, servers: (urls) => [{ url: `${urls.api}/v1` }], api: ['/.well-known/openid-configuration', '/discovered', '/v1/things'] },
]; // prettier-ignore

describe('a relative URL of an authorization server', () => {
  it.each(rows)('$title', async (row) => {
    const urls = { api: api.url, other: other.url };
    const tokenUrl = row.tokenUrl?.replace('OTHER', new URL(other.url).host) ?? '';
    const source = publish(row.scheme ?? oauth({ tokenUrl }), row.servers);
    await using secured = await openSecured(source, machine, row.options?.(urls) ?? {});
    expect(await secured.call('things')).toBe('{"ok":true}');
    expect([api, other, home].map(({ requests }) => requests.map(({ target }) => target))).toEqual([
      row.api ?? [],
      row.other ?? [],
      ['/docs/openapi.json'],
    ]);
  });

  it('to refresh a token', async () => {
    const flows = { authorizationCode: { authorizationUrl: 'login', tokenUrl: 'token', refreshUrl: 'refresh', scopes: {} } };
    const source = publish({ type: 'oauth2', flows }, (urls) => [{ url: `${urls.api}/v1` }]);
    const environment = { SECURED_OAUTH_CLIENT_ID: 'me', SECURED_OAUTH_REFRESH_TOKEN: 'refresh-token' };
    await using secured = await openSecured(source, environment);
    expect(await secured.call('things')).toBe('{"ok":true}');
    expect(api.requests.map(({ target }) => target)).toEqual(['/v1/refresh', '/v1/things']);
  }); // prettier-ignore

  it('in a variable is refused, since it lacks its scheme', async () => {
    const source = publish(oauth({ tokenUrl: 'token' }), (urls) => [{ url: `${urls.api}/v1` }]);
    const environment = { ...machine, SECURED_OAUTH_TOKEN_URL: 'login.example/token' };
    await using secured = await openSecured(source, environment);
    expect(await secured.call('things')).toBe(
      'the variable _TOKEN_URL of oauth is no URL: "login.example/token"\nSet it to an absolute URL, which begins with https://.',
    );
    expect(api.requests).toEqual([]);
  });

  it('of a file, under a base URL', async () => {
    const document = securedDocument(
      '/api',
      { oauth: oauth({ tokenUrl: 'token' }) },
      { things: [{ oauth: [] }] },
    );
    await using secured = await openSecured(document, machine, { baseUrl: api.url });
    expect(await secured.call('things')).toBe('{"ok":true}');
    expect(api.requests.map(({ target }) => target)).toEqual(['/api/token', '/api/things']);
  });

  it('of a login', async () => {
    const flows = { authorizationCode: { authorizationUrl: 'login', tokenUrl: 'token', scopes: {} } };
    const source = publish({ type: 'oauth2', flows }, (urls) => [{ url: urls.other }, { url: `${urls.api}/{v}`, variables }]);
    const { descriptor } = describeApi(await loadDocument(source), { name: 'secured' });
    let opened = '';
    const done = new AbortController();
    const options = { clientId: 'me', server: '2', serverVariables: { v: 'v2' }, environment: {}, signal: done.signal };
    await login(descriptor, {
      ...options,
      onUrl(url) {
        opened = url;
        setImmediate(() => done.abort());
      },
    }).catch(() => undefined);
    expect(opened.split('?')[0]).toBe(`${api.url}/v2/login`);
  }); // prettier-ignore
});

describe('a relative URL of an authorization server without a base', () => {
  it.each<[server: string, text: string]>([
    ['/api', 'tokenUrl of oauth is relative, but server URL "/api" is relative\nPass the URL of the API with --base-url.'],
    ['https://{host}', 'tokenUrl of oauth is relative, but server URL https://{host}: {host} has no value\nPass --server-var host=VALUE, or --base-url.'],
  ])('%s', async (url, text) => {
    const document = securedDocument(url, { oauth: oauth({ tokenUrl: 'token' }) }, { things: [{ oauth: [] }] });
    const { descriptor } = describeApi(await loadDocument(document), { name: 'secured' });
    const { findServer } = await import('../../src/credentials/authorization-server.ts');
    const [scheme] = Object.values(descriptor.securitySchemes);
    if (scheme?.type !== 'oauth2') throw new Error('no scheme');
    const query = { api: descriptor, name: 'oauth', scheme, settings: {}, destination: {}, connection: {} };
    const error = await findServer(query, scheme.flows.clientCredentials).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE' });
    expect(`${Reflect.get(Object(error), 'message')}\n${Reflect.get(Object(error), 'hint')}`).toBe(text);
  }); // prettier-ignore
});
