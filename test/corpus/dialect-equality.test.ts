import { expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { asJsonObject } from '../../src/json/narrow.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import { ValueChecker } from '../../src/schema/value-checker.ts';
import { plainAjv } from '../support/plain-ajv.ts';
import { valuesOf } from '../support/sample-values.ts';
import type { JsonObject } from '../../src/json/value.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const nothing = { type: 'null' };
const cat = { $ref: '#/components/schemas/Cat' };
const dog = { $ref: '#/components/schemas/Dog' };
const animal = { $ref: '#/components/schemas/Animal' };

/** A schema of a dialect, the schema of JSON Schema 2020-12 that it stands for, and the reported repairs. */
interface Row {
  name: string;
  schema: JsonObject;
  means: JsonObject;
  /** Named schemas, for both. */
  schemas?: JsonObject;
  /** The place of the schema, the body of the request by default. The keywords of a parameter stand beside its name. */
  place?: 'response' | 'parameter';
  repairs?: string[];
}

const choice = 'nullable beside a reference or a composition is read as a choice of null';
const oneMore = 'nullable beside enum is read as one more value, null';
const closed = { additionalProperties: false };
const both = { type: 'object', properties: { id: whole, name: text }, required: ['id', 'name'] };

/** Rows of OpenAPI 3.0, which Swagger 2.0 shares with `x-nullable` in place of `nullable`. */
const shared: Row[] = [
  { name: 'nullable', schema: { ...text, nullable: true }, means: { type: ['string', 'null'] } },
  { name: 'nullable: false', schema: { ...text, nullable: false }, means: text },
  {
    name: 'nullable with a bound',
    schema: { ...whole, minimum: 3, nullable: true },
    means: { type: ['integer', 'null'], minimum: 3 },
  },
  {
    name: 'nullable enum',
    schema: { ...text, enum: ['a', 'b'], nullable: true },
    means: { enum: ['a', 'b', null] },
    repairs: [oneMore],
  },
  {
    name: 'nullable enum with null',
    schema: { ...text, enum: ['a', null], nullable: true },
    means: { enum: ['a', null] },
  },
  {
    name: 'nullable reference',
    schema: { ...cat, nullable: true },
    schemas: { Cat: both },
    means: { anyOf: [cat, nothing] },
    repairs: [choice],
  },
  {
    name: 'nullable allOf',
    schema: { allOf: [cat], nullable: true },
    schemas: { Cat: both },
    means: { anyOf: [cat, nothing] },
    repairs: [choice],
  },
  {
    name: 'nullable items',
    schema: { type: 'array', items: { ...whole, nullable: true } },
    means: { type: 'array', items: { type: ['integer', 'null'] } },
  },
  {
    name: 'nullable property',
    schema: { type: 'object', properties: { a: { ...text, nullable: true } } },
    means: { type: 'object', properties: { a: { type: ['string', 'null'] } } },
  },
  {
    name: 'a property called nullable',
    schema: { type: 'object', properties: { nullable: { type: 'boolean' } }, required: ['nullable'] },
    means: { type: 'object', properties: { nullable: { type: 'boolean' } }, required: ['nullable'] },
  },
  {
    name: 'exclusiveMinimum',
    schema: { ...whole, minimum: 0, exclusiveMinimum: true },
    means: { ...whole, exclusiveMinimum: 0 },
  },
  {
    name: 'exclusiveMinimum: false',
    schema: { ...whole, minimum: 0, exclusiveMinimum: false },
    means: { ...whole, minimum: 0 },
  },
  {
    name: 'exclusiveMaximum',
    schema: { type: 'number', maximum: 1, exclusiveMaximum: true },
    means: { type: 'number', exclusiveMaximum: 1 },
  },
  {
    name: 'both exclusive bounds',
    schema: { type: 'number', minimum: 0, maximum: 1.5, exclusiveMinimum: true, exclusiveMaximum: true },
    means: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1.5 },
  },
  { name: 'an exclusive bound without a bound', schema: { ...whole, exclusiveMaximum: true }, means: whole },
  {
    name: 'siblings of a reference',
    schema: { ...cat, required: ['other'], ...closed },
    schemas: { Cat: both },
    means: both,
  },
  {
    name: 'multipleOf',
    schema: { type: 'number', multipleOf: 0.5 },
    means: { type: 'number', multipleOf: 0.5 },
  },
  {
    name: 'uniqueItems',
    schema: { type: 'array', items: whole, uniqueItems: true, minItems: 1 },
    means: { type: 'array', items: whole, uniqueItems: true, minItems: 1 },
  },
  {
    name: 'minProperties',
    schema: { type: 'object', additionalProperties: whole, minProperties: 1 },
    means: { type: 'object', additionalProperties: whole, minProperties: 1 },
  },
  {
    name: 'allOf',
    schema: { allOf: [cat, { required: ['age'], properties: { age: whole } }] },
    schemas: { Cat: both },
    means: { allOf: [both, { required: ['age'], properties: { age: whole } }] },
  },
  {
    name: 'readOnly in a request',
    schema: { ...both, properties: { id: { ...whole, readOnly: true }, name: text } },
    means: { type: 'object', properties: { name: text }, required: ['name'] },
  },
  {
    name: 'readOnly in a response',
    place: 'response',
    schema: { ...both, properties: { id: { ...whole, readOnly: true }, name: text } },
    means: both,
  },
  {
    name: 'discriminator without kinds',
    schema: { ...both, discriminator: { propertyName: 'name' } },
    means: both,
  },
];

