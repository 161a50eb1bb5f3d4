import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Client as ClientV2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioServerTransport as StreamTransportV1 } from '@modelcontextprotocol/sdk/server/stdio.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { StdioServerTransport as StreamTransportV2 } from '@modelcontextprotocol/server/stdio';
import { afterAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { serveCliHttp, startCli } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';

const root = mkdtempSync(join(tmpdir(), 'openapi-mcp-reload-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;

/** Writes files into a new folder, and returns a function that writes another one. */
function folderWith(files: Record<string, string>) {
  const folder = join(root, String(folders++));
  const path = (name: string): string => join(folder, name);
  function write(name: string, text: string): void {
    mkdirSync(join(path(name), '..'), { recursive: true });
    writeFileSync(path(name), text);
  }
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { folder, path, write };
}

/** Returns a document with an operation of each name. */
function documentOf(names: string[], server = 'http://127.0.0.1:9'): string {
  const paths = names.map((name) => [
    `/${name}`,
    { get: { operationId: name, responses: { 200: { description: 'ok' } } } },
  ]);
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    servers: [{ url: server }],
    paths: Object.fromEntries(paths),
  });
}

const [v1, , v2] = clientKinds;

async function toolsAt(url: string): Promise<unknown[]> {
  const client = await connectHttp(v1, url);
  const tools = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}

const overlay = (name: string): string =>
  `overlay: 1.0.0\ninfo: { title: o, version: '1' }\nactions: [{ target: "$.paths['/a'].get", update: { operationId: ${name} } }]\n`;

/** Returns a promise with the function that resolves it. */
function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  const settling: { resolve?: (value: Value) => void } = {};
  const promise = new Promise<Value>((resolve) => {
    settling.resolve = resolve;
  });
  return { promise, resolve: (value) => settling.resolve?.(value) };
}

interface Row {
  title: string;
  files: Record<string, string>;
  args: (path: (name: string) => string) => string[];
  change: (write: (name: string, text: string) => void, path: (name: string) => string) => void;
  printed: RegExp;
  tools: string[];
}

