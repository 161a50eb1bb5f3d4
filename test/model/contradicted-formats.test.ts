import { beforeAll, describe, expect, it } from 'vitest';
import { createContradictedFormats } from '../../src/model/contradicted-formats.ts';
import { loadFormats } from '../../src/schema/formats.ts';
import { readSchema as read } from '../support/read-schema.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

beforeAll(loadFormats);

const local = '2024-05-01T10:00:00';
const when = { type: 'string', format: 'date-time' };

function media(schema: Json, rest: JsonObject): JsonObject {
  return {
    paths: {
      '/a': { post: { requestBody: { content: { 'application/json': { schema, ...rest } } } } },
    },
  };
}

describe('formats that the values of a schema do not satisfy', () => {
  // prettier-ignore
  it.each<[title: string, schema: JsonObject, value: string | number | undefined]>([
    ['a local date-time as example', { ...when, example: local }, local],
    ['one of several examples', { ...when, examples: ['2024-05-01T10:00:00Z', local] }, local],
    ['a default', { ...when, default: local }, local],
    ['a value of an enum', { type: 'string', format: 'uri', enum: ['https://a.example', '/a'] }, '/a'],
    ['a const', { const: 'none', format: 'uuid' }, 'none'],
    ['a time without a zone', { type: 'string', format: 'time', example: '10:00:00' }, '10:00:00'],
    ['a relative uri', { type: 'string', format: 'uri', example: 'a/b' }, 'a/b'],
    ['a fraction as int32', { type: 'number', format: 'int32', default: 0.5 }, 0.5],
    ['an example that fits', { ...when, example: '2024-05-01T10:00:00+02:00' }, undefined],
    ['no example', when, undefined],
    ['null', { type: ['string', 'null'], format: 'uuid', example: null }, undefined],
    ['a number where the format is of texts', { type: 'integer', format: 'uuid', example: 1 }, undefined],
    ['a format that nothing checks', { type: 'string', format: 'phone', example: 'x' }, undefined],
  ])('%s', (_, schema, value) => {
    expect(createContradictedFormats({})(schema)).toBe(value);
    const { schema: result, findings } = read(schema);
    expect(result['format']).toBe(value === undefined && schema['format'] !== 'phone' ? schema['format'] : undefined);
    expect(findings.filter(({ kind }) => kind === 'relaxed').map(({ pointer, message }) => `${pointer}: ${message}`)).toEqual(
      value === undefined ? [] : [`/schema/format: format ${String(schema['format'])} is not checked: the document's own value ${JSON.stringify(value)} does not satisfy it`],
    );
  });

  const event = { type: 'object', properties: { when: { $ref: '#/components/schemas/When' } } };
  const find = (rest: JsonObject, When: JsonObject = when): string | number | undefined =>
    createContradictedFormats({ ...rest, components: { schemas: { When }, ...Object(rest['components']) } })(
      When,
    );
  const whenRef = { $ref: '#/components/schemas/When' };
  // prettier-ignore
  it.each<[title: string, document: JsonObject, value: string | undefined]>([
    ['of a parameter', { paths: { '/a': { parameters: [{ name: 'a', in: 'query', schema: whenRef, example: local }] } } }, local],
    ['of several of a parameter', { paths: { '/a': { get: { parameters: [{ name: 'a', in: 'query', schema: whenRef, examples: { a: { value: local } } }] } } } }, local],
    ['of a body', media(event, { example: { when: local } }), local],
    ['of a list', media({ type: 'array', items: event }, { example: [{}, { when: local }] }), local],
    ['of a tuple', media({ type: 'array', prefixItems: [{}, whenRef] }, { example: [1, local] }), local],
    ['of a map', media({ type: 'object', additionalProperties: whenRef }, { example: { a: local } }), local],
    ['within allOf', media({ allOf: [{ type: 'object' }, event] }, { example: { when: local } }), local],
    ['beside null', media({ anyOf: [event, { type: 'null' }] }, { example: { when: local } }), local],
    ['of one of two branches', media({ oneOf: [event, { type: 'string' }] }, { example: { when: local } }), undefined],
    ['behind a reference', { ...media(event, { examples: { a: { $ref: '#/components/examples/A' } } }), components: { examples: { A: { value: { when: local } } } } }, local],
    ['of a schema around it', { components: { schemas: { Event: { ...event, example: { when: local } } } } }, undefined],
    ['of a response header', { paths: { '/a': { get: { responses: { 200: { headers: { A: { schema: whenRef, example: local } } } } } } } }, local],
    ['that fits', media(event, { example: { when: '2024-05-01T10:00:00Z' } }), undefined],
    ['of another type', media(event, { example: [local] }), undefined],
  ])('an example %s', (_, document, value) => {
    expect(find(document)).toBe(value);
  });

  it('ends at a schema that refers to itself', () => {
    const loop = { $ref: '#/components/schemas/Loop' };
    const document = media(loop, { example: { a: local } });
    expect(find({ ...document, components: { schemas: { When: when, Loop: { allOf: [loop] } } } })).toBe(
      undefined,
    );
  });
});
