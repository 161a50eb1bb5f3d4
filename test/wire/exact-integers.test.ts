import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import { asJsonObject } from '../../src/json/narrow.ts';
import { openApi, textOf } from '../support/call.ts';
import { startUpstream } from '../support/upstream.ts';
import type { OpenApi } from '../support/call.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'integers-'))));
afterAll(() => rm(folder, { recursive: true }));

type Format = 'json' | 'yaml';
const formats: Format[] = ['json', 'yaml'];

/** Writes a document of one operation as JSON or YAML. All parts are JSON text, in which every digit counts. */
async function write(
  format: Format,
  { path = '/things', operation, version = '3.1.0' }: DocumentText,
): Promise<string> {
  const start = version === '2.0' ? ['swagger', '2.0'] : ['openapi', version];
  const fields = [
    [start[0] ?? '', `"${start[1]}"`],
    ['info', '{"title": "T", "version": "1"}'],
    [
      'paths',
      `{"${path}": {"post": {"operationId": "send", ${operation}, "responses": {"204": {"description": "-"}}}}}`,
    ],
  ];
  const file = join(folder, `api.${format}`);
  const yaml = fields.map(([key, value]) => `${key}: ${value}\n`).join('');
  const json = `{${fields.map(([key, value]) => `"${key}": ${value}`).join()}}`;
  await writeFile(file, format === 'json' ? json : yaml);
  return file;
}

interface DocumentText {
  path?: string;
  /** The members of the operation. */
  operation: string;
  version?: string;
}

const body = (schema: string): string =>
  `"requestBody": {"content": {"application/json": {"schema": ${schema}}}}`;
const query = (schema: string, rest = ''): string =>
  `"parameters": [{"name": "id", "in": "query", "schema": ${schema}${rest}}]`;

/** Returns the listed schema of the only argument. */
function listedOf({ descriptor }: OpenApi): Json | undefined {
  const [argument] = Object.values(asJsonObject(descriptor.operations[0]?.inputSchema['properties']) ?? {});
  return argument;
}

