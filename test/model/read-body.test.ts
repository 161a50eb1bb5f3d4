import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/describe.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const at = '/paths/~1things/post';
const text = { type: 'string' };
const components: JsonObject = {
  requestBodies: {
    'A body': { required: true, description: ' B ', content: { 'text/plain': { schema: text } } },
  },
  responses: { Gone: { description: 'Gone', content: { 'application/json': { schema: text } } } },
  mediaTypes: { Shared: { schema: text, example: 'a' } },
};

function read(operation: JsonObject): ReturnType<typeof modelOf> {
  return modelOf(operation, { method: 'post', components });
}

describe('a request body', () => {
  it.each<[title: string, requestBody: Json, body: unknown, found?: string[]]>([
    [
      'of one media type',
      { content: { 'application/json': { schema: text } } },
      {
        required: false,
        content: [
          {
            mediaType: 'application/json',
            schema: text,
            pointer: `${at}/requestBody/content/application~1json`,
          },
        ],
      },
    ],
    [
      'of several, in order',
      { content: { 'text/plain': {}, 'application/json': {} } },
      {
        content: [
          { mediaType: 'text/plain', schema: true },
          { mediaType: 'application/json', schema: true },
        ],
      },
    ],
    [
      'that is a reference',
      { $ref: '#/components/requestBodies/A%20body' },
      {
        description: 'B',
        required: true,
        content: [
          {
            mediaType: 'text/plain',
            schema: text,
            pointer: '/components/requestBodies/A body/content/text~1plain',
          },
        ],
      },
    ],
    [
      'whose media type is a reference',
      { content: { 'text/plain': { $ref: '#/components/mediaTypes/Shared' } } },
      { content: [{ schema: text, example: 'a', pointer: '/components/mediaTypes/Shared' }] },
    ],
    [
      'whose schema is of its items',
      { content: { 'application/jsonl': { itemSchema: text } } },
      { content: [{ schema: { type: 'array', items: text } }] },
    ],
    [
      'with an example',
      { content: { 'text/plain': { examples: { a: { value: 'A' } } } } },
      { content: [{ example: 'A' }] },
    ],
    [
      'that is a reference to nothing',
      { $ref: '#/components/requestBodies/None' },
      { content: [{ mediaType: 'application/json', schema: true }] },
      [`relaxed ${at}/requestBody`, `repaired ${at}/requestBody`],
    ],
    [
      'without content',
      { required: true },
      { required: true, content: [{ mediaType: 'application/json', schema: true }] },
      [`repaired ${at}/requestBody`],
    ],
    [
      'whose content is a list',
      { content: [{}] },
      { content: [{ mediaType: 'application/json' }] },
      [`repaired ${at}/requestBody`],
    ],
    [
      'whose media type is null',
      { content: { 'text/plain': null } },
      { content: [{ mediaType: 'text/plain', schema: true }] },
    ],
    [
      'whose schema is a text',
      { content: { 'text/plain': { schema: 'string' } } },
      { content: [{ schema: true }] },
      [`relaxed ${at}/requestBody/content/text~1plain/schema`],
    ],
    ['that is null', null, undefined, [`relaxed ${at}/requestBody`]],
    ['that is a text', 'json', undefined, [`relaxed ${at}/requestBody`]],
  ])('%s', (_, requestBody, body, found = []) => {
    const result = read({ requestBody, responses: {} });
    expect({ body: result.operation.body }).toMatchObject({ body });
    expect(result.found).toEqual(found);
  });

  it('that is not there', () => {
    expect(read({ responses: {} }).operation).not.toHaveProperty('body');
  });
});

describe('responses', () => {
  const done = { description: 'Done' };
  it.each<[title: string, responses: JsonObject, result: unknown[], found?: string[]]>([
    [
      'those without content',
      { '404': done, default: done },
      [
        { status: '404', description: 'Done', content: [] },
        { status: 'default', description: 'Done', content: [] },
      ],
    ],
    ['ranges in either case', { '2xx': done, '4XX': done }, [{ status: '2XX' }, { status: '4XX' }]],
    ['default in either case', { Default: done }, [{ status: 'default' }]],
    ['extensions and what is no status', { 'x-a': done, ok: done, '600': done, '20': done }, []],
    [
      'a reference',
      { '410': { $ref: '#/components/responses/Gone' } },
      [
        {
          status: '410',
          description: 'Gone',
          content: [
            {
              mediaType: 'application/json',
              schema: text,
              pointer: '/components/responses/Gone/content/application~1json',
            },
          ],
        },
      ],
    ],
    [
      'a reference to nothing',
      { '410': { $ref: '#/components/responses/None' } },
      [{ status: '410', content: [] }],
      [`relaxed ${at}/responses/410`],
    ],
    ['one that is null', { '200': null }, [{ status: '200', content: [] }]],
    ['one without a description', { '200': {} }, [{ status: '200', content: [] }]],
  ])('%s', (_, responses, result, found = []) => {
    const built = read({ responses });
    expect(built.operation.responses).toMatchObject(result);
    expect(built.operation.responses).toHaveLength(result.length);
    expect(built.found).toEqual(found);
  });

  it('may be missing since 3.1', () => {
    expect(read({})).toMatchObject({ operation: { responses: [] }, found: [] });
  });

  it('that are no map', () => {
    expect(read({ responses: [] })).toMatchObject({
      operation: { responses: [] },
      found: [`relaxed ${at}/responses`],
    });
  });
});

describe('encodings', () => {
  it.each<[title: string, encoding: JsonObject, result: unknown]>([
    ['a content type', { contentType: 'image/png' }, { contentType: 'image/png' }],
    ['content types', { contentType: 'image/*, a/b; c=d' }, { contentType: 'image/*, a/b; c=d' }],
    [
      'a style',
      { style: 'deepObject' },
      { serialization: { kind: 'style', style: 'deepObject', explode: false, allowReserved: false } },
    ],
    [
      'explode alone',
      { explode: false },
      { serialization: { kind: 'style', style: 'form', explode: false, allowReserved: false } },
    ],
    [
      'fixed headers',
      {
        headers: {
          'X-A': { schema: { const: 1 } },
          'X-B': { schema: { default: 'b' } },
          'X-C': { schema: text },
          'Content-Type': { schema: { const: 'a/b' } },
        },
      },
      { headers: { 'X-A': '1', 'X-B': 'b' } },
    ],
    ['nothing that is known', { contentType: 1 }, {}],
  ])('%s', (_, encoding, result) => {
    const content = { 'multipart/form-data': { schema: { type: 'object' }, encoding: { file: encoding } } };
    const { operation, found } = read({ requestBody: { content }, responses: {} });
    expect(operation.body?.content[0]?.encoding).toEqual({ file: result });
    expect(found).toEqual([]);
  });

  it.each<[contentType: string, kept: string | undefined, wrong: string]>([
    ['text/plain\r\nX-Evil: 1', undefined, '"text/plain\\r\\nX-Evil: 1"'],
    ['json', undefined, '"json"'],
    ['image/png, text, a/b', 'image/png, a/b', '"text"'],
  ])('a content type that is none, %j, is left out and said', (contentType, kept, wrong) => {
    const content = {
      'multipart/form-data': { schema: { type: 'object' }, encoding: { file: { contentType } } },
    };
    const { operation, findings } = read({ requestBody: { content }, responses: {} });
    expect(operation.body?.content[0]?.encoding?.['file']?.contentType).toBe(kept);
    expect(findings.map(({ message }) => message)).toEqual([`contentType has invalid media types: ${wrong}`]);
  });
});
