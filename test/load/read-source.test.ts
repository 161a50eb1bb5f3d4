import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadDocument } from '../../src/load/load-document.ts';

const json = '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{}}';
const yaml = 'openapi: 3.1.0\ninfo:\n  title: T\n  version: "1"\npaths: {}\n';
let folder = '';
let origin = '';

const routes: Record<string, RequestListener> = {
  '/openapi.json': (_request, response) => response.end(json),
  '/hop': (_request, response) => response.writeHead(302, { location: '/openapi.json' }).end(),
  '/loop': (_request, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/to-file': (_request, response) => response.writeHead(302, { location: 'file:///etc/hosts' }).end(),
  '/private': (request, response) =>
    response.writeHead(request.headers.authorization === 'Basic dTpw' ? 200 : 401).end(json),
  '/page': (_request, response) =>
    response.end('<!doctype html><html><script>SwaggerUIBundle({url: "/v3/openapi.yaml"})</script></html>'),
  '/broken': (_request, response) => response.writeHead(500).end('oops'),
  '/hangs': () => {},
};
const server = createServer((request, response) => {
  const route = routes[request.url ?? ''];
  if (route === undefined) response.writeHead(404).end();
  else route(request, response);
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-'));
  await writeFile(join(folder, 'openapi.yaml'), yaml);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

async function loadText(text: string | Uint8Array) {
  const path = join(folder, 'text');
  await writeFile(path, text);
  return loadDocument(path);
}

it.each([
  ['JSON', json],
  ['YAML', yaml],
  ['JSON with a byte order mark', `\uFEFF${json}`],
  ['UTF-16', Buffer.from(`\uFEFF${yaml}`, 'utf16le')],
  ['YAML with a document mark and comments', `# c\n---\n${yaml}`],
])('reads %s', async (_name, text) => {
  const { document, declaredVersion, findings } = await loadText(text);
  expect(document).toEqual(JSON.parse(json));
  expect(declaredVersion).toBe('3.1.0');
  expect(findings).toEqual([]);
});

it.each([
  ['numbers as keys', '200: a\n1: b', { 200: 'a', 1: 'b' }],
  ['merge keys', 'a: &a {x: 1}\nb: {<<: *a, y: 2}', { a: { x: 1 }, b: { x: 1, y: 2 } }],
  ['booleans and dates of YAML 1.1 as text', 'a: no\nb: 2020-01-01', { a: 'no', b: '2020-01-01' }],
  ['equal keys, of which the last wins', 'a: 1\na: 2', { a: 2 }],
])('reads YAML with %s', async (_name, text, expected) => {
  const { document } = await loadText(`openapi: 3.1.0\n${text}\n`);
  expect(document).toEqual({ openapi: '3.1.0', ...expected });
});

it.each([
  ['an empty file', '', 'NOT_OPENAPI', 'is empty'],
  ['comments only', '# nothing', 'NOT_OPENAPI', 'is empty'],
  [
    'invalid JSON',
    '{\n  "a": 1,\n  "b": ]}\n',
    'SYNTAX_INVALID',
    'line 3, column 8: ] where a value is expected',
  ],
  ['truncated JSON', '{"a": {"b": [1, 2', 'SYNTAX_INVALID', 'the text ends where , or ] is expected'],
  [
    'JSON with a string that is not closed',
    '{"a": "b\n, "c": 1}',
    'SYNTAX_INVALID',
    'a string that is not closed',
  ],
  [
    'JSON with a comment and an error',
    '{\n  // c\n  "a": ]',
    'SYNTAX_INVALID',
    'line 3, column 8: ] where a value is expected',
  ],
  [
    'JSON with a tab in a string',
    '{"a" : "\t", ]',
    'SYNTAX_INVALID',
    'line 1, column 8: a string with a control character',
  ],
  [
    'JSON with an incomplete number',
    '{"a": -1., ]',
    'SYNTAX_INVALID',
    'column 7: a number that is not complete',
  ],
  ['invalid YAML', 'a: 1\nb: c: d\n', 'SYNTAX_INVALID', 'line 2'],
  ['two YAML documents', 'a: 1\n---\nb: 1', 'SYNTAX_INVALID', 'single document'],
  ['a YAML cycle', 'openapi: 3.1.0\na: &a {b: *a}', 'NOT_OPENAPI', 'cyclic'],
  [
    'a YAML bomb',
    `openapi: 3.1.0\na0: &a0 [${'x,'.repeat(9)}x]\n${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}*a${n}]`).join('\n')}`,
    'NOT_OPENAPI',
    'expands to more than',
  ],
  ['a text', 'just words', 'NOT_OPENAPI', 'a string at its root'],
  ['a list', '[]', 'NOT_OPENAPI', 'a list at its root'],
  ['XML', '<?xml version="1.0"?><a/>', 'NOT_OPENAPI', 'is XML'],
  ['no version', '{"info":{}}', 'NOT_OPENAPI', 'no openapi or swagger version'],
  ['Swagger 1.2', '{"swaggerVersion":"1.2"}', 'VERSION_UNSUPPORTED', 'swaggerVersion 1.2'],
  ['OpenAPI 4', '{"openapi":"4.0.0"}', 'VERSION_UNSUPPORTED', 'openapi 4.0.0'],
])('refuses %s', async (_name, text, code, message) => {
  await expect(loadText(text)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

it.each([
  ['swagger: 2.0', '2.0', 'repaired'],
  ['openapi: 3.0', '3.0', 'repaired'],
  ['openapi: 3.1', '3.1', 'repaired'],
  ['openapi: 3.7.0', '3.7.0', 'repaired'],
  ['{"openapi": "3.1.0",}', '3.1.0', 'repaired'],
  ['openapi: 3.2.0', '3.2.0', undefined],
])('accepts %s', async (text, declaredVersion, kind) => {
  const loaded = await loadText(text);
  expect(loaded.declaredVersion).toBe(declaredVersion);
  expect(loaded.findings.map((finding) => finding.kind)).toEqual(kind === undefined ? [] : [kind]);
});

it('suggests a file with a similar name', async () => {
  for (const name of ['openapi.yml', 'opnapi.yaml', 'openapi.json']) {
    const hint = `Did you mean ${join(folder, 'openapi.yaml')}?`;
    await expect(loadDocument(join(folder, name))).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND', hint });
  }
  await expect(loadDocument(join(folder, 'other.txt'))).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  await expect(loadDocument(folder)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
});

it('reads a file: URL as a path', async () => {
  const url = pathToFileURL(join(folder, 'openapi.yaml'));
  for (const source of [url, url.href]) {
    const loaded = await loadDocument(source);
    expect(loaded.declaredVersion).toBe('3.1.0');
    expect(loaded).not.toHaveProperty('location');
  }
});

it('limits the size of a document', async () => {
  const failure = { code: 'SOURCE_TOO_LARGE' };
  const options = { maxDocumentBytes: 20 };
  await expect(loadDocument(join(folder, 'openapi.yaml'), options)).rejects.toMatchObject(failure);
  await expect(loadDocument(`${origin}/openapi.json`, options)).rejects.toMatchObject(failure);
});

it.each([
  ['/openapi.json', '/openapi.json'],
  ['/hop', '/openapi.json'],
])('fetches %s', async (path, location) => {
  const loaded = await loadDocument(origin + path);
  expect(loaded).toMatchObject({
    source: origin + path,
    location: origin + location,
    declaredVersion: '3.1.0',
  });
});

it.each([
  ['/nowhere', 'SOURCE_NOT_FOUND', '404'],
  ['/broken', 'SOURCE_UNREADABLE', '500'],
  ['/private', 'SOURCE_UNREADABLE', '401'],
  ['/loop', 'SOURCE_UNREADABLE', 'redirects more than 5 times'],
  ['/to-file', 'REFERENCE_REFUSED', 'redirects to file:'],
  ['/page', 'SOURCE_NOT_FOUND', '/v3/openapi.yaml (404)'],
])('refuses the response of %s', async (path, code, message) => {
  await expect(loadDocument(origin + path)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

it('sends the credentials of a URL, and does not store them', async () => {
  const loaded = await loadDocument(`${origin.replace('//', '//u:p@')}/private`);
  expect(JSON.stringify(loaded)).not.toContain('u:p');
  expect(loaded.location).toBe(`${origin}/private`);
});

it('aborts by its signal', async () => {
  const controller = new AbortController();
  const loading = loadDocument(`${origin}/hangs`, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(loading).rejects.toThrow('enough');
});

it('refuses a URL that cannot be fetched', async () => {
  await expect(loadDocument('http://127.0.0.1:1/x')).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  await expect(loadDocument('ftp://example.com/x')).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
});

it('does not change the object that it is given', async () => {
  const source = { openapi: '3.0.0', components: { schemas: { S: { type: 'string', nullable: true } } } };
  const before = structuredClone(source);
  const { document } = await loadDocument(source);
  expect(source).toEqual(before);
  expect(document).not.toEqual(before);
});

it('copies only JSON from an object', async () => {
  const source = { openapi: '3.1.0', when: new Date(0), none: undefined, call: () => 1, size: Infinity };
  const { document } = await loadDocument(source);
  expect(document).toEqual({ openapi: '3.1.0', when: '1970-01-01T00:00:00.000Z', size: null });
  const cyclic: Record<string, unknown> = { openapi: '3.1.0' };
  cyclic['self'] = cyclic;
  await expect(loadDocument(cyclic)).rejects.toMatchObject({ code: 'NOT_OPENAPI' });
});

it.each([
  ['JSON', '{"openapi":"3.1.0","a":{"__proto__":{"polluted":1}}}'],
  ['YAML', 'openapi: 3.1.0\na:\n  __proto__: {polluted: 1}\n'],
])('removes __proto__ in %s', async (_name, text) => {
  const { document, findings } = await loadText(text);
  expect(Object.keys(document['a'] ?? {})).toEqual([]);
  expect(document['a']).not.toHaveProperty('polluted');
  expect(findings).toMatchObject([{ kind: 'ignored', pointer: '/a/__proto__' }]);
});

it('truncates deep nesting', async () => {
  const depth = 50_000;
  const text = `{"openapi":"3.0.0","a":${'{"not":'.repeat(depth)}{}${'}'.repeat(depth)}}`;
  const { findings } = await loadText(text);
  expect(findings).toMatchObject([{ kind: 'relaxed' }]);
});
