import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import { walk } from '../load/walk.ts';
import { checkOfFormat } from '../schema/formats.ts';
import { referenceOf } from '../schema/subschemas.ts';
import type { FormatCheck } from '../schema/formats.ts';
import type { ObjectType } from '../load/object-types.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Deeper parts of an example are not compared. */
const maximumDepth = 60;

/** Returns a value of the document that does not satisfy the format of a schema; `undefined` if all do. */
export type FindContradiction = (schema: JsonObject) => string | number | undefined;

/**
 * Finds formats that examples, defaults and enums of the document do not satisfy: the API takes the values that it
 * documents. The document is read at the first schema with a format that is checked.
 */
export function createContradictedFormats(document: JsonObject): FindContradiction {
  let found: Map<JsonObject, string | number> | undefined;
  return (schema) => {
    if (checkOf(schema) === undefined) return undefined;
    found ??= findContradictions(document);
    return found.get(schema) ?? ownValues(schema).find((value) => contradicts(schema, value));
  };
}

function findContradictions(document: JsonObject): Map<JsonObject, string | number> {
  const found = new Map<JsonObject, string | number>();
  const targets = new Map<string, JsonObject | undefined>();
  const compared = new Map<JsonObject, Set<Json>>();

  function resolve(node: Json | undefined, depth = 0): JsonObject | undefined {
    const schema = asJsonObject(node);
    const reference = schema === undefined ? undefined : referenceOf(schema);
    if (reference === undefined || depth > maximumDepth) return schema;
    if (!targets.has(reference))
      targets.set(reference, resolve(resolveReference(document, reference), depth + 1));
    return targets.get(reference);
  }

  function compare(node: Json | undefined, value: Json | undefined, depth = 0): void {
    if (value === null || value === undefined || depth > maximumDepth) return;
    const schema = resolve(node);
    if (schema === undefined) return;
    if (contradicts(schema, value)) found.set(schema, value);
    if (isComposed(schema)) for (const part of applied(schema)) compare(part, value, depth + 1);
    if (typeof value !== 'object') return;
    if (Array.isArray(value)) {
      const { prefixItems, items } = schema;
      for (const [index, item] of value.entries())
        compare(asArray(prefixItems)?.[index] ?? items, item, depth + 1);
      return;
    }
    const properties = asJsonObject(schema['properties']) ?? {};
    for (const name of Object.keys(value)) {
      const property = Object.hasOwn(properties, name) ? properties[name] : schema['additionalProperties'];
      compare(property, value[name], depth + 1);
    }
  }

  /** Many responses have one schema and one example, by reference. */
  function compareOnce(node: Json | undefined, value: Json): void {
    const schema = resolve(node);
    if (schema === undefined) return;
    const values = compared.get(schema) ?? new Set();
    if (values.has(value)) return;
    compared.set(schema, values.add(value));
    compare(schema, value);
  }

  walk(document, 'document', {
    node(node, type) {
      if (type === 'schema') {
        if (statesValue(node)) for (const value of ownValues(node)) compare(node, value);
      } else if (describesValue.has(type))
        for (const value of examplesBeside(document, node)) compareOnce(node['schema'], value);
      return true;
    },
  });
  return found;
}

/** The types of objects whose examples are values of their schema. */
const describesValue: ReadonlySet<ObjectType> = new Set<ObjectType>(['parameter', 'header', 'mediaType']);

/** Returns the subschemas that the values of a schema must fit: among several branches, a value may be meant for any. */
function applied({ allOf, anyOf, oneOf }: JsonObject): Json[] {
  const branches = [anyOf, oneOf].map((list) => (asArray(list) ?? []).filter((branch) => !isNull(branch)));
  return [...(asArray(allOf) ?? []), ...branches.flatMap((list) => (list.length === 1 ? list : []))];
}

function isComposed({ allOf, anyOf, oneOf }: JsonObject): boolean {
  return allOf !== undefined || anyOf !== undefined || oneOf !== undefined;
}

function isNull(branch: Json): boolean {
  return asJsonObject(branch)?.['type'] === 'null';
}

/** The keywords with a value of their schema, and those with a list of values. */
const valueKeywords = ['example', 'default', 'const'];
const listKeywords = ['examples', 'enum'];
const statingKeywords = [...valueKeywords, ...listKeywords];

function statesValue(schema: JsonObject): boolean {
  for (const keyword of statingKeywords) if (schema[keyword] !== undefined) return true;
  return false;
}

/** Returns the values that a schema states. */
function ownValues(schema: JsonObject): (Json | undefined)[] {
  return [
    ...valueKeywords.map((keyword) => schema[keyword]),
    ...listKeywords.flatMap((keyword) => asArray(schema[keyword]) ?? []),
  ];
}

function* examplesBeside(document: JsonObject, node: JsonObject): Generator<Json> {
  if (node['example'] !== undefined) yield node['example'];
  for (const entry of Object.values(asJsonObject(node['examples']) ?? {})) {
    const reference = asString(asJsonObject(entry)?.['$ref']);
    const example = asJsonObject(reference === undefined ? entry : resolveReference(document, reference));
    const value = example?.['value'] ?? example?.['dataValue'];
    if (value !== undefined) yield value;
  }
}

function contradicts(schema: JsonObject, value: Json | undefined): value is string | number {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  return checkOf(schema)?.(value) === false;
}

/** Returns the check of the format of a schema; `undefined` without one that is checked. */
function checkOf(schema: JsonObject): FormatCheck | undefined {
  const format = schema['format'];
  return typeof format === 'string' ? checkOfFormat(format) : undefined;
}
