import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** readOnly properties are not asked for in requests, writeOnly ones not promised in responses (OpenAPI 3.1 §4.8.24). */
export type Direction = 'request' | 'response';

/** Names of the properties that a schema has but a direction has not, also those that it inherits. */
export type ExcludedProperties = (schema: JsonObject, direction: Direction) => ReadonlySet<string>;

/** More levels of inheritance than any person wrote. */
const maximumDepth = 200;

const none: ReadonlySet<string> = new Set();

/** Finds hidden properties in the schemas of one document, looking at each schema once. */
export function createExcludedProperties(document: JsonObject): ExcludedProperties {
  const hiddenIn = { request: new Map<JsonObject, ReadonlySet<string>>(), response: new Map() };
  const markedIn = { request: new Map<JsonObject, boolean>(), response: new Map<JsonObject, boolean>() };

  /** What a schema is made of. */
  function partsOf(schema: JsonObject): JsonObject[] {
    if (!hasParts(schema)) return [];
    const reference = asString(schema['$ref']);
    const target = reference === undefined ? undefined : resolveReference(document, reference);
    const parts = [target, ...(asArray(schema['allOf']) ?? [])];
    return parts.map((part) => asJsonObject(part)).filter((part) => part !== undefined);
  }

  function isMarked(schema: JsonObject, direction: Direction, depth: number): boolean {
    const marked = markedIn[direction];
    const known = depth > maximumDepth ? false : marked.get(schema);
    if (known !== undefined) return known;
    // A schema that is made of itself is marked by nothing more.
    marked.set(schema, false);
    const isHere = schema[direction === 'request' ? 'readOnly' : 'writeOnly'] === true;
    const result = isHere || partsOf(schema).some((part) => isMarked(part, direction, depth + 1));
    marked.set(schema, result);
    return result;
  }

  function hiddenNames(schema: JsonObject, direction: Direction, depth: number): ReadonlySet<string> {
    const hidden = hiddenIn[direction];
    const known = depth > maximumDepth ? none : hidden.get(schema);
    if (known !== undefined) return known;
    hidden.set(schema, none);
    const own = Object.entries(asJsonObject(schema['properties']) ?? {}).flatMap(([name, value]) => {
      const property = asJsonObject(value);
      return property !== undefined && isMarked(property, direction, 0) ? [name] : [];
    });
    const inherited = partsOf(schema).map((part) => hiddenNames(part, direction, depth + 1));
    const [first = none, ...others] = [new Set(own), ...inherited].filter(({ size }) => size > 0);
    const result = others.length === 0 ? first : new Set([first, ...others].flatMap((names) => [...names]));
    hidden.set(schema, result);
    return result;
  }

  // Most schemas are of no objects.
  return (schema, direction) =>
    schema['properties'] === undefined && !hasParts(schema) ? none : hiddenNames(schema, direction, 0);
}

function hasParts(schema: JsonObject): boolean {
  return schema['$ref'] !== undefined || schema['allOf'] !== undefined;
}

/** Keywords whose schemas speak of the same object. */
const unions = ['allOf', 'anyOf', 'oneOf'];
const conditions = ['then', 'else'];

/** The schema without some properties, also where its branches ask for them. Only what changes is copied. */
export function withoutProperties(schema: JsonSchema, hidden: ReadonlySet<string>): JsonSchema {
  if (hidden.size === 0) return schema;
  const known = new Map<JsonSchema, JsonSchema>();

  function strip(node: JsonSchema): JsonSchema {
    const done = known.get(node) ?? stripNode(node);
    known.set(node, done);
    return done;
  }

  function stripNode(node: JsonSchema): JsonSchema {
    const changed: JsonSchema = {};
    const properties = Object.entries(asJsonObject(node['properties']) ?? {});
    const kept = properties.filter(([name]) => !hidden.has(name));
    if (kept.length < properties.length) changed['properties'] = Object.fromEntries(kept);
    const names = asArray(node['required']) ?? [];
    const required = names.filter((name) => !hidden.has(String(name)));
    if (required.length < names.length) changed['required'] = required;
    for (const keyword of unions) {
      const branches = asArray(node[keyword]);
      const stripped = branches?.map(stripSubschema);
      if (stripped?.some((branch, index) => branch !== branches?.[index])) changed[keyword] = stripped;
    }
    for (const keyword of conditions) {
      const branch = node[keyword];
      const stripped = branch === undefined ? undefined : stripSubschema(branch);
      if (stripped !== undefined && stripped !== branch) changed[keyword] = stripped;
    }
    if (Object.keys(changed).length === 0) return node;
    const { required: _, ...rest } = { ...node, ...changed };
    return required.length > 0 ? { ...node, ...changed } : rest;
  }

  function stripSubschema(node: Json): Json {
    const branch = asJsonObject(node);
    return branch === undefined ? node : strip(branch);
  }

  return strip(schema);
}
