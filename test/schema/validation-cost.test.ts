import { describe, expect, it } from 'vitest';
import { countAppliedSchemas } from '../../src/schema/applied-schemas.ts';
import { limitsOf } from '../../src/schema/validation-cost.ts';
import { callOnce, textOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';

const leaf = { type: 'object', properties: { a: { type: 'integer' } } };

/** Returns levels that each refer to the next one twice. */
function levels(count: number, prefix: string): Record<string, JsonObject> {
  const twice = (level: number): JsonObject => ({
    allOf: [{ $ref: `${prefix}L${level + 1}` }, { $ref: `${prefix}L${level + 1}` }],
  });
  const entries = Array.from({ length: count }, (_, level) => [`L${level}`, twice(level)] as const);
  return { ...Object.fromEntries(entries), [`L${count}`]: leaf };
}

// prettier-ignore
const rows: [title: string, schema: JsonObject, definitions: Record<string, JsonObject>, most: number][] = [
  ['one', {}, {}, 1],
  ['a property is of another value', leaf, {}, 1],
  ['compositions', { allOf: [{}, { anyOf: [{}, {}], oneOf: [{}] }], not: {}, if: {}, then: {}, else: {} }, {}, 10],
  ['a reference', { $ref: '#/$defs/a' }, { a: { allOf: [{}] } }, 3],
  ['a reference that leads nowhere', { $ref: '#/$defs/b' }, {}, 1],
  ['the same twice', { allOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }] }, { a: {} }, 5],
  ['the most of any property', { properties: { a: { allOf: [{}, {}, {}] }, b: {} } }, {}, 4],
  ['what is behind a property’s reference', { properties: { a: { $ref: '#/$defs/a' } } }, { a: { allOf: [{}] } }, 3],
  ['a schema that includes itself', { $ref: '#/$defs/a' }, { a: { anyOf: [{ $ref: '#/$defs/a' }, {}] } }, 5],
  ['twice at each of three levels', { $ref: '#/$defs/L0' }, levels(3, '#/$defs/'), 30],
];

describe('the schemas that are applied to one value', () => {
  it.each(rows)('%s', (_, schema, definitions, most) => {
    expect(countAppliedSchemas(schema, definitions)).toBe(most);
  });

  it('are too many where references multiply', () => {
    expect(limitsOf({ $ref: '#/$defs/L0' }, levels(8, '#/$defs/')).isTooCostly).toBe(false);
    expect(limitsOf({ $ref: '#/$defs/L0' }, levels(30, '#/$defs/')).isTooCostly).toBe(true);
  });
});

/** Unbounded validation would take minutes, or exhaust the memory. */
describe('a call whose body has two references at each level', () => {
  it.each([
    ['ten: a wrong argument is found', 10, { a: 'x' }, 'body.a: must be integer, got "x"'],
    ['ten: text for a number', 10, { a: '1' }, '{"a":1}'],
    ['thirty: what is given is sent', 30, { a: 'x' }, '{"a":"x"}'],
    ['thirty: text for a number', 30, { a: '1' }, '{"a":1}'],
  ])('%s', async (_, count, body, expected) => {
    const schema = { $ref: '#/components/schemas/L0' };
    const schemas = levels(count, '#/components/schemas/');
    const responses = { 200: { description: 'Done', content: { 'application/json': { schema } } } };
    const document = documentOf({ method: 'post', body: { schema }, schemas, responses });
    const { result, requests } = await callOnce(document, { body });
    const [request] = requests;
    expect(request === undefined ? textOf(result) : request.body.toString()).toContain(expected);
  });
});