const rows: Row[] = [
  {
    title: 'a document',
    files: { 'a.json': documentOf(['a', 'b']) },
    args: (path) => [path('a.json')],
    change: (write) => write('a.json', documentOf(['b', 'c'])),
    printed: /^Reloaded: 1 added \(c\); 1 removed \(a\)\.$/m,
    tools: ['b', 'c'],
  },
  {
    title: 'a document that is replaced',
    files: { 'a.json': documentOf(['a']) },
    args: (path) => [path('a.json')],
    change: (write, path) => {
      write('next.json', documentOf(['b']));
      renameSync(path('next.json'), path('a.json'));
    },
    printed: /^Reloaded: 1 added \(b\); 1 removed \(a\)\.$/m,
    tools: ['b'],
  },
  {
    title: 'a document that it refers to',
    files: {
      'a.json':
        '{"openapi":"3.1.0","info":{"title":"Pets","version":"1"},"paths":{"/a":{"$ref":"more/p.json"}}}',
      'more/p.json': '{"get":{"operationId":"a","responses":{"200":{"description":"ok"}}}}',
    },
    args: (path) => [path('a.json')],
    change: (write) =>
      write(
        'more/p.json',
        '{"get":{"operationId":"a","parameters":[{"name":"limit","in":"query","schema":{"type":"integer"}}],"responses":{"200":{"description":"ok"}}}}',
      ),
    printed: /^Reloaded: 1 changed \(a: \+limit\)\.$/m,
    tools: ['a'],
  },
  {
    title: 'a document that the document of a mock refers to',
    files: {
      'a.json':
        '{"openapi":"3.1.0","info":{"title":"Pets","version":"1"},"paths":{"/a":{"$ref":"more/p.json"}}}',
      'more/p.json': '{"get":{"operationId":"a","responses":{"200":{"description":"ok"}}}}',
    },
    args: (path) => [path('a.json'), '--mock'],
    change: (write) =>
      write('more/p.json', '{"get":{"operationId":"b","responses":{"200":{"description":"ok"}}}}'),
    printed: /^Reloaded: 1 added \(b\); 1 removed \(a\)\.$/m,
    tools: ['b'],
  },
  {
    title: 'an overlay',
    files: { 'a.json': documentOf(['a']), 'o.yaml': overlay('one') },
    args: (path) => [path('a.json'), '--overlay', path('o.yaml')],
    change: (write) => write('o.yaml', overlay('two')),
    printed: /^Reloaded: 1 added \(two\); 1 removed \(one\)\.$/m,
    tools: ['two'],
  },
  {
    title: 'a config file',
    files: { 'a.json': documentOf(['a', 'b']), 'c.yaml': 'document: a.json\nexclude: [a]\n' },
    args: (path) => ['--config', path('c.yaml')],
    change: (write) => write('c.yaml', 'document: a.json\nexclude: [b]\n'),
    printed: /^Reloaded: 1 added \(a\); 1 removed \(b\)\.$/m,
    tools: ['a'],
  },
  {
    title: 'a config file that is a program',
    files: {
      'a.json': documentOf(['a', 'b']),
      'c.mjs': "export default { document: 'a.json', exclude: ['a'] };",
    },
    args: (path) => ['--config', path('c.mjs')],
    change: (write) => write('c.mjs', "export default { document: 'a.json', exclude: ['b'] };"),
    printed: /^Reloaded: 1 added \(a\); 1 removed \(b\)\.$/m,
    tools: ['a'],
  },
  {
    title: 'a folder of prompts',
    files: { 'a.json': documentOf(['a']), 'p/one.md': '---\n---\nOne.\n' },
    args: (path) => [path('a.json'), '--prompts', path('p')],
    change: (write) => write('p/two.md', '---\n---\nTwo.\n'),
    printed: /^Reloaded: no tool changed\.$/m,
    tools: ['a'],
  },
  {
    title: 'a document that could not be opened among several',
    files: { 'a.json': documentOf(['a']), 'b.json': '{' },
    args: (path) => [`one=${path('a.json')}`, `two=${path('b.json')}`],
    change: (write) => write('b.json', documentOf(['b'])),
    printed: /^Reloaded: 1 added \(two_b\)/m,
    tools: ['one_a', 'two_b'],
  },
];

