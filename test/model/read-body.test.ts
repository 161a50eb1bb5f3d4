import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/describe.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const at = '/paths/~1things/post';
const text = { type: 'string' };
const components: JsonObject = {
  requestBodies: {
    'A body': { required: true, description: ' B ', content: { 'text/plain': { schema: text } } },
  },
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
      'of several media types, in order',
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
      'with an itemSchema',
      { content: { 'application/jsonl': { itemSchema: text } } },
      { content: [{ schema: { type: 'array', items: text } }] },
    ],
    [
      'with an example',
      { content: { 'text/plain': { examples: { a: { value: 'A' } } } } },
      { content: [{ example: 'A' }] },
    ],
    [
      'with a dangling reference',
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
      'whose content is an array',
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
      'whose schema is a string',
      { content: { 'text/plain': { schema: 'string' } } },
      { content: [{ schema: true }] },
      [`relaxed ${at}/requestBody/content/text~1plain/schema`],
    ],
    ['that is null', null, undefined, [`relaxed ${at}/requestBody`]],
    ['that is a string', 'json', undefined, [`relaxed ${at}/requestBody`]],
  ])('is read: %s', (_, requestBody, body, found = []) => {
    const result = read({ requestBody, responses: {} });
    expect({ body: result.operation.body }).toMatchObject({ body });
    expect(result.found).toEqual(found);
  });

  it('is absent if the operation has none', () => {
    expect(read({ responses: {} }).operation).not.toHaveProperty('body');
  });
});
