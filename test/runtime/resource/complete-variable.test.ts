import { describe, expect, it } from 'vitest';
import { completeVariable } from '../../../src/runtime/resource/complete-variable.ts';
import { describeDocument } from '../../support/describe.ts';
import type { Completion } from '../../../src/runtime/protocol.ts';
import type { JsonObject } from '../../../src/json/value.ts';

const components = {
  schemas: {
    Colour: { type: 'string', enum: ['red', 'green'] },
    Tree: { anyOf: [{ const: 'leaf' }, { type: 'array', items: { $ref: '#/components/schemas/Tree' } }] },
  },
  examples: { B: { value: 'b' } },
};

/** Completes the variable of a GET with one query parameter. */
function complete(parameter: JsonObject, typed = '', variable = 'a_b'): Completion {
  const parameters = [{ name: 'a-b', in: 'query', ...parameter }];
  const paths = { '/': { get: { parameters, responses: {} } } };
  const { descriptor, operation } = describeDocument({ paths, components });
  return completeVariable(descriptor, operation, variable, typed);
}

describe('the values of a variable', () => {
  it.each<[title: string, parameter: JsonObject, values: string[]]>([
    ['an enum', { schema: { enum: ['b', 'a'] } }, ['b', 'a']],
    ['numbers', { schema: { type: 'integer', enum: [1, 20] } }, ['1', '20']],
    ['null is no text', { schema: { enum: ['a', null] } }, ['a']],
    ['const', { schema: { const: 'a' } }, ['a']],
    ['booleans', { schema: { type: 'boolean' } }, ['true', 'false']],
    ['a default', { schema: { type: 'string', default: 'a' } }, ['a']],
    ['a default in the enum, once', { schema: { enum: ['a', 'b'], default: 'b' } }, ['a', 'b']],
    ['the example', { example: 'a', schema: { type: 'string' } }, ['a']],
    ['examples of the schema', { schema: { type: 'string', examples: ['a', 'b'] } }, ['a', 'b']],
    ['booleans and null', { schema: { type: ['boolean', 'null'] } }, ['true', 'false']],
    [
      'booleans in a list',
      { schema: { type: 'array', items: { type: ['null', 'boolean'] } } },
      ['true', 'false'],
    ],
    ['an enum behind a reference', { schema: { $ref: '#/components/schemas/Colour' } }, ['red', 'green']],
    [
      'an enum behind a reference in a list',
      { schema: { type: 'array', items: { anyOf: [{ $ref: '#/components/schemas/Colour' }] } } },
      ['red', 'green'],
    ],
    ['an enum of a recursive schema', { schema: { $ref: '#/components/schemas/Tree' } }, ['leaf']],
    [
      'all of several examples',
      { examples: { one: { value: 'a' }, two: { $ref: '#/components/examples/B' }, three: { value: 3 } } },
      ['a', 'b', '3'],
    ],
    [
      'all of several examples of a content',
      { content: { 'text/plain': { examples: { one: { value: 'a' }, two: { value: 'b' } } } } },
      ['a', 'b'],
    ],
    [
      'several examples after the enum',
      { examples: { one: { value: ['c', 'a'] }, two: { value: ['b'] } }, schema: { enum: ['a', 'b'] } },
      ['a', 'b', 'c'],
    ],
    ['no null of several examples', { examples: { one: { value: null }, two: { value: 'b' } } }, ['b']],
    ['those of the items of a list', { schema: { type: 'array', items: { enum: ['a', 'b'] } } }, ['a', 'b']],
    ['each of an example that is a list', { example: ['a', 'b'], schema: { type: 'array' } }, ['a', 'b']],
    [
      'those of alternatives',
      { schema: { anyOf: [{ enum: ['a'] }, { type: 'null' }, { const: 'b' }] } },
      ['a', 'b'],
    ],
    ['an object is no text', { example: { a: 1 }, schema: { type: 'object' } }, []],
    ['nothing that is known', { schema: { type: 'string' } }, []],
    ['a false schema', { schema: false }, []],
  ])('%s', (_, parameter, values) => {
    expect(complete(parameter)).toEqual({ values, total: values.length, hasMore: false });
  });

  it.each<[typed: string, values: string[]]>([
    ['', ['Cat', 'cow', 'dog']],
    ['c', ['Cat', 'cow']],
    ['CO', ['cow']],
    ['og', []],
  ])('begin with what was typed: %j', (typed, values) => {
    expect(complete({ schema: { enum: ['Cat', 'cow', 'dog'] } }, typed).values).toEqual(values);
  });

  it('are at most a hundred, with the total', () => {
    const values = Array.from({ length: 150 }, (_, index) => `v${index}`);
    expect(complete({ schema: { enum: values } })).toEqual({
      values: values.slice(0, 100),
      total: 150,
      hasMore: true,
    });
  });

  it.each(['a-b', 'other', 'constructor', ''])(
    'none of a variable that the template does not have: %s',
    (variable) => {
      expect(complete({ schema: { enum: ['a'] } }, '', variable)).toEqual({
        values: [],
        total: 0,
        hasMore: false,
      });
    },
  );
});
