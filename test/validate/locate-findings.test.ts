import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { locateFindings } from '../../src/validate/locate-findings.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
afterAll(() => rmSync(folder, { recursive: true }));

const yaml = `openapi: 3.1.0
info: { title: Shop, version: '1' }
paths:
  /pets:
    get:
      parameters:
        - { name: tag, in: query, schema: { type: strin } }
      responses: {}
`;
const schema = '/paths/~1pets/get/parameters/0/schema/type';
const message = 'type "strin" does not exist in JSON Schema';

it.each<[name: string, files: Record<string, string>, located: object]>([
  [
    'YAML',
    { 'shop.yaml': yaml },
    {
      pointer: schema,
      line: 7,
      column: 45,
      excerpt: { firstLine: 4, lines: yaml.split('\n').slice(3) },
    },
  ],
  [
    'JSON in one long line',
    {
      'shop.yaml': `{"openapi":"3.1.0","info":{"title":"Shop","version":"1","description":"${'x'.repeat(300)}"},"paths":{"/pets":{"get":{"parameters":[{"name":"tag","in":"query","schema":{"type":"strin"}}],"responses":{}}}}}`,
    },
    { pointer: schema, line: 1, column: 451 },
  ],
  [
    'Swagger 2.0, before its upgrade',
    {
      'shop.yaml':
        "swagger: '2.0'\ninfo: { title: Shop, version: '1' }\npaths:\n  /pets:\n    post:\n      parameters: [{ name: pet, in: body, schema: { $ref: '#/definitions/Pet' } }]\n      responses: {}\ndefinitions:\n  Pet: { type: strin }\n",
    },
    {
      pointer: '/definitions/Pet/type',
      line: 9,
      column: 10,
      excerpt: {
        firstLine: 6,
        lines: [
          "      parameters: [{ name: pet, in: body, schema: { $ref: '#/definitions/Pet' } }]",
          '      responses: {}',
          'definitions:',
          '  Pet: { type: strin }',
          '',
        ],
      },
    },
  ],
  [
    'an external document',
    {
      'shop.yaml': yaml.replace(/- \{.*/, '- { $ref: tag.yaml }'),
      'tag.yaml': 'name: tag\nin: query\nschema: { type: strin }\n',
    },
    {
      source: join(folder, 'tag.yaml'),
      pointer: '/schema/type',
      line: 3,
      column: 11,
      excerpt: { firstLine: 1, lines: ['name: tag', 'in: query', 'schema: { type: strin }', ''] },
    },
  ],
])('locates a finding in %s', async (_, files, located) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const source = join(folder, 'shop.yaml');
  const { findings } = describeApi(await loadDocument(source));
  expect(await locateFindings(source, {}, findings)).toEqual([{ kind: 'relaxed', message, ...located }]);
});

it('reads nothing if there is no finding', async () => {
  expect(await locateFindings(join(folder, 'missing.yaml'), {}, [])).toEqual([]);
});