describe('--watch', () => {
  it.each(rows)('follows a change of $title', async ({ files, args, change, printed, tools }) => {
    const { path, write } = folderWith(files);
    await using server = await serveCliHttp([...args(path), '--watch']);
    change(write, path);
    await server.printed(printed);
    expect(await toolsAt(server.url)).toEqual(tools);
  });

  it('keeps the API if the document is broken, says why, and follows the next change', async () => {
    const { path, write } = folderWith({ 'a.json': documentOf(['a']) });
    const log = path('audit.jsonl');
    await using server = await serveCliHttp([path('a.json'), '--watch', '--audit-log', log]);
    write('a.json', '{"openapi": [');
    const text = await server.printed(/^WARNING: not reloaded.*$/m);
    expect(text).toContain('WARNING: not reloaded, so all tools stay as they were. openapi-mcp: ');
    expect(text).toContain('a.json');
    expect(await toolsAt(server.url)).toEqual(['a']);
    write('a.json', documentOf(['b']));
    await server.printed(/^Reloaded/m);
    expect(await toolsAt(server.url)).toEqual(['b']);
    const entries = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toMatchObject([
      { request: 'reload', error: 'SYNTAX_INVALID', tool: null },
      { request: 'reload', error: null, changes: { added: ['b'], removed: ['a'], changed: [] } },
    ]);
  });

  it('keeps one of several APIs if its document is broken, says why, and follows the next change', async () => {
    const { path, write } = folderWith({ 'a.json': documentOf(['a']), 'b.json': documentOf(['b']) });
    const log = path('audit.jsonl');
    const args = [`one=${path('a.json')}`, `two=${path('b.json')}`, '--watch', '--audit-log', log];
    await using server = await serveCliHttp(args);
    write('b.json', '{"openapi": [');
    expect(await server.printed(/^WARNING: .*$/m)).toContain('WARNING: two stays as it was: ');
    expect(await toolsAt(server.url)).toEqual(['one_a', 'two_b']);
    write('a.json', documentOf(['c']));
    await server.printed(/^Reloaded: 1 added \(one_c\); 1 removed \(one_a\)\.$/m);
    expect(await toolsAt(`${server.url}/two`)).toEqual(['two_b']);
    write('b.json', documentOf(['d']));
    await server.printed(/^Reloaded: 1 added \(two_d\); 1 removed \(two_b\)\.$/m);
    expect(await toolsAt(server.url)).toEqual(['one_c', 'two_d']);
    const entries = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toContainEqual(
      expect.objectContaining({ request: 'reload', api: 'two', error: 'SYNTAX_INVALID' }),
    );
  });

  it('opens and closes the endpoints of APIs', async () => {
    const { path, write } = folderWith({
      'a.json': documentOf(['a']),
      'b.json': documentOf(['b']),
      'c.yaml': 'apis: { one: { document: a.json }, two: { document: b.json } }\n',
    });
    await using server = await serveCliHttp(['--config', path('c.yaml'), '--watch']);
    expect(await toolsAt(`${server.url}/two`)).toEqual(['two_b']);
    write('c.yaml', 'apis: { one: { document: a.json }, three: { document: b.json } }\n');
    await server.printed(/^Reloaded/m);
    expect(await toolsAt(`${server.url}/three`)).toEqual(['three_b']);
    expect((await fetch(`${server.url}/two`, { method: 'POST' })).status).toBe(404);
    expect(await toolsAt(`${server.url}/one`)).toEqual(['one_a']);
  });

  it('ends calls under way on the former API', async () => {
    const { promise: waiting, resolve: respond } = deferred<undefined>();
    await using upstream = await startUpstream(async () => {
      await waiting;
      return { headers: { 'content-type': 'text/plain' }, body: 'late' };
    });
    const { path, write } = folderWith({ 'a.json': documentOf(['a'], upstream.url) });
    await using server = await serveCliHttp([path('a.json'), '--watch']);
    const client = await connectHttp(v2, server.url);
    const call = client.callTool('a');
    await upstream.received(1);
    write('a.json', documentOf(['b'], upstream.url));
    await server.printed(/^Reloaded/m);
    respond(undefined);
    expect(await call).toMatchObject({ content: [{ text: 'late' }] });
    await client.close();
  });

  it('is refused for standard input', async () => {
    await using server = startCli(['serve', '-', '--watch', '--transport', 'http', '--port', '0']);
    server.child.stdin.end(documentOf(['a']));
    expect(await server.ended).toBe(2);
    expect(server.stderr()).toContain('standard input can be read only once');
  });
});