const rows30: Row[] = [
  {
    name: 'writeOnly in a request',
    schema: { ...both, properties: { id: { ...whole, writeOnly: true }, name: text } },
    means: both,
  },
  {
    name: 'writeOnly in a response',
    place: 'response',
    schema: { ...both, properties: { id: { ...whole, writeOnly: true }, name: text } },
    means: { type: 'object', properties: { name: text }, required: ['name'] },
  },
  {
    name: 'nullable oneOf',
    schema: { oneOf: [text, whole], nullable: true },
    means: { type: ['string', 'integer', 'null'] },
    repairs: [choice],
  },
  {
    name: 'nullable branch',
    schema: { oneOf: [{ ...text, nullable: true }, whole] },
    means: { type: ['string', 'integer', 'null'] },
  },
  {
    name: 'nullable anyOf',
    schema: { anyOf: [text, whole], nullable: true },
    means: { type: ['string', 'integer', 'null'] },
    repairs: [choice],
  },
  { name: 'not', schema: { not: whole }, means: { not: whole } },
];

const list = { type: 'array', items: whole };

/** Parameters of Swagger 2.0. A format of a collection is about its text, and changes no value. */
const parameters20: Row[] = [
  { name: 'an array', schema: list, means: list },
  ...['csv', 'ssv', 'tsv', 'pipes', 'multi'].map((collectionFormat) => ({
    name: `an array of ${collectionFormat}`,
    schema: { ...list, minItems: 1, collectionFormat },
    means: { ...list, minItems: 1 },
  })),
  {
    name: 'an array of arrays',
    schema: { type: 'array', items: { ...list, collectionFormat: 'pipes' } },
    means: { type: 'array', items: list },
  },
  {
    name: 'an exclusive bound',
    schema: { ...whole, minimum: 0, exclusiveMinimum: true },
    means: { ...whole, exclusiveMinimum: 0 },
  },
  { name: 'a nullable text', schema: { ...text, nullable: true }, means: { type: ['string', 'null'] } },
  { name: 'an enum', schema: { ...text, enum: ['a', 'b'] }, means: { enum: ['a', 'b'] } },
].map((row): Row => ({ ...row, place: 'parameter' }));

const byKind = (kind: string, own: JsonObject): JsonObject => ({
  type: 'object',
  properties: { kind: { const: kind }, ...own },
  required: ['kind'],
});
const oneOfKinds: Row = {
  name: 'discriminator of a oneOf',
  schema: {
    oneOf: [cat, dog],
    discriminator: { propertyName: 'kind', mapping: { cat: cat.$ref, dog: dog.$ref } },
  },
  schemas: {
    Cat: { type: 'object', properties: { kind: text, lives: whole }, required: ['kind'] },
    Dog: { type: 'object', properties: { kind: text, bark: text }, required: ['kind'] },
  },
  means: { anyOf: [byKind('cat', { lives: whole }), byKind('dog', { bark: text })] },
};
const kindsOfBase: Row = {
  name: 'discriminator of a base',
  schema: animal,
  schemas: {
    Animal: {
      type: 'object',
      properties: { kind: text },
      required: ['kind'],
      discriminator: { propertyName: 'kind' },
    },
    Cat: { allOf: [animal, { type: 'object', properties: { lives: whole }, required: ['lives'] }] },
    Dog: { allOf: [animal, { type: 'object', properties: { bark: text } }] },
  },
  means: {
    anyOf: [
      { ...byKind('Cat', { lives: whole }), required: ['kind', 'lives'] },
      byKind('Dog', { bark: text }),
      byKind('Animal', {}),
    ],
  },
};

