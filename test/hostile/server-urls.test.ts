import { describe, expect, it } from 'vitest';
import { createHandlers, describeApi, loadDocument } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { OperationSource } from '../support/document.ts';
import type { RuntimeOptions } from '../../src/index.ts';

/** The requests that two servers received for a document of the first one, and the result for the model. */
async function call(
  source: (home: string, evil: string) => OperationSource,
  options: (home: string, evil: string) => RuntimeOptions = () => ({}),
): Promise<{ home: string[]; evil: string[]; text: string }> {
  await using evil = await startUpstream();
  await using home = await startUpstream();
  const [homeHost, evilHost] = [new URL(home.url).host, new URL(evil.url).host];
  const document = documentOf(source(homeHost, evilHost));
  home.answer(({ target }) => jsonAnswer(target === '/api/v1/openapi.json' ? document : { ok: true }));
  const { descriptor } = describeApi(await loadDocument(`${home.url}/api/v1/openapi.json`));
  const handlers = createHandlers(descriptor, options(homeHost, evilHost));
  const text = textOf(await handlers.callTool(tool, { q: 'x' }));
  await handlers.close();
  const authorized = [...home.requests, ...evil.requests].flatMap(
    (request) => request.header('authorization') ?? [],
  );
  expect(authorized).toEqual([]);
  return {
    home: home.requests.slice(1).map(({ target }) => target),
    evil: evil.requests.map(({ target }) => target),
    text,
  };
}

const parameters: OperationSource['parameters'] = [{ name: 'q', in: 'query' }];
const path = '/things';

describe('a server of a document from the web', () => {
  it.each<[attack: string, url: string, target: string]>([
    ['beside the document', '.', '/api/v1/things?q=x'],
    ['above the root', '../../../../..', '/things?q=x'],
    ['above the root, encoded', '/%2e%2e/%2e%2e/admin', '/admin/things?q=x'],
    ['above the root, with backslashes', '\\..\\..\\admin', '/admin/things?q=x'],
    ['with a fragment', '/v2#/../..', '/v2/things?q=x'],
    ['with a query', '/v2?key=1', '/v2/things?key=1&q=x'],
    ['with a line break', '/v2\r\nX-Evil: 1', '/v2X-Evil:%201/things?q=x'],
    ['with NUL', '/v2\0', '/v2/things?q=x'],
    ['with a million slashes', '/'.padEnd(50_000, '/').replace(/^\/+/, '/v2/'), '/v2/things?q=x'],
  ])('%s, stays at home', async (_, url, target) => {
    const { home, evil } = await call(() => ({ path, parameters, servers: [{ url }] }));
    expect([home, evil]).toEqual([[target], []]);
  });

  it.each<[attack: string, url: (home: string, evil: string) => string]>([
    ['another file', () => 'file:///etc/passwd'],
    ['data', () => 'data:application/json,{}'],
    ['a script', () => 'javascript:alert(1)'],
    ['a socket', () => 'unix:///var/run/docker.sock'],
    ['gopher', (_, evil) => `gopher://${evil}/`],
    ['a web socket', (_, evil) => `ws://${evil}/`],
    ['an invalid port', () => 'http://127.0.0.1:99999'],
    ['no host', () => 'http://'],
    ['a port that none can be', () => '127.0.0.1:99999'],
    ['a user before a port', (_, evil) => `user:80@${evil}`],
  ])('that is %s is refused before anything is sent', async (_, url) => {
    const { home, evil, text } = await call((...hosts) => ({
      path,
      parameters,
      servers: [{ url: url(...hosts) }],
    }));
    expect([home, evil]).toEqual([[], []]);
    expect(text).toContain('server URL');
  });
});

it('the user in a server URL of a document is neither sent nor shown', async () => {
  const { home, evil, text } = await call((host) => ({
    path,
    parameters,
    servers: [{ url: `http://user:secret@${host}` }],
  }));
  expect([home, evil, text]).toEqual([['/things?q=x'], [], '{"ok":true}']);
});

describe('a path of a document', () => {
  it.each<[attack: string, path: string, target: string]>([
    ['that looks like a host', '//evil.test/x', '//evil.test/x?q=x'],
    ['that looks like a host, with backslashes', '/\\evil.test/x', '/%5Cevil.test/x?q=x'],
    ['that would end the host', '/@evil.test', '/@evil.test?q=x'],
    ['that is a URL', '/http://evil.test/x', '/http://evil.test/x?q=x'],
    ['with a line break', '/a HTTP/1.1\r\nX-Evil: 1', '/a%20HTTP/1.1%0D%0AX-Evil:%201?q=x'],
    ['with a fragment', '/a#/b', '/a?q=x'],
  ])('%s, stays at its server', async (_, attacked, target) => {
    const { home, evil } = await call((host) => ({
      path: attacked,
      parameters,
      servers: [{ url: `http://${host}` }],
    }));
    expect([home, evil]).toEqual([[target], []]);
  });
});

it.each<[base: string, target: string]>([
  ['', '/3/things?q=x'],
  ['/', '/things?q=x'],
  ['/own', '/own/things?q=x'],
])(
  'a base URL that ends with %j replaces the host of every server, wherever it is declared',
  async (end, target) => {
    const { home, evil } = await call(
      (_, host) => ({
        path,
        parameters,
        servers: [{ url: `http://${host}/1` }],
        pathServers: [{ url: `http://${host}/2` }],
        operationServers: [{ url: `http://${host}/3` }],
      }),
      (host) => ({ request: { baseUrl: `http://${host}${end}` } }),
    );
    expect([home, evil]).toEqual([[target], []]);
  },
);

it.each([
  '//{evil}/v1',
  'http://me@{evil}/v1',
  '\\\\{evil}/v1',
  'https:{evil}/v1',
  'http:/\\{evil}/v1',
  '//{host}/v1',
  '{scheme}://{evil}/v1',
  '{base}/v1',
])('a base URL without a path never keeps the host of %s', async (template) => {
  const { home, evil } = await call(
    (_, host) => ({
      path,
      parameters,
      servers: [
        {
          url: template.replace('{evil}', host),
          variables: {
            host: { default: host },
            scheme: { default: 'http' },
            base: { default: `http://${host}` },
          },
        },
      ],
    }),
    (host) => ({ request: { baseUrl: `http://${host}` } }),
  );
  expect([home.length, evil]).toEqual([1, []]);
});
