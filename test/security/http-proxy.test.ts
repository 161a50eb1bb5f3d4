import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProxy } from '../support/proxy.ts';
import { startTlsUpstream } from '../support/tls-upstream.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { connectionOptions } from '../../src/cli/flags/connection-flags.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { Proxy } from '../support/proxy.ts';
import type { TlsUpstream } from '../support/tls-upstream.ts';
import type { Upstream } from '../support/upstream.ts';
import type { ConnectionOptions } from '../../src/index.ts';
import type { SecuredApi } from './secured-api.ts';

const login = 'clerk:password-of-clerk';
let plain: Upstream;
let secure: TlsUpstream;
let proxy: Proxy;
let authenticatingProxy: Proxy;

beforeAll(async () => {
  plain = await startUpstream(jsonAnswer({ client: 'plain' }));
  secure = await startTlsUpstream();
  proxy = await startProxy();
  authenticatingProxy = await startProxy(login);
});
afterAll(async () => {
  await plain.close();
  await secure[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await authenticatingProxy[Symbol.asyncDispose]();
});

function open(server: string, connection: ConnectionOptions): Promise<SecuredApi> {
  const key = { type: 'apiKey', in: 'header', name: 'X-Key' };
  return openSecured(
    securedDocument(server, { key }, { things: [{ key: [] }] }),
    { SECURED_KEY: 'key-of-the-api' },
    { connection: { authorities: secure.certificate.cert, ...connection } },
  );
}

it('a request to http: has an absolute URL', async () => {
  await using api = await open(plain.url, { proxy: { http: proxy.url } });
  expect(await api.call('things')).toBe('{"client":"plain"}');
  expect(proxy.requests.at(-1)).toBe(`GET ${plain.url}/things`);
  expect(plain.requests.at(-1)?.header('x-key')).toBe('key-of-the-api');
});

it('a request to https: goes through a tunnel', async () => {
  await using api = await open(secure.url, { proxy: { https: proxy.url } });
  expect(await api.call('things')).toBe('{"client":"nobody"}');
  expect(proxy.requests.at(-1)).toBe(`CONNECT ${new URL(secure.url).host}`);
});

it.each([
  ['http:', () => plain.url],
  ['https:', () => secure.url],
])('a request to %s sends the user and password of the proxy URL', async (_, server) => {
  const url = authenticatingProxy.url.replace('//', `//${login}@`);
  await using api = await open(server(), { proxy: { http: url, https: url } });
  expect(await api.call('things')).toContain('"client"');
});

it.each([
  ['http:', () => plain.url],
  ['https:', () => secure.url],
])('a request to %s without the user and password fails with an explanation', async (_, server) => {
  await using api = await open(server(), {
    proxy: { http: authenticatingProxy.url, https: authenticatingProxy.url },
  });
  expect(await api.call('things')).toBe(
    `${server()}: the proxy refused with 407\n` +
      'Check HTTP_PROXY and HTTPS_PROXY, with user and password in the URL if the proxy requires them, and NO_PROXY.',
  );
});

it.each([
  ['a host', '127.0.0.1', 0],
  ['a host and its port', 'PORT', 0],
  ['several', 'example.com, 127.0.0.1', 0],
  ['all', '*', 0],
  ['another host', 'example.com', 1],
  ['another port', '127.0.0.1:1', 1],
])('NO_PROXY with %s', async (_, none, requests) => {
  const before = proxy.requests.length;
  await using api = await open(plain.url, {
    proxy: { http: proxy.url, none: none.replace('PORT', `127.0.0.1:${plain.port}`) },
  });
  expect(await api.call('things')).toBe('{"client":"plain"}');
  expect(proxy.requests.length - before).toBe(requests);
});

it('the error of a proxy that is down differs from that of an API that is down', async () => {
  await using api = await open(plain.url, { proxy: { http: 'http://127.0.0.1:2' } });
  expect(await api.call('things')).toContain(
    `${plain.url}: connection refused (requests go through a proxy)\n`,
  );
});

it.each([`ftp://${login}@host`, 'http://clerk:p%ss@host', 'host'])(
  'the invalid proxy URL %s is reported, and not shown',
  async (http) => {
    await using api = await open(plain.url, { proxy: { http } });
    expect(await api.call('things')).toBe(
      'the proxy is not a URL\nCheck HTTP_PROXY and HTTPS_PROXY. They have the form http://host:port.',
    );
  },
);

it('token requests go through the proxy too', async () => {
  await using tokens = await startUpstream({ body: '{"access_token":"token-by-proxy"}' });
  const flows = { clientCredentials: { tokenUrl: `${tokens.url}/token`, scopes: {} } };
  const document = securedDocument(
    plain.url,
    { oauth: { type: 'oauth2', flows } },
    { things: [{ oauth: [] }] },
  );
  const environment = { SECURED_OAUTH_CLIENT_ID: 'id', SECURED_OAUTH_CLIENT_SECRET: 'secret' };
  await using api = await openSecured(document, environment, { connection: { proxy: { http: proxy.url } } });
  await api.call('things');
  expect(proxy.requests.slice(-2)).toEqual([`POST ${tokens.url}/token`, `GET ${plain.url}/things`]);
});

it.each<[environment: Record<string, string>, proxies: object | undefined]>([
  [{}, undefined],
  [{ NO_PROXY: 'a' }, undefined],
  [{ HTTPS_PROXY: 'http://p:1' }, { https: 'http://p:1' }],
  [{ https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' }, { https: 'http://q:1' }],
  [
    { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: '', NO_PROXY: 'a,b' },
    { http: 'http://p:1', none: 'a,b' },
  ],
  [{ HTTPS_PROXY: 'p:3128' }, { https: 'http://p:3128' }],
])('the environment %j sets the proxies %j', (environment, proxies) => {
  expect(connectionOptions({}, environment).proxy).toEqual(proxies);
});
