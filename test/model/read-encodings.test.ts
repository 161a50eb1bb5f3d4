import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/describe.ts';
import type { JsonObject } from '../../src/json/value.ts';

const text = { type: 'string' };

function read(operation: JsonObject): ReturnType<typeof modelOf> {
  return modelOf(operation, { method: 'post' });
}

describe('the encoding of a part', () => {
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
    ['invalid fields only', { contentType: 1 }, {}],
  ])('is read: %s', (_, encoding, result) => {
    const content = { 'multipart/form-data': { schema: { type: 'object' }, encoding: { file: encoding } } };
    const { operation, found } = read({ requestBody: { content }, responses: {} });
    expect(operation.body?.content[0]?.encoding).toEqual({ file: result });
    expect(found).toEqual([]);
  });

  it.each<[contentType: string, valid: string | undefined, invalid: string]>([
    ['text/plain\r\nX-Evil: 1', undefined, '"text/plain\\r\\nX-Evil: 1"'],
    ['json', undefined, '"json"'],
    ['image/png, text, a/b', 'image/png, a/b', '"text"'],
  ])('drops and reports invalid media types: %j', (contentType, valid, invalid) => {
    const content = {
      'multipart/form-data': { schema: { type: 'object' }, encoding: { file: { contentType } } },
    };
    const { operation, findings } = read({ requestBody: { content }, responses: {} });
    expect(operation.body?.content[0]?.encoding?.['file']?.contentType).toBe(valid);
    expect(findings.map(({ message }) => message)).toEqual([
      `contentType has invalid media types: ${invalid}`,
    ]);
  });
});
