import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream } from '../support/upstream.ts';
import { refusedArgumentRows } from './arguments.ts';
import { integer, text, titled } from './rows.ts';
import type { ArgumentValidation } from '../../src/runtime/request/request-options.ts';
import type { CallResult } from '../../src/runtime/protocol.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { OperationSource } from '../support/document.ts';

interface ValidationRow {
  title: string;
  operation: OperationSource;
  args: JsonObject;
  /** The method, target and body that are sent. */
  sent: string;
  /** The lines of the note with `warn`. */
  problems: string[];
}

const notebook = { type: 'object', properties: { content: text }, required: ['content'] };
const parts = { type: 'object', properties: { size: integer } };

// prettier-ignore
const rows: ValidationRow[] = [
  { title: 'an object where the document has text', operation: { method: 'put', body: { schema: notebook } }, args: { body: { content: { cells: [] } } }, sent: 'PUT /things {"content":{"cells":[]}}', problems: ['- body.content: must be string, got {"cells":[]}'] },
  { title: 'an object in a form', operation: { method: 'post', body: { mediaType: 'application/x-www-form-urlencoded', schema: parts } }, args: { body: { size: 'all' } }, sent: 'POST /things size=all', problems: ['- body.size: must be integer, got "all"'] },
  { title: 'a value that no enum has', operation: { parameters: [{ name: 'sort', in: 'query', schema: { type: 'string', enum: ['asc'] } }] }, args: { sort: 'name' }, sent: 'GET /things?sort=name ', problems: ['- sort: must be one of "asc", got "name"'] },
  { title: 'a required query parameter that is missing', operation: { parameters: [{ name: 'q', in: 'query', required: true }] }, args: {}, sent: 'GET /things ', problems: ['- q: is required (string)'] },
  { title: 'a required body that is missing', operation: { method: 'put', body: { required: true, schema: notebook } }, args: {}, sent: 'PUT /things ', problems: ['- body: is required (object)'] },
  { title: 'an argument that does not exist', operation: { parameters: [{ name: 'q', in: 'query' }] }, args: { p: 1 }, sent: 'GET /things ', problems: ['- p: is not an argument; the arguments are q'] },
  { title: 'an empty path value', operation: { parameters: [{ name: 'id', in: 'path', schema: { type: 'string', minLength: 1 } }] }, args: { id: '' }, sent: 'GET / ', problems: ['- id: must NOT have fewer than 1 characters, got ""'] },
  { title: 'arguments that fit', operation: { parameters: [{ name: 'q', in: 'query', schema: integer }] }, args: { q: '1' }, sent: 'GET /things?q=1 ', problems: [] },
];

async function callWith(
  validateArguments: ArgumentValidation,
  { operation, args }: Pick<ValidationRow, 'operation' | 'args'>,
  status = 200,
): Promise<{ result: CallResult; sent: string[] }> {
  const headers = { 'content-type': 'text/plain' };
  await using upstream = await startUpstream({ status, body: 'done', headers });
  await using api = await openApi(documentOf(operation), {
    request: { baseUrl: upstream.url, validateArguments },
  });
  const result = await api.call(tool, args);
  return {
    result,
    sent: upstream.requests.map(({ method, target, body }) => `${method} ${target} ${body.toString()}`),
  };
}

/** Arguments that are accepted although they do not fit exactly, and the note in the result. */
interface AcceptedRow {
  title: string;
  operation: OperationSource;
  args: JsonObject;
  note?: string;
}

const cat = { type: 'object', properties: { name: text } };
const dog = { type: 'object', properties: { name: text, age: integer } };
const when = { type: 'string', format: 'date-time' };
const told = (type: string) => ({
  ...cat,
  properties: { ...cat.properties, type: { const: type } },
  required: ['type'],
});

function post(schema: JsonObject): OperationSource {
  return { method: 'post', body: { schema } };
}

