import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDocument } from '../../src/index.ts';
import { runIn } from '../support/terminal.ts';
import { startProxy } from '../support/proxy.ts';
import { startTlsUpstream } from '../support/tls-upstream.ts';
import { startUpstream } from '../support/upstream.ts';
import type { Proxy } from '../support/proxy.ts';
import type { TlsUpstream } from '../support/tls-upstream.ts';
import type { Upstream } from '../support/upstream.ts';

const document = {
  openapi: '3.1.0',
  info: { title: 'Fetched', version: '1' },
  paths: { '/things': { get: { operationId: 'list', responses: { '200': { description: 'Done' } } } } },
};
let website: Upstream;
let secure: TlsUpstream;
let proxy: Proxy;

beforeAll(async () => {
  website = await startUpstream({ body: JSON.stringify(document) });
  secure = await startTlsUpstream(undefined, JSON.stringify(document));
  proxy = await startProxy();
});
afterAll(async () => {
  await website.close();
  await secure[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

describe('a document', () => {
  it('is fetched through the proxy', async () => {
    const url = `${website.url}/openapi.json`;
    const { declaredVersion } = await loadDocument(url, { connection: { proxy: { http: proxy.url } } });
    expect(declaredVersion).toBe('3.1.0');
    expect(proxy.requests.at(-1)).toBe(`GET ${url}`);
  });

  it.each([
    ['a certificate of the given authority', { authorities: '' }],
    ['an unknown certificate under insecure', { insecure: true }],
  ])('is fetched from a server with %s', async (_, connection) => {
    const trusted = 'authorities' in connection ? { authorities: secure.certificate.cert } : connection;
    await expect(loadDocument(secure.url, { connection: trusted })).resolves.toMatchObject({
      source: `${secure.url}/`,
    });
  });

  it('from a server with an unknown certificate is refused with a hint', async () => {
    await expect(loadDocument(secure.url)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      hint: 'Pass --ca with a file that contains the certificate of its authority.',
    });
  });

  it('does not reach a private address through the proxy by its references', async () => {
    const referring = {
      ...document,
      components: { schemas: { A: { $ref: 'http://localhost:1/a.json#/A' } } },
    };
    website.answer({ body: JSON.stringify(referring) });
    const before = proxy.requests.length;
    const loaded = await loadDocument(`${website.url}/openapi.json`, {
      allowRemoteRefs: true,
      connection: { proxy: { http: proxy.url } },
    });
    expect(proxy.requests.slice(before)).toEqual([`GET ${website.url}/openapi.json`]);
    expect(loaded.findings).not.toEqual([]);
    website.answer({ body: JSON.stringify(document) });
  });
});

describe.each([
  ['inspect', ['inspect', 'URL']],
  ['call', ['call', 'URL', 'list', '--dry-run', '--base-url', 'http://127.0.0.1:1']],
  ['validate', ['validate', 'URL']],
])('the command %s', (_, words) => {
  it('uses the proxy of the environment', async () => {
    const before = proxy.requests.length;
    const named = words.map((word) => (word === 'URL' ? `${website.url}/openapi.json` : word));
    expect(await runIn(named, { HTTP_PROXY: proxy.url })).toMatchObject({ code: 0, error: '' });
    expect(proxy.requests.slice(before)).toEqual([`GET ${website.url}/openapi.json`]);
  });

  it('accepts --insecure', async () => {
    const named = words.map((word) => (word === 'URL' ? secure.url : word));
    expect(await runIn([...named, '--insecure'])).toMatchObject({
      code: 0,
      error: expect.stringMatching(/^WARNING: --insecure is on/),
    });
  });
});
