import { isJsonObject } from '../json/narrow.ts';
import { unescapeSegment } from '../json/pointer.ts';
import type { Json, JsonSchema } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

/** A validation error. An error of `anyOf` or `oneOf` has the errors of each alternative. */
export interface ErrorNode {
  error: ErrorObject;
  alternatives: ErrorNode[][];
}

/** Returns the schema that a `$ref` names. */
export type Resolve = (reference: string) => JsonSchema | undefined;

/**
 * Builds a tree of the flat list of Ajv, in which the errors of the alternatives stand directly before the error of
 * their union. Errors of `if` are left out, because they only repeat others.
 */
export function errorTree(errors: ErrorObject[], resolve: Resolve): ErrorNode[] {
  const nodes: ErrorNode[] = [];
  for (const error of errors) {
    if (error.keyword === 'if' && errors.length > 1) continue;
    const isUnion = error.keyword === 'anyOf' || error.keyword === 'oneOf';
    const alternatives = isUnion ? takeAlternatives(nodes, error, resolve) : [];
    nodes.push({ error, alternatives });
  }
  return nodes;
}

/** Removes the errors of a union's alternatives from the end of the list, and returns them. */
function takeAlternatives(nodes: ErrorNode[], union: ErrorObject, resolve: Resolve): ErrorNode[][] {
  const schemas = union.schema as JsonSchema[];
  const alternatives = schemas.map((): ErrorNode[] => []);
  for (let node = nodes.at(-1); node !== undefined; node = nodes.at(-1)) {
    const { error } = node;
    const index = schemas.findLastIndex((schema) => raises(schema, error, union.instancePath, resolve));
    if (index === -1) break;
    alternatives[index]?.unshift(node);
    nodes.pop();
  }
  return alternatives.filter((list) => list.length > 0);
}

/** Returns true if a schema that is applied at `basePath` has the keyword that raised the error. */
function raises(schema: JsonSchema, error: ErrorObject, basePath: string, resolve: Resolve): boolean {
  const path = error.instancePath;
  if (path !== basePath && !path.startsWith(`${basePath}/`)) return false;
  const segments = path.slice(basePath.length).split('/').slice(1);
  const applied = segments.reduce(
    (level, segment) =>
      withInPlaceSubschemas(
        level.flatMap((parent) => memberSchemas(parent, unescapeSegment(segment))),
        resolve,
      ),
    withInPlaceSubschemas([schema], resolve),
  );
  return applied.includes(error.parentSchema as JsonSchema);
}

/** Returns the schemas, and all subschemas that they apply to the same value. */
function withInPlaceSubschemas(schemas: JsonSchema[], resolve: Resolve): JsonSchema[] {
  const found = new Set(schemas);
  for (const schema of found) {
    const { $ref: reference, allOf, anyOf, oneOf, dependentSchemas } = schema;
    const target = typeof reference === 'string' ? resolve(reference) : undefined;
    const single = [schema['if'], schema['then'], schema['else'], schema['not'], target];
    const lists = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
    for (const next of [...single, ...lists, ...values(dependentSchemas)])
      if (isJsonObject(next)) found.add(next);
  }
  return [...found];
}

/** Returns the subschemas for a property or an item. */
function memberSchemas(schema: JsonSchema, name: string): JsonSchema[] {
  const { properties, patternProperties, additionalProperties, items, contains, propertyNames } = schema;
  const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return [
    property,
    ...values(patternProperties),
    additionalProperties,
    items,
    contains,
    propertyNames,
  ].filter(isJsonObject);
}

function values(node: Json | undefined): Json[] {
  return isJsonObject(node) ? Object.values(node) : [];
}
