import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadDocument } from '../../src/index.ts';
import { parseReference, valueAt } from '../../src/json/pointer.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'texts-'))));
afterAll(() => rm(folder, { recursive: true }));

async function load(
  yaml: string,
  others: Record<string, string> = {},
): Promise<(pointer: string) => unknown> {
  for (const [name, text] of Object.entries(others)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, 'api.yaml'), yaml);
  const { document } = await loadDocument(join(folder, 'api.yaml'));
  return (pointer) => valueAt(document, parseReference(pointer) ?? []);
}

const schemas = `openapi: 3.1.0
info: {title: T, version: 1.10}
paths: {}
components:
  schemas:
    S: `;

it.each<[schema: string, pointer: string, value: unknown]>([
  [
    '{type: string, enum: [1.0, 1.10, 01, 0x1F, True, 1e3, a]}',
    'enum',
    ['1.0', '1.10', '01', '0x1F', 'True', '1e3', 'a'],
  ],
  ['{type: [string, "null"], enum: [1.0, null]}', 'enum', ['1.0', null]],
  ['{type: number, enum: [1.0, 1.10]}', 'enum', [1, 1.1]],
  ['{type: [string, number], enum: [1.0]}', 'enum', [1]],
  ['{enum: [1.0]}', 'enum', [1]],
  ['{type: boolean, default: True}', 'default', true],
  ['{type: string, default: 00501}', 'default', '00501'],
  ['{type: string, const: 1.0}', 'const', '1.0'],
  ['{type: string, example: 12345678901234567890}', 'example', '12345678901234567890'],
  ['{type: integer, example: 12345678901234567890}', 'example', 12345678901234567000],
  ['{type: string, examples: [2024-01-01, 1_0, 1.0]}', 'examples', ['2024-01-01', '1_0', '1.0']],
  ['{type: string, enum: [yes, no, on, off, ~]}', 'enum', ['yes', 'no', 'on', 'off', null]],
  ['{type: string, title: 1.0, description: 007, pattern: 01}', 'description', '007'],
  ['{type: object, required: [1.0, 01]}', 'required', ['1.0', '01']],
  ['{properties: {1.0: {}, 01: {}, True: {}}}', 'properties', { '1.0': {}, '01': {}, True: {} }],
  ['{type: string, minLength: 0x10}', 'minLength', 16],
  [
    '{type: object, properties: {zip: {$ref: "#/components/schemas/Zip"}, n: {type: number}}, example: {zip: 00501, n: 1.0, x: 1.0}}\n    Zip: {type: string}',
    'example',
    { zip: '00501', n: 1, x: 1 },
  ],
  ['{type: array, items: {allOf: [{type: string}]}, default: [01]}', 'default', ['01']],
  ['{additionalProperties: {type: string}, default: {a: 01}}', 'default', { a: '01' }],
  ['{type: object, "x-scale": 1.0}', 'x-scale', 1],
])('reads the texts of %s', async (schema, keyword, value) => {
  const at = await load(schemas + schema);
  expect(at(`#/components/schemas/S/${keyword}`)).toEqual(value);
});

it.each<[pointer: string, value: unknown]>([
  ['#/info/version', '1.10'],
  ['#/servers/0/variables/v/default', '1.0'],
  ['#/servers/0/variables/v/enum', ['1.0', '01']],
  ['#/tags/0/name', '1.0'],
  ['#/paths/~1a/get/tags', ['1.0']],
  ['#/paths/~1a/get/operationId', '007'],
  ['#/paths/~1a/get/parameters/0/name', '01'],
  ['#/paths/~1a/get/parameters/0/required', true],
  ['#/paths/~1a/get/parameters/0/example', '0800'],
  ['#/paths/~1a/get/parameters/0/examples/e/value', '1.0'],
  ['#/paths/~1a/get/responses/200/content/application~1json/example/0', '1.0'],
  ['#/x-external/part/default', '01'],
])('reads the text at %s', async (pointer, value) => {
  const at = await load(
    `openapi: 3.1.0
info: {title: T, version: 1.10}
tags: [{name: 1.0}]
servers: [{url: "/{v}", variables: {v: {default: 1.0, enum: [1.0, 01]}}}]
paths:
  /a:
    get:
      operationId: 007
      tags: [1.0]
      parameters:
        - {name: 01, in: query, required: True, schema: {type: string}, example: 0800, examples: {e: {value: 1.0}}}
      responses:
        200: {description: d, content: {application/json: {schema: {type: array, items: {$ref: part.yaml}}, example: [1.0]}}}
`,
    { 'part.yaml': 'type: string\ndefault: 01\n' },
  );
  expect(at(pointer)).toEqual(value);
});

it('reads the texts of Swagger 2.0', async () => {
  const at = await load(`swagger: 2.0
info: {title: T, version: 1.0}
paths:
  /a:
    get:
      parameters: [{name: q, in: query, type: string, default: 01, enum: [01, 1.0]}, {name: n, in: query, type: number, default: 1.0}]
      responses: {}
`);
  expect(at('#/info/version')).toBe('1.0');
  expect(at('#/paths/~1a/get/parameters/0/schema')).toEqual({
    type: 'string',
    default: '01',
    enum: ['01', '1.0'],
  });
  expect(at('#/paths/~1a/get/parameters/1/schema')).toEqual({ type: 'number', default: 1 });
});
