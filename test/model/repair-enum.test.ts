import { describe, expect, it } from 'vitest';
import { repairEnum } from '../../src/model/repair-enum.ts';
import type { JsonSchema } from '../../src/json/value.ts';

/** Returns the repaired schema, with its findings. */
function repair(schema: JsonSchema): { repaired: JsonSchema; reported: string[] } {
  const reported: string[] = [];
  const repaired = { ...schema };
  repairEnum(repaired, (kind, message) => reported.push(`${kind}: ${message}`));
  return { repaired, reported };
}

describe('an enum that fits its type', () => {
  it.each<[title: string, schema: JsonSchema]>([
    ['no enum', { type: 'string' }],
    ['no type', { enum: ['a', 1, null] }],
    ['texts', { type: 'string', enum: ['a', 'b'] }],
    ['integers', { type: 'integer', enum: [1, 2] }],
    ['integers as numbers', { type: 'number', enum: [1, 2.5] }],
    ['text or null', { type: ['string', 'null'], enum: ['a', null] }],
    ['texts that look like numbers', { type: 'string', enum: ['1', 'true'] }],
    ['either type', { type: ['string', 'integer'], enum: ['1', 1] }],
    ['lists', { type: 'array', items: {}, enum: [['a'], []] }],
    ['objects', { type: 'object', enum: [{ a: 1 }] }],
    ['one value of another type beside others', { type: 'integer', enum: [1, 'many'] }],
    ['a const', { type: 'integer', const: 0 }],
    ['a const of null', { type: 'null', const: null }],
  ])('stays: %s', (_, schema) => {
    expect(repair(schema)).toEqual({ repaired: schema, reported: [] });
  });
});

/** Returns the finding about values that were read as another type. */
const read = (type: string, keyword = 'enum'): string => `repaired: values of ${keyword} are read as ${type}`;

describe('an enum that does not fit its type', () => {
  it.each<[title: string, schema: JsonSchema, repaired: JsonSchema, reported: string[]]>([
    [
      'YAML booleans and numbers for texts',
      { type: 'string', enum: [1, true, 'a'] },
      { type: 'string', enum: ['1', 'true', 'a'] },
      [read('string')],
    ],
    [
      'the same value twice after that',
      { type: 'string', enum: [1, '1'] },
      { type: 'string', enum: ['1'] },
      [read('string')],
    ],
    [
      'texts for integers',
      { type: 'integer', enum: ['1', '2'] },
      { type: 'integer', enum: [1, 2] },
      [read('integer')],
    ],
    [
      'texts for numbers',
      { type: 'number', enum: ['0.5'] },
      { type: 'number', enum: [0.5] },
      [read('number')],
    ],
    [
      'texts for booleans',
      { type: 'boolean', enum: ['true', 'false'] },
      { type: 'boolean', enum: [true, false] },
      [read('boolean')],
    ],
    [
      'texts for integers or null',
      { type: ['integer', 'null'], enum: ['1', null] },
      { type: ['integer', 'null'], enum: [1, null] },
      [read('integer or null')],
    ],
    ['a const', { type: 'string', const: 1 }, { type: 'string', const: '1' }, [read('string', 'const')]],
    [
      'a const that cannot be read',
      { type: 'object', const: 'a' },
      { type: 'object' },
      ['relaxed: const without a value of type object was dropped'],
    ],
    [
      'without a value of the type',
      { type: 'integer', enum: ['a', '1.5', ''] },
      { type: 'integer' },
      ['relaxed: enum without a value of type integer was dropped'],
    ],
    [
      'meant for the items of an array',
      { type: 'array', items: { type: 'string' }, enum: ['a', 'b'] },
      { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
      ['repaired: the enum of an array is read as the enum of its items'],
    ],
    [
      'meant for items that are a reference',
      { type: 'array', items: { $ref: '#/$defs/A' }, enum: ['a'] },
      { type: 'array', items: { allOf: [{ $ref: '#/$defs/A' }], enum: ['a'] } },
      ['repaired: the enum of an array is read as the enum of its items'],
    ],
    [
      'of a list whose items have one',
      { type: 'array', items: { enum: ['a'] }, enum: ['b'] },
      { type: 'array', items: { enum: ['a'] } },
      ['relaxed: enum without a value of type array was dropped'],
    ],
  ])('is repaired or dropped: %s', (_, schema, repaired, reported) => {
    expect(repair(schema)).toEqual({ repaired, reported });
  });
});