describe('--refresh', () => {
  it.each([
    ['etag', 'if-none-match', '"1"', '"2"'],
    ['last-modified', 'if-modified-since', 'Mon, 02 Mar 2026 10:00:00 GMT', 'Tue, 03 Mar 2026 10:00:00 GMT'],
  ])('fetches a document again only if its %s has changed', async (name, condition, first, second) => {
    let [names, version] = [['a'], first];
    const answers: number[] = [];
    await using origin = await startUpstream(({ header }) => {
      const status = header(condition) === version ? 304 : 200;
      answers.push(status);
      return status === 304
        ? { status, headers: { [name]: version } }
        : {
            status,
            headers: { [name]: version, 'content-type': 'application/json' },
            body: documentOf(names),
          };
    });
    await using server = await serveCliHttp([`${origin.url}/openapi.json`, '--refresh', '20ms']);
    await expect.poll(() => answers.filter((status) => status === 304).length).toBeGreaterThan(1);
    expect(server.stderr()).not.toContain('Reloaded');
    [names, version] = [['b'], second];
    await server.printed(/^Reloaded: 1 added \(b\); 1 removed \(a\)\.$/m);
    expect(answers.filter((status) => status === 200).length).toBe(2);
    expect(await toolsAt(server.url)).toEqual(['b']);
  });

  it('tries a document again that could not be opened at the start', async () => {
    const { path } = folderWith({ 'a.json': documentOf(['a']) });
    let isThere = false;
    await using origin = await startUpstream(() =>
      isThere
        ? { headers: { 'content-type': 'application/json' }, body: documentOf(['b']) }
        : { status: 404 },
    );
    const args = [`one=${path('a.json')}`, `two=${origin.url}/openapi.json`, '--refresh', '20ms'];
    await using server = await serveCliHttp(args);
    expect(server.stderr()).toContain('WARNING: two is not served: ');
    const ready = new URL('/readyz', server.url);
    expect(await (await fetch(ready)).text()).toContain('two');
    isThere = true;
    await server.printed(/^Reloaded: 1 added \(two_b\)/m);
    expect(await toolsAt(server.url)).toEqual(['one_a', 'two_b']);
    expect(await (await fetch(ready)).text()).not.toContain('two');
  });

  it('keeps one of several APIs while its document is away, and says so once', async () => {
    const { path } = folderWith({ 'a.json': documentOf(['a']) });
    let status = 200;
    let asked = 0;
    await using origin = await startUpstream(() => {
      asked += 1;
      return status === 200
        ? { headers: { 'content-type': 'application/json' }, body: documentOf(['b']) }
        : { status };
    });
    const args = [`one=${path('a.json')}`, `two=${origin.url}/openapi.json`, '--refresh', '20ms'];
    await using server = await serveCliHttp(args);
    status = 503;
    await server.printed(/^WARNING: two stays as it was: /m);
    const before = asked;
    await expect.poll(() => asked).toBeGreaterThan(before + 2);
    expect(await toolsAt(server.url)).toEqual(['one_a', 'two_b']);
    expect(server.stderr().match(/^WARNING: two/gm)).toHaveLength(1);
    expect(server.stderr()).not.toContain('Reloaded');
  });

  it.each(['5', '0s', '1 day', '-1s', '30d'])('refuses %s', async (text) => {
    await using server = startCli(['serve', 'specs/petstore.yaml', '--refresh', text]);
    expect(await server.ended).toBe(2);
    expect(server.stderr()).toContain('--refresh must be a time such as 500ms, 30s, 5m or 1h');
  });
});

describe('a change of the list', () => {
  const implementation = { name: 'reload', version: '1.0.0' };

  it('reaches a v1 client over stdio', async () => {
    const { path, write } = folderWith({ 'a.json': documentOf(['a']) });
    await using server = startCli(['serve', path('a.json'), '--watch']);
    const client = new ClientV1(implementation);
    const changed = new Promise<void>((resolve) =>
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
    );
    await client.connect(
      new StreamTransportV1(server.child.stdout.pipe(new PassThrough()), server.child.stdin),
    );
    expect(client.getServerCapabilities()?.tools).toEqual({ listChanged: true });
    write('a.json', documentOf(['b']));
    await changed;
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['b']);
    await client.close();
  });

  it.each([
    ['stdio', 'legacy'],
    ['stdio', { pin: '2026-07-28' }],
    ['http', { pin: '2026-07-28' }],
  ] as const)('reaches a v2 client over %s in mode %j', async (transport, mode) => {
    const { path, write } = folderWith({ 'a.json': documentOf(['a']) });
    await using server =
      transport === 'http'
        ? await serveCliHttp([path('a.json'), '--watch'])
        : startCli(['serve', path('a.json'), '--watch']);
    const { promise: changed, resolve } = deferred<string[]>();
    const client = new ClientV2(implementation, {
      versionNegotiation: { mode },
      listChanged: {
        tools: { debounceMs: 0, onChanged: (_, tools) => resolve((tools ?? []).map(({ name }) => name)) },
      },
    });
    await client.connect(
      'url' in server
        ? new StreamableHTTPClientTransport(new URL(String(server.url)))
        : new StreamTransportV2(server.child.stdout.pipe(new PassThrough()), server.child.stdin),
    );
    await client.listTools();
    write('a.json', documentOf(['b']));
    expect(await changed).toEqual(['b']);
    await client.close();
    // An open subscription does not delay the end.
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
  });
});
