import { asArray, asJsonObject } from '../json/narrow.ts';
import { followReference } from './follow-references.ts';
import { maximumDepth, nestedPosition, resolveSchema } from './resolve-schema.ts';
import type { ResolvedSchema, SchemaPosition } from './resolve-schema.ts';
import type { Direction } from '../model/schema-reader.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Returns the properties that a direction hides: readOnly in requests, writeOnly in responses (OpenAPI 3.1 §4.8.24). */
export function hiddenPropertyNames(
  document: JsonObject,
  properties: JsonObject,
  { depth }: SchemaPosition,
  direction: Direction,
): Set<string> {
  const keyword = direction === 'request' ? 'readOnly' : 'writeOnly';

  function isHidden(node: Json | undefined, level: number): boolean {
    const schema = asJsonObject(node);
    if (schema === undefined || level > maximumDepth) return false;
    if (schema[keyword] !== undefined) return schema[keyword] === true;
    const composed = [followReference(document, schema)?.target, ...(asArray(schema['allOf']) ?? [])];
    return composed.some((part) => isHidden(part, level + 1));
  }

  const hidden = Object.entries(properties).filter(([, property]) => isHidden(property, depth));
  return new Set(hidden.map(([name]) => name));
}

/** Returns a value without the properties that a direction hides, at any depth. */
export function removeHidden(
  document: JsonObject,
  { schema, position }: ResolvedSchema,
  value: Json,
  direction: Direction,
): Json {
  if (typeof value !== 'object' || value === null || position.depth > maximumDepth) return value;

  function removeNested(node: Json | undefined, nested: Json): Json {
    const resolved = resolveSchema(document, node, nestedPosition(position));
    return resolved === undefined ? nested : removeHidden(document, resolved, nested, direction);
  }

  const branches = ['oneOf', 'anyOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []);
  return branches.reduce<Json>((result, branch) => removeNested(branch, result), removeOwn());

  function removeOwn(): Json {
    if (Array.isArray(value))
      return Array.isArray(schema['items'])
        ? value
        : value.map((item) => removeNested(schema['items'], item));
    const properties = asJsonObject(schema['properties']) ?? {};
    const hidden = hiddenPropertyNames(document, properties, position, direction);
    return Object.fromEntries(
      Object.entries(asJsonObject(value) ?? {}).flatMap(([name, item]): [string, Json][] => {
        if (hidden.has(name)) return [];
        return [[name, Object.hasOwn(properties, name) ? removeNested(properties[name], item) : item]];
      }),
    );
  }
}
