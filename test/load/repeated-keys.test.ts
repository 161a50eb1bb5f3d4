import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadDocument } from '../../src/index.ts';
import { describeApi } from '../../src/describe/describe-api.ts';
import { parseText } from '../../src/load/parse-text.ts';
import type { Finding } from '../../src/errors.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'repeated-keys-'))));
afterAll(() => rm(folder, { recursive: true }));

async function parse(text: string): Promise<{ value: unknown; found: string[]; findings: Finding[] }> {
  const findings: Finding[] = [];
  const value = await parseText(text, 'test', (finding) => void findings.push(finding));
  return { value, findings, found: findings.map(({ kind, pointer }) => `${kind} ${pointer}`) };
}

const head = `"openapi": "3.1.0", "info": {}`;

it.each<[title: string, text: string, value: unknown, found: string[]]>([
  ['no key', `{${head}, "x": [{"a": 1}, {"a": 2}]}`, { x: [{ a: 1 }, { a: 2 }] }, []],
  [
    'a string that begins with a colon',
    `{${head}, "x": ": a", "y": [" : b"]}`,
    { x: ': a', y: [' : b'] },
    [],
  ],
  ['a string with an escaped quote', `{${head}, "x": "a\\": b"}`, { x: 'a": b' }, []],
  ['white space before a colon', `{${head}, "x" : 1, "y"\n:\t2}`, { x: 1, y: 2 }, []],
  ['a scalar', `{${head}, "x": 1, "x" : 2}`, { x: 2 }, ['repaired /x']],
  ['an escaped key', `{${head}, "x": 1, "\\u0078": 2}`, { x: 2 }, ['repaired /x']],
  ['a key three times', `{${head}, "x": 1, "x": 2, "x": 3}`, { x: 3 }, ['repaired /x', 'repaired /x']],
  ['the same value', `{${head}, "x": [1], "x": [1]}`, { x: [1] }, ['repaired /x']],
  [
    'a path',
    `{${head}, "paths": {"/a": {"get": {"tags": ["1"]}}, "/b": {}, "/a": {"put": {}}}}`,
    { paths: { '/a': { get: { tags: ['1'] }, put: {} }, '/b': {} } },
    ['repaired /paths/~1a'],
  ],
  [
    'a path with the same method',
    `{${head}, "paths": {"/a": {"get": {"tags": ["1"]}, "put": {}}, "/a": {"get": {}}}}`,
    { paths: { '/a': { get: {}, put: {} } } },
    ['repaired /paths/~1a', 'skipped /paths/~1a/get'],
  ],
  [
    'a path with different parameters',
    `{${head}, "paths": {"/a": {"parameters": [{"name": "p"}], "get": {"parameters": [{"name": "q"}]}}, "/a": {"put": {}}}}`,
    { paths: { '/a': { get: { parameters: [{ name: 'p' }, { name: 'q' }] }, put: {} } } },
    ['repaired /paths/~1a'],
  ],
  [
    'a path with the same parameters',
    `{${head}, "paths": {"/a": {"parameters": [{"name": "p"}], "get": {}}, "/a": {"parameters": [{"name": "p"}], "put": {}}}}`,
    { paths: { '/a': { parameters: [{ name: 'p' }], get: {}, put: {} } } },
    ['repaired /paths/~1a'],
  ],
  [
    'a path with different servers',
    `{${head}, "paths": {"/a": {"servers": [{"url": "/1"}], "get": {}}, "/a": {"servers": [{"url": "/2"}], "put": {"servers": [{"url": "/3"}]}}}}`,
    { paths: { '/a': { get: { servers: [{ url: '/1' }] }, put: { servers: [{ url: '/3' }] } } } },
    ['repaired /paths/~1a'],
  ],
  [
    'a method',
    `{${head}, "paths": {"/a": {"get": {"tags": ["1"]}, "get": {"tags": ["2"]}}}}`,
    { paths: { '/a': { get: { tags: ['2'] } } } },
    ['skipped /paths/~1a/get'],
  ],
  [
    'the paths',
    `{${head}, "paths": {"/a": {"get": {}}}, "paths": {"/a": {"put": {}}, "/b": {}}}`,
    { paths: { '/a': { get: {}, put: {} }, '/b': {} } },
    ['repaired /paths', 'repaired /paths/~1a'],
  ],
  [
    'the components',
    `{${head}, "components": {"schemas": {"A": {}}}, "components": {"schemas": {"B": {}}, "responses": {}}}`,
    { components: { schemas: { A: {}, B: {} }, responses: {} } },
    ['repaired /components', 'repaired /components/schemas'],
  ],
  [
    'a property',
    `{${head}, "components": {"schemas": {"A": {"properties": {"k": {"enum": ["a"]}, "k": {"type": "integer"}}}}}}`,
    { components: { schemas: { A: { properties: { k: { type: 'integer' } } } } } },
    ['repaired /components/schemas/A/properties/k'],
  ],
  [
    'the properties',
    `{${head}, "components": {"schemas": {"A": {"properties": {"k": {}}, "properties": {"l": {}}}}}}`,
    { components: { schemas: { A: { properties: { k: {}, l: {} } } } } },
    ['repaired /components/schemas/A/properties'],
  ],
  [
    'data',
    `{${head}, "x-data": {"paths": {"a": 1}, "paths": {"b": 2}}}`,
    { 'x-data': { paths: { b: 2 } } },
    ['repaired /x-data/paths'],
  ],
  ['__proto__', `{${head}, "__proto__": 1, "__proto__": 2}`, {}, ['ignored /__proto__']],
])('JSON: %s', async (_, text, value, found) => {
  const parsed = await parse(text);
  expect(parsed.value).toEqual({ openapi: '3.1.0', info: {}, ...(value as object) });
  expect(parsed.found).toEqual(found);
});

