import { definitionOf } from '../../schema/definition-of.ts';
import { isJsonObject } from '../../json/narrow.ts';
import { setOwn } from '../../json/set-own.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** Deeper parts of an example add nothing. */
const maxDepth = 6;

/** Schemas that are visited for one example. */
const maxSchemas = 500;

/** The state of a walk through a schema. */
interface ExampleContext {
  root: JsonSchema;
  depth: number;
  budget: { left: number };
}

/** Returns example arguments for an operation: the required ones, from the examples of its schema if it has any. */
export function exampleArguments(inputSchema: JsonSchema): JsonObject {
  const value = exampleOf(inputSchema, { root: inputSchema, depth: 0, budget: { left: maxSchemas } });
  return isJsonObject(value) ? value : {};
}

function exampleOf(schema: JsonSchema, context: ExampleContext): Json {
  const whole = flatten(schema, context);
  const { const: constant, default: fallback } = whole;
  const values = listAt(whole, 'enum');
  const given = listAt(whole, 'examples').find((example) => values.length === 0 || values.includes(example));
  const stated = [constant, given, values[0], fallback].find((value) => value !== undefined);
  if (stated !== undefined) return stated;
  if (context.depth > maxDepth || context.budget.left-- <= 0) return null;
  return exampleOfType(whole, { ...context, depth: context.depth + 1 });
}

/** Returns a schema merged with those that it is composed of. Its own keywords come before theirs. */
function flatten(schema: JsonSchema, context: ExampleContext): JsonSchema {
  const parts = context.budget.left-- <= 0 ? [] : partsOf(schema, context);
  return [...parts.map((part) => flatten(part, context)), ownKeywords(schema)].reduce(mergeSchemas);
}

/** Returns the schemas that a value must fit too: the target of the reference, and those of the composition. */
function partsOf(schema: JsonSchema, { root }: ExampleContext): JsonSchema[] {
  const definitions = root['$defs'];
  const target = isJsonObject(definitions) ? definitionOf(schema, definitions) : undefined;
  // Null says less than any other value.
  const chosen = ['oneOf', 'anyOf'].map((keyword) =>
    listAt(schema, keyword).find((branch) => isJsonObject(branch) && branch['type'] !== 'null'),
  );
  return [target, ...listAt(schema, 'allOf'), ...chosen].filter(isJsonObject);
}

function ownKeywords({
  $ref: _,
  $defs: __,
  allOf: ___,
  anyOf: ____,
  oneOf: _____,
  ...own
}: JsonSchema): JsonSchema {
  return own;
}

function mergeSchemas(one: JsonSchema, other: JsonSchema): JsonSchema {
  const [first, second] = [objectAt(one, 'properties'), objectAt(other, 'properties')];
  const properties: JsonObject = { ...first };
  for (const [name, schema] of Object.entries(second))
    setOwn(properties, name, Object.hasOwn(first, name) ? { allOf: [first[name] ?? true, schema] } : schema);
  const required = [...listAt(one, 'required'), ...listAt(other, 'required')];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

function exampleOfType(schema: JsonSchema, context: ExampleContext): Json {
  const types = [schema['type'] ?? []].flat();
  const type = types.find((name) => name !== 'null') ?? (schema['properties'] === undefined ? '' : 'object');
  switch (type) {
    case 'object': {
      const properties = objectAt(schema, 'properties');
      const required = listAt(schema, 'required').filter((name): name is string => typeof name === 'string');
      const names = required.filter((name) => Object.hasOwn(properties, name));
      return Object.fromEntries(names.map((name) => [name, exampleOf(objectAt(properties, name), context)]));
    }
    case 'array':
      return [exampleOf(objectAt(schema, 'items'), context)];
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return exampleText(schema['format']);
  }
}

function exampleText(format: Json | undefined): string {
  switch (format) {
    case 'date':
      return '2026-01-31';
    case 'date-time':
      return '2026-01-31T12:00:00Z';
    case 'email':
      return 'name@example.com';
    case 'uri':
    case 'url':
      return 'https://example.com/';
    case 'uuid':
      return '3fa85f64-5717-4562-b3fc-2c963f66afa6';
    default:
      return 'text';
  }
}

function objectAt(schema: JsonObject, name: string): JsonObject {
  const value = schema[name];
  return isJsonObject(value) ? value : {};
}

function listAt(schema: JsonObject, name: string): Json[] {
  const value = schema[name];
  return Array.isArray(value) ? value : [];
}
