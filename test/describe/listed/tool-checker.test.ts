import { expect, it } from 'vitest';
import { createToolChecker } from '../../../bench/check-tools.js';
import { describeDocument, schemaDocument } from '../../support/describe.ts';
import type { JsonObject } from '../../../src/json/value.ts';

const checkTools = createToolChecker();

/** Returns the rules that a tool breaks whose body has the listed schema, or that has the description. */
function faultsOf(body: JsonObject, description = 'Add a pet'): string[] {
  const { descriptor, operation } = describeDocument(schemaDocument({ type: 'object' }));
  const inputSchema = { type: 'object', properties: { body } };
  const operations = [{ ...operation, description, inputSchema }];
  return checkTools({ ...descriptor, operations }).map(({ reason }) => reason);
}

it.each<[schema: JsonObject, reason: RegExp]>([
  [{ properties: { a: { properties: { _b: {} } } } }, /a property that libraries misread: _b/],
  [{ items: { properties: { $ref: {} } } }, /a property that libraries misread: \$ref/],
  [{ anyOf: [{ properties: { definitions: {} } }] }, /a property that libraries misread: definitions/],
  [{ description: 'D Example: null' }, /an example that is null/],
  [{ description: 'Example: {"$ref":"#/x"}' }, /an example that is null or a reference/],
  [{ additionalProperties: false }, /a boolean additionalProperties/],
  [{ required: ['a'] }, /requires a name/],
  [{ enum: ['a', null] }, /null in an enum/],
  [{ const: 1 }, /has const/],
])('the listed dialect has no %j', (schema, reason) => {
  expect(faultsOf(schema)).toContainEqual(expect.stringMatching(reason));
});

it('finds a summary that is said twice', () => {
  expect(faultsOf({}, 'Add a pet\n\nAdd a pet to the store.')).toEqual([expect.stringMatching(/twice/)]);
  expect(faultsOf({}, 'Add a pet\n\nIt is sold later.')).toEqual([]);
});
