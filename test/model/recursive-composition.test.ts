import { describe, expect, it } from 'vitest';
import { integer, readSchema as read, ref, text } from '../support/read-schema.ts';
import type { JsonObject } from '../../src/json/value.ts';

describe('mutually recursive compositions', () => {
  const base = { type: 'object', properties: { kind: text } };
  const cat = { properties: { lives: integer } };

  it('let a subtype inherit the properties of its base, without the choice of subtypes', () => {
    const schemas = {
      Base: { ...base, oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
      Cat: { allOf: [ref('Base'), cat] },
      Dog: { allOf: [ref('Base')], required: ['name'] },
    };
    const result = read({ properties: { pet: ref('Base'), cat: ref('Cat') } }, schemas);
    expect(result.definitions).toEqual({
      Base: { ...base, oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }] },
      Cat: { allOf: [base, cat] },
      Dog: { allOf: [base], required: ['name'] },
    });
    expect(result.schema).toEqual({
      properties: { pet: { $ref: '#/$defs/Base' }, cat: { $ref: '#/$defs/Cat' } },
    });
  });

  it.each<[title: string, schemas: JsonObject, definitions: JsonObject]>([
    ['a reference to itself', { A: ref('A') }, { A: {} }],
    ['a ring of references', { A: ref('B'), B: ref('C'), C: ref('A') }, { A: {} }],
    [
      'a ring of references with words',
      { A: { ...ref('B'), title: 'A' }, B: { ...ref('A'), title: 'B' } },
      { A: { title: 'A' } },
    ],
    ['allOf of itself', { A: { allOf: [ref('A'), text] } }, { A: { allOf: [{ allOf: [{}, text] }, text] } }],
    ['anyOf of itself and another', { A: { anyOf: [ref('A'), text] } }, { A: { anyOf: [text] } }],
    ['oneOf of itself alone', { A: { type: 'object', oneOf: [ref('A')] } }, { A: { type: 'object' } }],
    [
      'a choice of itself within allOf',
      { A: { allOf: [{ anyOf: [ref('A'), text] }] } },
      { A: { allOf: [{ anyOf: [text] }] } },
    ],
    [
      'choices of each other',
      { A: { anyOf: [ref('B'), text] }, B: { anyOf: [ref('A'), integer] } },
      { A: { anyOf: [text] } },
    ],
    ['not itself', { A: { not: ref('A'), type: 'string' } }, { A: text }],
    ['a condition on itself', { A: { if: ref('A'), then: text, type: 'string' } }, { A: text }],
    [
      'a dependency on itself',
      { A: { type: 'object', dependentSchemas: { a: ref('A') } } },
      { A: { type: 'object' } },
    ],
    [
      'a choice that is nested elsewhere stays',
      { A: { anyOf: [{ items: ref('A') }, text] } },
      { A: { anyOf: [{ items: { $ref: '#/$defs/A' } }, text] } },
    ],
  ])('are broken: %s', (_, schemas, definitions) => {
    const result = read({ properties: { a: ref('A') } }, schemas);
    expect(result.definitions).toEqual(definitions);
    expect(result.schema).toEqual({ properties: { a: { $ref: '#/$defs/A' } } });
  });
});