// prettier-ignore
const acceptedRows: AcceptedRow[] = [
  { title: 'a value that fits several branches', operation: post({ oneOf: [cat, dog] }), args: { body: { name: 'Rex' } }, note: 'body fits several branches of oneOf' },
  { title: 'a value that fits several branches within a list', operation: post({ type: 'array', items: { oneOf: [cat, dog] } }), args: { body: [{ name: 'Rex' }, { age: 'old' }] }, note: 'body[0] fits several branches of oneOf' },
  { title: 'a parameter that fits several branches', operation: { parameters: [{ name: 'id', in: 'query', schema: { oneOf: [text, { type: 'string', format: 'uuid' }] } }] }, args: { id: '123e4567-e89b-12d3-a456-426614174000' }, note: 'id fits several branches of oneOf' },
  { title: 'a value that fits one branch', operation: post({ oneOf: [told('a'), told('b')] }), args: { body: { type: 'a' } } },
  { title: 'a value that fits several branches of anyOf', operation: post({ anyOf: [cat, dog] }), args: { body: { name: 'Rex' } } },
  { title: 'a branch that a discriminator decides', operation: { ...post({ oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: 'kind' } }), schemas: { Cat: { ...cat, properties: { kind: text } }, Dog: { ...dog, properties: { kind: text } } } }, args: { body: { kind: 'Cat' } } },
  { title: 'a date-time without an offset', operation: post({ type: 'object', properties: { at: when } }), args: { body: { at: '2024-05-01T10:00:00' } }, note: 'body.at is a date-time without a UTC offset' },
  { title: 'two date-times without an offset', operation: { parameters: [{ name: 'from', in: 'query', schema: when }, { name: 'to', in: 'query', schema: when }] }, args: { from: '2024-05-01T10:00:00', to: '2024-05-02T10:00:00.5' }, note: 'from is a date-time without a UTC offset; to is a date-time without a UTC offset' },
  { title: 'a time without an offset', operation: post({ type: 'object', properties: { at: { ...when, format: 'time' }, when } }), args: { body: { at: '10:00:00.5', when: '2024-05-01 10:00:00' } }, note: 'body.when is a date-time without a UTC offset; body.at is a time without a UTC offset' },
  { title: 'a time without an offset in a query', operation: { parameters: [{ name: 'at', in: 'query', schema: { ...when, format: 'time' } }] }, args: { at: '10:00:00' }, note: 'at is a time without a UTC offset' },
  { title: 'a time with an offset', operation: { parameters: [{ name: 'at', in: 'query', schema: { ...when, format: 'time' } }] }, args: { at: '10:00:00+01:00' } },
  { title: 'a date-time with an offset', operation: { parameters: [{ name: 'from', in: 'query', schema: when }] }, args: { from: '2024-05-01T10:00:00Z' } },
  { title: 'a date-time without an offset as the example', operation: { parameters: [{ name: 'from', in: 'query', schema: when, example: '2024-05-01T10:00:00' }] }, args: { from: '2024-05-02T10:00:00' } },
];

describe('arguments that are accepted', () => {
  it.each(titled(acceptedRows))('a note tells of %s', async (_, { note, ...row }) => {
    const { result, sent } = await callWith('strict', row);
    expect(sent).toHaveLength(1);
    const notes = note === undefined ? [] : [`The arguments were accepted as given: ${note}.`];
    expect(textOf(result)).toBe(['done', ...notes].join('\n'));
    expect(result._meta?.['openapi-mcp/response']).toMatchObject(
      note === undefined ? {} : { argumentNotes: note.split('; ') },
    );
  });

  it.each(titled(acceptedRows))('an error tells of %s', async (_, { note, ...row }) => {
    const { result } = await callWith('strict', row, 400);
    expect(textOf(result).includes('accepted as given')).toBe(note !== undefined);
  });
});

describe('--validate-arguments', () => {
  it.each(titled(rows))('warn sends and reports %s', async (_, row) => {
    const { result, sent } = await callWith('warn', row);
    expect(sent).toEqual([row.sent]);
    const head = 'The call was sent although its arguments do not fit the document:';
    const note = row.problems.length === 0 ? [] : [[head, ...row.problems].join('\n')];
    expect(textOf(result)).toBe(['done', ...note].join('\n'));
  });

  it.each(titled(rows))('off sends %s', async (_, row) => {
    const { result, sent } = await callWith('off', row);
    expect(sent).toEqual([row.sent]);
    expect(textOf(result)).toBe('done');
  });

  it('warn reports mismatches in errors and in _meta', async () => {
    const operation = { parameters: [{ name: 'limit', in: 'query', schema: integer } as const] };
    const { result } = await callWith('warn', { operation, args: { limit: 'all' } }, 400);
    const problem = 'limit: must be integer, got "all"';
    expect(textOf(result).split('\n')).toEqual([
      'The API responded with 400 Bad Request.',
      'Correct the arguments and call again.',
      'The call was sent although its arguments do not fit the document:',
      `- ${problem}`,
      '',
      'done',
    ]);
    expect(result._meta?.['openapi-mcp/response']).toMatchObject({ argumentProblems: [problem] });
  });

  it('strict says how to get past the refusal', async () => {
    const [row] = rows;
    const { result, sent } = await callWith('strict', row ?? { operation: {}, args: {} });
    expect(sent).toEqual([]);
    expect(textOf(result)).toMatch(
      /^The arguments do not fit .*; nothing was sent:\n- body\.content: must be string, got \{"cells":\[\]\}\nCorrect these and call again\. .* --validate-arguments warn\.$/,
    );
  });

  it.each<[mode: ArgumentValidation, args: JsonObject, message: string]>([
    ['off', {}, 'id: is missing; the path needs it'],
    ['warn', {}, 'id: is missing; the path needs it'],
    ['off', { id: '..' }, 'id: must not be ".."'],
    ['off', { id: null }, 'id: must not be empty'],
  ])('%s refuses the path value %j', async (mode, args, message) => {
    const operation = { parameters: [{ name: 'id', in: 'path' } as const] };
    const { result, sent } = await callWith(mode, { operation, args });
    expect(sent).toEqual([]);
    expect(textOf(result)).toContain(message);
  });

  it.each(titled(refusedArgumentRows))('off sends or refuses: %s', async (_, row) => {
    const { result } = await callWith('off', row);
    expect(textOf(result)).not.toBe('');
  });
});