it.each<[title: string, text: string, value: unknown, found: string[]]>([
  ['a scalar', 'x: 1\nx: 2\n', { x: 2 }, ['repaired /x']],
  ['a quoted key', 'x: 1\n"x": 2\n', { x: 2 }, ['repaired /x']],
  ['a flow map', 'a: {x: 1, y: 0, x: 2}', { a: { x: 2, y: 0 } }, ['repaired /a/x']],
  ['a key of digits', "'200': 1\n200: 2\n", { 200: 2 }, ['repaired /200']],
  ['an anchored key', 'a: &a {y: 1}\n&k x: *a\nx: *a\n', { a: { y: 1 }, x: { y: 1 } }, ['repaired /x']],
  [
    'two merge keys',
    'a: &a {y: 1}\nb: &b {z: 2}\nc:\n  <<: *a\n  <<: *b\n',
    { a: { y: 1 }, b: { z: 2 }, c: { y: 1, z: 2 } },
    [],
  ],
  ['a key over a merged one', 'a: &a {y: 1}\nc:\n  <<: *a\n  y: 2\n', { a: { y: 1 }, c: { y: 2 } }, []],
  [
    'a path',
    'openapi: 3.1.0\npaths:\n  /a/{id}: # first\n    get:\n      summary: |\n        One\n  /a/{id}:\n    delete: {}\n',
    { openapi: '3.1.0', paths: { '/a/{id}': { get: { summary: 'One\n' }, delete: {} } } },
    ['repaired /paths/~1a~1{id}'],
  ],
])('YAML: %s', async (_, text, value, found) => {
  const parsed = await parse(text);
  expect(parsed.value).toEqual(value);
  expect(parsed.found).toEqual(found);
});

it('says what becomes of the values', async () => {
  const text = `{"paths": {"/a": {"get": {}, "put": {}}, "/a": {"get": {"tags": []}}}, "x": 1, "x": 1, "y": 1, "y": 2}`;
  const { findings } = await parse(text);
  expect(findings.map(({ message }) => message)).toEqual([
    'The key "/a" is repeated. Its values were merged.',
    'The key "get" is repeated. Its last value is used, and the other operation was left out.',
    'The key "x" is repeated with the same value.',
    'The key "y" is repeated. Its last value is used, and the other was left out.',
  ]);
});

it('serves both operations of a path in a file, and refuses the file with strict', async () => {
  const path = join(folder, 'twice.yaml');
  await writeFile(
    path,
    'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths:\n  /a:\n    get: {responses: {}}\n  /a:\n    delete: {responses: {}}\n',
  );
  const loaded = await loadDocument(path);
  const { descriptor } = describeApi(loaded);
  expect(descriptor.operations.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
  expect(() => describeApi(loaded, { strict: true })).toThrow('/paths/~1a: The key "/a" is repeated.');
});

it('reports the repeated keys of a document that another refers to', async () => {
  await writeFile(join(folder, 'pet.json'), '{"type": "object", "type": "string"}');
  const root = {
    openapi: '3.1.0',
    info: {},
    paths: {},
    components: { schemas: { P: { $ref: 'pet.json' } } },
  };
  await writeFile(join(folder, 'root.json'), JSON.stringify(root));
  const { findings } = await loadDocument(join(folder, 'root.json'));
  expect(findings).toMatchObject([{ kind: 'repaired', pointer: '/x-external/pet/type' }]);
});
