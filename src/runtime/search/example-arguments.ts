import { definitionOf } from '../../schema/definition-of.ts';
import { isJsonObject } from '../../json/narrow.ts';
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
  const { examples, default: fallback, const: constant, enum: values } = schema;
  const [given] = [examples, values].flatMap((list) => (Array.isArray(list) ? list.slice(0, 1) : []));
  const stated = [given, constant, fallback].find((value) => value !== undefined);
  if (stated !== undefined) return stated;
  if (context.depth > maxDepth || context.budget.left-- <= 0) return null;
  const inner = { ...context, depth: context.depth + 1 };
  const branch = branchOf(schema, context.root);
  return branch === undefined ? exampleOfType(schema, inner) : exampleOf(branch, inner);
}

/** Returns the schema that this one delegates to: the target of its reference, or the first of its alternatives. */
function branchOf(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  const { $ref: reference, $defs: _, ...rest } = schema;
  if (typeof reference === 'string') {
    const definitions = root['$defs'];
    const target = isJsonObject(definitions) ? definitionOf(schema, definitions) : undefined;
    return isJsonObject(target) ? target : undefined;
  }
  for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
    const list = schema[keyword];
    const branches = Array.isArray(list) ? list.filter(isJsonObject) : [];
    const first = branches.find(({ type }) => type !== 'null');
    if (first === undefined) continue;
    const { [keyword]: _branches, ...others } = rest;
    if (keyword !== 'allOf') return { ...others, ...first };
    return branches.reduce(mergeSchemas, others);
  }
  return undefined;
}

function mergeSchemas(one: JsonSchema, other: JsonSchema): JsonSchema {
  const properties = { ...objectAt(one, 'properties'), ...objectAt(other, 'properties') };
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
