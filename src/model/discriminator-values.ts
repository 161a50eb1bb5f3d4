import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** The discriminating property, and its values in one subtype. */
export interface DiscriminatorValues {
  property: string;
  values: string[];
}

/** More levels of inheritance than any person wrote. */
const maximumDepth = 50;

/**
 * Returns the values that a discriminator gives a schema: the names that map to it, else its own. Returns `undefined` if the
 * schema states them itself, or does not declare the property as text.
 */
export function valuesFor(
  document: JsonObject,
  discriminator: JsonObject,
  reference: string,
): DiscriminatorValues | undefined {
  const property = asString(discriminator['propertyName']);
  if (property === undefined) return undefined;
  const allowed = declaredValues(document, reference, property);
  if (allowed === undefined) return undefined;
  const names = namesOf(document, discriminator, reference);
  const possible = allowed === 'any' ? names : names.filter((name) => allowed.includes(name));
  return possible.length === 0 || possible.length === allowed.length
    ? undefined
    : { property, values: possible };
}

/** Returns the names that map to a schema; without any, the one that Microsoft's extension or the schema itself has. */
export function namesOf(document: JsonObject, discriminator: JsonObject, reference: string): string[] {
  const mapped = mappedNames(discriminator, reference);
  if (mapped.length > 0) return mapped;
  const target = asJsonObject(resolveReference(document, reference));
  return [asString(target?.['x-ms-discriminator-value']) ?? lastSegment(reference)];
}

/** Returns the names that a mapping has for a schema. */
export function mappedNames(discriminator: JsonObject, reference: string): string[] {
  return Object.entries(mappingOf(discriminator))
    .filter(([, target]) => target === reference || lastSegment(String(target)) === lastSegment(reference))
    .map(([name]) => name);
}

/** Returns the references of a discriminator by name. */
export function mappingOf(discriminator: JsonObject): JsonObject {
  return asJsonObject(discriminator['mapping']) ?? {};
}

/** Returns the values that a schema allows for a property of text; `undefined` if it declares no such property. */
export function declaredValues(
  document: JsonObject,
  reference: string,
  property: string,
): Json[] | 'any' | undefined {
  const declared = findProperty(document, resolveReference(document, reference), property, 0, new Set());
  if (declared === undefined || ![declared['type'] ?? 'string'].flat().includes('string')) return undefined;
  if (declared['const'] !== undefined) return [declared['const']];
  return asArray(declared['enum']) ?? 'any';
}

/** Returns a schema for objects with one of the values. */
export function valuesSchema(values: DiscriminatorValues): JsonSchema {
  return {
    type: 'object',
    properties: { [values.property]: constOrEnum(values) },
    required: [values.property],
  };
}

/** Returns the keyword that allows only the values. */
export function constOrEnum({ values: [first, ...others] }: DiscriminatorValues): JsonSchema {
  return others.length === 0 ? { const: first ?? null } : { enum: [first ?? null, ...others] };
}

/** Returns the schema of a property that a schema declares or inherits, with references followed. */
function findProperty(
  document: JsonObject,
  node: Json | undefined,
  name: string,
  depth: number,
  seen: Set<JsonObject>,
): JsonObject | undefined {
  const schema = follow(document, node, depth);
  if (schema === undefined || seen.has(schema)) return undefined;
  seen.add(schema);
  const properties = asJsonObject(schema['properties']);
  if (properties !== undefined && Object.hasOwn(properties, name))
    return follow(document, properties[name], depth);
  for (const inherited of asArray(schema['allOf']) ?? []) {
    const property = findProperty(document, inherited, name, depth + 1, seen);
    if (property !== undefined) return property;
  }
  return undefined;
}

/** Returns the discriminator of the nearest schema that a schema inherits from. */
export function inheritedDiscriminator(
  document: JsonObject,
  reference: string,
  depth = 0,
  seen = new Set<JsonObject>(),
): JsonObject | undefined {
  const schema = follow(document, { $ref: reference }, depth);
  if (schema === undefined || seen.has(schema)) return undefined;
  seen.add(schema);
  for (const inherited of asArray(schema['allOf']) ?? []) {
    const base = asString(asJsonObject(inherited)?.['$ref']);
    if (base === undefined) continue;
    const discriminator =
      asJsonObject(follow(document, inherited, depth)?.['discriminator']) ??
      inheritedDiscriminator(document, base, depth + 1, seen);
    if (discriminator !== undefined) return discriminator;
  }
  return undefined;
}

function follow(document: JsonObject, node: Json | undefined, depth: number): JsonObject | undefined {
  let schema = asJsonObject(node);
  for (let step = depth; step < maximumDepth; step++) {
    const reference = asString(schema?.['$ref']);
    if (reference === undefined) return schema;
    schema = asJsonObject(resolveReference(document, reference));
  }
  return undefined;
}

function lastSegment(reference: string): string {
  return reference.split('/').at(-1) ?? reference;
}
