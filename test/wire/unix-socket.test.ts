import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseUnixUrl } from '../../src/http/unix-url.ts';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { runIn } from '../support/terminal.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { JsonObject } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-unix-'));
const socket = join(folder, 'api.sock');
const received: string[] = [];
const server = createServer((request, response) => {
  received.push(`${request.method} ${request.headers.host} ${request.url}`);
  if (request.url?.startsWith('/moved') === true)
    response.writeHead(302, { location: '/there/things' }).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
});

beforeAll(() => new Promise<void>((resolve) => void server.listen(socket, resolve)));
beforeEach(() => void received.splice(0));
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

it.each<[text: string, socketPath: string | undefined, path?: string, hasPath?: boolean]>([
  ['unix:/run/podman.sock', '/run/podman.sock', '/', false],
  ['unix:/run/podman.sock:/', '/run/podman.sock', '/', true],
  ['unix:/run/podman.sock:/v1.41', '/run/podman.sock', '/v1.41', true],
  ['unix:///run/podman.sock:/v1.41/', '/run/podman.sock', '/v1.41/', true],
  ['unix:/run/a:b.sock:/v1', '/run/a:b.sock', '/v1', true],
  ['UNIX:/run/x', '/run/x', '/', false],
  ['unix:run/x', undefined],
  ['unix://run/x', undefined],
  ['unix:', undefined],
  ['http://unix:/run/x', undefined],
])('%s is read as a Unix socket', (text, socketPath, path, hasPath) => {
  const unix = parseUnixUrl(text);
  expect(unix && { ...unix, url: unix.url.href }).toEqual(
    socketPath === undefined ? undefined : { socketPath, url: `http://localhost${path}`, hasPath },
  );
});

// No server listens there, so that a request to it fails.
const elsewhere: JsonObject = { url: 'http://127.0.0.1:1/v1' };

describe('calls to a Unix socket', () => {
  it.each<[ending: string, target: string]>([
    ['', '/v1/things'],
    [':/', '/things'],
    [':/v1.41', '/v1.41/things'],
    [':/v1.41/?key=1', '/v1.41/things?key=1'],
  ])('with the ending %j', async (ending, target) => {
    await using api = await openApi(documentOf({ servers: [elsewhere] }), {
      request: { baseUrl: `unix:${socket}${ending}` },
    });
    expect(textOf(await api.call(tool, {}))).toBe('{"ok":true}');
    expect(received).toEqual([`GET localhost ${target}`]);
  });

  it('follow redirects at the socket, and use no proxy', async () => {
    await using api = await openApi(documentOf({}), {
      request: {
        baseUrl: `unix:${socket}:/moved`,
        connection: { proxy: { http: 'http://127.0.0.1:1', https: 'http://127.0.0.1:1' } },
      },
    });
    expect(textOf(await api.call(tool, {}))).toBe('{"ok":true}');
    expect(received).toEqual(['GET localhost /moved/things', 'GET localhost /there/things']);
  });

  it('explain a socket that is not there', async () => {
    const baseUrl = `unix:${socket}-missing`;
    await using api = await openApi(documentOf({}), { request: { baseUrl } });
    expect(textOf(await api.call(tool, {}))).toBe(
      `${baseUrl}: there is no such socket\nCheck that the API is running, and the path of --base-url.`,
    );
  });

  it('are never chosen by a document', async () => {
    await using api = await openApi(documentOf({ servers: [{ url: `unix:${socket}` }] }));
    expect(textOf(await api.call(tool, {}))).toContain('is not http or https');
    expect(received).toEqual([]);
  });
});

it('commands call a Unix socket, and fetch the document elsewhere', async () => {
  const paths = { '/things': { get: { operationId: 'things', responses: {} } } };
  await using website = await startUpstream(
    jsonAnswer({ openapi: '3.1.0', info: { title: 'Things', version: '1' }, paths }),
  );
  const document = `${website.url}/openapi.json`;
  const flags = ['--base-url', `unix:${socket}:/v2`];
  const called = await runIn(['call', document, 'things', ...flags]);
  expect(called.out).toContain('ok');
  expect(received).toEqual(['GET localhost /v2/things']);
  const inspected = await runIn(['inspect', document, '--check', ...flags]);
  const text = inspected.out.replaceAll(/\s+/g, ' ').replaceAll(/\d+ ms/g, 'N ms');
  expect(text).toContain(`Calls go to unix:${socket}:/v2 (--base-url)`);
  expect(text).toContain(`GET unix:${socket}:/v2/things: 200 in N ms`);
  expect(website.requests.map(({ target }) => target)).toEqual(['/openapi.json', '/openapi.json']);
});