/** Rows of OpenAPI 3.1 whose schemas are the ones that they stand for: keywords of 2020-12 beyond those of draft 07. */
const rows31: Row[] = [
  { prefixItems: [whole, text] },
  { prefixItems: [whole, text], items: false },
  { allOf: [both], unevaluatedProperties: false },
  { prefixItems: [whole], unevaluatedItems: false },
  { type: 'array', contains: whole, minContains: 1, maxContains: 2, items: { type: ['integer', 'string'] } },
  { type: 'object', properties: { a: text }, dependentRequired: { a: ['b'] } },
  { type: 'object', properties: { a: text }, dependentSchemas: { a: { required: ['b'] } } },
  {
    type: 'object',
    properties: { a: whole },
    if: { required: ['a'] },
    then: { required: ['b'] },
    else: { required: ['c'] },
  },
  { type: 'object', propertyNames: { pattern: '^[a-z]+$' }, additionalProperties: whole },
  { type: 'object', patternProperties: { '^x': whole }, additionalProperties: text },
  { not: whole },
  { const: 7 },
  { type: ['string', 'null'], minLength: 1 },
  { exclusiveMinimum: 0, type: 'number' },
].map((schema) => ({ name: Object.keys(schema).join(', '), schema, means: schema }));

const repairs31: Row[] = [
  {
    name: 'nullable of 3.0',
    schema: { ...text, nullable: true },
    means: { type: ['string', 'null'] },
    repairs: ['nullable is read as the type null'],
  },
];

const rows = [
  ...[...shared, ...rows30, oneOfKinds, kindsOfBase].map((row) => ({ version: '3.0.3', ...row })),
  ...[...shared, ...parameters20].map((row) => ({ version: '2.0', ...row })),
  ...[...rows31, ...repairs31, oneOfKinds, kindsOfBase].map((row) => ({ version: '3.1.0', ...row })),
];

it.each(rows)('$version $name: values are judged as the schema that it means', async (row) => {
  const { version, schema, means, schemas = {}, place, repairs = [] } = row;
  const isResponse = place === 'response';
  const loaded = await loadDocument(toDocument(version, schema, schemas, place));
  const { descriptor, findings } = describeApi(loaded);
  const [operation] = descriptor.operations;
  const asArgument = asJsonObject(
    asJsonObject(operation?.argumentsSchema?.['properties'])?.[place === 'parameter' ? 'p' : 'body'],
  );
  const checking = isResponse ? operation?.responses[0]?.content[0]?.schema : asArgument;
  const checker = new ValueChecker(
    isResponse ? descriptor.responseDefinitions : descriptor.requestDefinitions,
  );
  const meaning = { means, components: { schemas } };
  const plain = plainAjv(meaning)('/means');
  const counts = { valid: 0, invalid: 0 };
  const differences: string[] = [];
  const sampler = new Sampler(meaning, 'request');
  for (const value of [...valuesOf(sampler, means, row.name), null, 'a', 0, 3, 1.5]) {
    const isValid = plain?.(value) === true;
    counts[isValid ? 'valid' : 'invalid']++;
    const isAccepted = (await checker.check(checking ?? {}, value)).errors.length === 0;
    if (isAccepted !== isValid)
      differences.push(`${isAccepted ? 'accepts' : 'refuses'} ${JSON.stringify(value)}`);
  }
  expect(differences).toEqual([]);
  expect([...new Set(findings.map(({ message }) => message))]).toEqual(repairs);
  expect([counts.valid > 0, counts.invalid > 0]).toEqual([true, true]);
});

/** Returns a document of a version with the schema as a body and as a response. */
function toDocument(version: string, schema: JsonObject, schemas: JsonObject, place: Row['place']): object {
  const info = { title: 'T', version: '1' };
  if (version !== '2.0') {
    const content = { 'application/json': { schema } };
    const responses = { 200: { description: 'd', content } };
    const paths = { '/a': { post: { requestBody: { content }, responses } } };
    return { openapi: version, info, paths, components: { schemas } };
  }
  const parameters =
    place === 'parameter' ? [{ in: 'query', name: 'p', ...schema }] : [{ in: 'body', name: 'body', schema }];
  const post = { parameters, responses: { 200: { description: 'd', schema } } };
  const document = { swagger: '2.0', info, paths: { '/a': { post } }, definitions: schemas };
  const written = JSON.stringify(document).replaceAll('#/components/schemas/', '#/definitions/');
  return JSON.parse(
    written
      .replaceAll('"nullable":true', '"x-nullable":true')
      .replace(/"discriminator":\{"propertyName":("\w+")\}/g, '"discriminator":$1'),
  );
}