describe.each(formats)('a document in %s', (format) => {
  // prettier-ignore
  it.each<[schema: string, listed: JsonObject]>([
    ['{"type": "integer", "enum": [9007199254740993, 9007199254740992, 5]}', { type: 'string', enum: ['9007199254740993', '9007199254740992', '5'] }],
    ['{"type": "integer", "enum": ["9007199254740993", "1"]}', { type: 'string', enum: ['9007199254740993', '1'] }],
    ['{"enum": [9007199254740993, "all"]}', { enum: ['9007199254740993', 'all'] }],
    ['{"type": "integer", "format": "int64", "minimum": 1, "enum": [-9007199254740993], "default": -9007199254740993}', { type: 'string', enum: ['-9007199254740993'], default: '-9007199254740993' }],
    ['{"type": ["integer", "null"], "enum": [9007199254740993, null]}', { anyOf: [{ type: 'string', enum: ['9007199254740993'] }, { type: 'null' }] }],
    ['{"const": 9007199254740993}', { enum: ['9007199254740993'] }],
    ['{"type": "integer", "const": 9007199254740993, "description": "D"}', { type: 'string', enum: ['9007199254740993'], description: 'D' }],
    ['{"type": "integer", "default": 9007199254740993}', { type: 'integer', default: '9007199254740993' }],
    ['{"type": "integer", "maximum": 9223372036854775807}', { type: 'integer', description: 'At most 9223372036854775807.' }],
    ['{"type": "integer", "minimum": -9223372036854775808, "maximum": 10, "description": "D"}', { type: 'integer', maximum: 10, description: 'D At least -9223372036854775808.' }],
    ['{"type": "integer", "exclusiveMaximum": 9223372036854775808}', { type: 'integer', description: 'At most 9223372036854775807.' }],
    ['{"type": "integer", "examples": [9007199254740993]}', { type: 'integer', description: 'Example: "9007199254740993"' }],
    ['{"type": "integer", "example": 9007199254740993}', { type: 'integer', description: 'Example: "9007199254740993"' }],
    ['{"type": "object", "default": {"ids": [9007199254740993, 2]}}', { type: 'object', default: { ids: ['9007199254740993', 2] } }],
    ['{"type": "string", "example": 9007199254740993}', { type: 'string', description: 'Example: "9007199254740993"' }],
    ['{"type": "string", "enum": [9007199254740993]}', { type: 'string', enum: ['9007199254740993'] }],
    ['{"type": "array", "enum": [9007199254740993]}', { type: 'array', items: { enum: ['9007199254740993'] } }],
    ['{"type": "integer", "enum": [9007199254740991]}', { type: 'integer', enum: [9007199254740991] }],
    ['{"type": "object", "properties": {"x-mcp-exact": {"type": "integer", "const": 9007199254740993}}}', { type: 'object', properties: { 'x-mcp-exact': { type: 'string', enum: ['9007199254740993'] } } }],
    ['{"type": "integer", "enum": [1], "x-mcp-exact": {"enum": ["9007199254740993"]}}', { type: 'integer', enum: [1] }],
  ])('lists %s', async (schema, listed) => {
    await using api = await openApi(await write(format, { operation: body(schema) }));
    expect(listedOf(api)).toEqual(listed);
  });

  // prettier-ignore
  it.each<[operation: string, version: string, listed: JsonObject]>([
    [query('{"type": "integer"}', ', "example": 9007199254740993'), '3.1.0', { type: 'integer', description: 'Example: "9007199254740993"' }],
    [query('{"type": "integer"}', ', "examples": {"a": {"value": 9007199254740993}}'), '3.1.0', { type: 'integer', description: 'Example: "9007199254740993"' }],
    ['"requestBody": {"content": {"application/json": {"schema": {"type": "integer"}, "example": 9007199254740993}}}', '3.1.0', { type: 'integer', description: 'Example: "9007199254740993"' }],
    [query('{"type": "integer", "maximum": 9223372036854775808, "exclusiveMaximum": true}'), '3.0.3', { type: 'integer', description: 'At most 9223372036854775807.' }],
    [query('{"type": "integer", "nullable": true, "enum": [9007199254740993], "example": 9007199254740993}'), '3.0.3', { description: 'Example: "9007199254740993"', anyOf: [{ type: 'string', enum: ['9007199254740993'] }, { type: 'null' }] }],
    ['"parameters": [{"name": "id", "in": "query", "type": "integer", "enum": [9007199254740993]}]', '2.0', { type: 'string', enum: ['9007199254740993'] }],
  ])('lists %s of %s', async (operation, version, listed) => {
    await using api = await openApi(await write(format, { operation, version }));
    expect(listedOf(api)).toEqual(listed);
  });

  const ids = '{"type": "integer", "enum": [9007199254740993, 9007199254740995, 5]}';
  const path = '"parameters": [{"name": "id", "in": "path", "required": true, "schema": ' + ids + '}]';
  const inBody = body(`{"type": "object", "properties": {"id": ${ids}}}`);
  const bounded = body('{"type": "integer", "minimum": 1, "exclusiveMaximum": 9223372036854775808}');
  const mixed = body('{"anyOf": [{"const": 9007199254740993}, {"type": "string", "maxLength": 3}]}');

  // prettier-ignore
  it.each<[document: DocumentText, args: JsonObject, expected: string]>([
    [{ operation: path, path: '/things/{id}' }, { id: '9007199254740993' }, '/things/9007199254740993 '],
    [{ operation: path, path: '/things/{id}' }, { id: '5' }, '/things/5 '],
    [{ operation: path, path: '/things/{id}' }, { id: 5 }, '/things/5 '],
    [{ operation: path, path: '/things/{id}' }, { id: '9007199254740992' }, 'id: must be one of "9007199254740993", "9007199254740995", "5", got 9007199254740992'],
    [{ operation: path, path: '/things/{id}' }, { id: '9007199254740994' }, 'id: must be one of "9007199254740993", "9007199254740995", "5", got 9007199254740994'],
    [{ operation: path, path: '/things/{id}' }, { id: 9007199254740992 }, '9007199254740992: an integer beyond 2^53 may have been rounded; nothing was sent.'],
    [{ operation: path, path: '/things/{id}' }, { id: 7 }, 'id: must be one of "9007199254740993", "9007199254740995", "5", got 7'],
    [{ operation: query(ids) }, { id: '9007199254740995' }, '/things?id=9007199254740995 '],
    [{ operation: query('{"type": "array", "items": ' + ids + '}') }, { id: ['9007199254740995', '9007199254740993', '5'] }, '/things?id=9007199254740995&id=9007199254740993&id=5 '],
    [{ operation: query('{"const": 9007199254740993}') }, { id: '9007199254740993' }, '/things?id=9007199254740993 '],
    [{ operation: query('{"type": "number", "const": 9007199254740993}') }, { id: 9007199254740992 }, '9007199254740992: an integer beyond 2^53 may have been rounded; nothing was sent.'],
    [{ operation: inBody }, { body: { id: '9007199254740993' } }, '/things {"id":9007199254740993}'],
    [{ operation: inBody }, { body: { id: '9007199254740996' } }, 'body.id: must be one of "9007199254740993", "9007199254740995", "5", got 9007199254740996'],
    [{ operation: bounded }, { body: '9223372036854775807' }, '/things 9223372036854775807'],
    [{ operation: bounded }, { body: '9223372036854775808' }, 'body: must be <= 9223372036854775807, got 9223372036854775808'],
    [{ operation: mixed }, { body: '9007199254740993' }, '/things 9007199254740993'],
    [{ operation: mixed }, { body: 'abc' }, '/things "abc"'],
    [{ operation: mixed }, { body: 9007199254740992 }, '9007199254740992: an integer beyond 2^53 may have been rounded; nothing was sent.'],
  ])('sends %j with %j', async (document, args, expected) => {
    await using upstream = await startUpstream();
    const options = mergeOptions({ request: { baseUrl: upstream.url } }, {});
    await using api = await openApi(await write(format, document), options);
    const result = await api.call('send', args);
    const [request] = upstream.requests;
    const sent = request === undefined ? textOf(result) : `${request.target} ${request.body.toString()}`;
    expect(sent).toContain(expected);
    expect(request !== undefined).toBe(expected.startsWith('/'));
  });

  it('completes a variable with all digits', async () => {
    const operation = `${query(ids)}, "x": 1`;
    const file = await write(format, { operation });
    const { readFile } = await import('node:fs/promises');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"post"', '"get"'));
    await using api = await openApi(file);
    const uri = api.descriptor.operations[0]?.resource?.uri ?? '';
    const completion = await api.handlers.complete(uri, 'id', '');
    expect(completion.values).toEqual(['9007199254740993', '9007199254740995', '5']);
  });
});

it('lists all digits in the profile that lists whole schemas', async () => {
  const schema = `{"type": "array", "items": {"type": "integer", "enum": [9007199254740993]}}`;
  const loaded = await loadDocument(await write('json', { operation: body(schema) }));
  const { descriptor } = describeApi(loaded, { profile: 'full' });
  const items = { type: 'string', enum: ['9007199254740993'] };
  expect(descriptor.operations[0]?.inputSchema['properties']).toEqual({ body: { type: 'array', items } });
});

it('keeps the bigints of a document that is given as an object', async () => {
  const schema = { type: 'integer', enum: [9007199254740993n] };
  const parameters = [{ name: 'id', in: 'query', schema }];
  await using api = await openApi({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/things': { get: { parameters, responses: {} } } },
  });
  expect(listedOf(api)).toEqual({ type: 'string', enum: ['9007199254740993'] });
});
