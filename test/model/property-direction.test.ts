import { describe, expect, it } from 'vitest';
import { SchemaReader } from '../../src/model/schema-reader.ts';
import { integer, readSchema as read, ref, text } from '../support/read-schema.ts';
import type { JsonObject } from '../../src/json/value.ts';

describe('readOnly and writeOnly', () => {
  const pet = {
    type: 'object',
    properties: {
      id: { type: 'integer', readOnly: true },
      name: text,
      secret: { type: 'string', writeOnly: true },
    },
    required: ['id', 'name', 'secret'],
  };
  const asked = {
    type: 'object',
    properties: { name: text, secret: { type: 'string', writeOnly: true } },
    required: ['name', 'secret'],
  };
  const onlyName = { type: 'object', properties: { name: text } };
  const schemas = {
    Pet: pet,
    Alias: ref('Pet'),
    Id: { type: 'integer', readOnly: true },
    AliasId: ref('Id'),
  };

  it.each<[title: string, schema: JsonObject, result: JsonObject]>([
    ['in a schema', pet, asked],
    ['behind a reference', ref('Pet'), asked],
    ['behind two references', ref('Alias'), asked],
    [
      'if the property is a reference',
      { properties: { id: ref('Id'), a: text }, required: ['id'] },
      { properties: { a: text } },
    ],
    [
      'if the property is a reference to a reference',
      { properties: { id: ref('AliasId') }, required: ['id', 'a'] },
      { properties: {}, required: ['a'] },
    ],
    [
      'if the property is marked through allOf',
      { properties: { id: { allOf: [ref('Id')] } }, required: ['id'] },
      { properties: {} },
    ],
    [
      'required beside a reference',
      { ...ref('Pet'), required: ['id', 'name'] },
      { required: ['name'], allOf: [asked] },
    ],
    [
      'required beside allOf',
      { allOf: [ref('Pet')], required: ['id', 'name'] },
      { allOf: [asked], required: ['name'] },
    ],
    ['required beside allOf of an alias', { allOf: [ref('Alias')], required: ['id'] }, { allOf: [asked] }],
    [
      'required in a sibling of allOf',
      { allOf: [ref('Pet'), { required: ['id'] }, { required: ['id', 'name'] }] },
      { allOf: [asked, {}, { required: ['name'] }] },
    ],
    [
      'required in allOf of allOf',
      { allOf: [{ allOf: [{ required: ['id'] }] }, ref('Pet')] },
      { allOf: [{ allOf: [{}] }, asked] },
    ],
    [
      'required in a branch of anyOf',
      {
        ...onlyName,
        properties: { ...onlyName.properties, id: ref('Id') },
        anyOf: [{ required: ['id'] }, { required: ['name'] }],
      },
      { ...onlyName, anyOf: [{}, { required: ['name'] }] },
    ],
    [
      'required by a dependency',
      { properties: { id: ref('Id'), a: text }, dependentRequired: { a: ['id', 'b'] } },
      {
        properties: { a: text },
        dependentRequired: { a: ['b'] },
      },
    ],
    [
      'marked in one branch, declared in another',
      { allOf: [{ properties: { id: integer, name: text } }, { properties: { id: { readOnly: true } } }] },
      { allOf: [{ properties: { name: text } }, { properties: {} }] },
    ],
    ['in an array', { type: 'array', items: ref('Pet') }, { type: 'array', items: asked }],
    [
      'but not a property of the same name elsewhere',
      { properties: { id: ref('Id'), other: { properties: { id: integer }, required: ['id'] } } },
      { properties: { other: { properties: { id: integer }, required: ['id'] } } },
    ],
    [
      'but not a property called readOnly',
      { properties: { readOnly: { type: 'boolean' } } },
      { properties: { readOnly: { type: 'boolean' } } },
    ],
    [
      'but not with readOnly: false',
      { properties: { a: { readOnly: false } } },
      { properties: { a: { readOnly: false } } },
    ],
  ])('leave readOnly properties out of requests: %s', (_, schema, result) => {
    expect(read(schema, schemas).inlined).toEqual(result);
  });

  it('leave writeOnly properties out of responses', () => {
    expect(read(pet, {}, { direction: 'response' }).schema).toEqual({
      type: 'object',
      properties: { id: { type: 'integer', readOnly: true }, name: text },
      required: ['id', 'name'],
    });
  });

  it('do not change a schema that both directions share', () => {
    const document = { components: { schemas: { Pet: pet } } };
    const reader = new SchemaReader(document, () => undefined);
    const before = reader.read(ref('Pet'), '', 'request');
    reader.read({ allOf: [ref('Pet'), { properties: { name: { readOnly: true } } }] }, '', 'request');
    reader.read(ref('Pet'), '', 'response');
    expect(reader.read(ref('Pet'), '', 'request')).toEqual(before);
    expect(pet.required).toEqual(['id', 'name', 'secret']);
  });
});
