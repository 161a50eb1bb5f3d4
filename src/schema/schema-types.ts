import { definitionOf } from './definition-of.ts';
import { isJsonObject } from '../json/narrow.ts';
import { declaredJsonTypes } from './declared-types.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** An alternative of a schema: a value is valid against it if it is valid against all of these schemas. */
export type Alternative = JsonSchema[];

const allTypes = ['string', 'number', 'boolean', 'object', 'array', 'null'];

/** The most alternatives that are followed; with more, any value is assumed to be valid. */
const maximumAlternatives = 16;

/** The most schemas that are followed; any value is assumed to be valid against further ones. */
const maximumSchemas = 1_000;

/** A single alternative that any value is valid against. */
const anything: Alternative[] = [[]];

/** Returns the alternatives of a schema. Follows references and compositions, and visits each schema once. */
export function alternativesOf(schema: JsonSchema, root: JsonSchema): Alternative[] {
  const known = new Map<JsonSchema, Alternative[]>();

  function visit(node: JsonSchema): Alternative[] {
    const found = known.get(node) ?? (known.size < maximumSchemas ? undefined : anything);
    if (found !== undefined) return found;
    // A schema that includes itself adds nothing.
    known.set(node, anything);
    let result: Alternative[] = [[node]];
    for (const part of [targetOf(node, root), ...listOf(node['allOf'])])
      if (part !== undefined) result = combine(result, visit(part));
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = listOf(node[keyword]).flatMap(visit);
      if (branches.length > 0) result = combine(result, branches);
    }
    known.set(node, result);
    return result;
  }

  return visit(schema);
}

function targetOf(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  return definitionOf(schema, root['$defs'] as Record<string, JsonSchema> | undefined);
}

function combine(one: Alternative[], other: Alternative[]): Alternative[] {
  if (one.length * other.length > maximumAlternatives) return anything;
  return one.flatMap((left) => other.map((right) => [...new Set([...left, ...right])]));
}

/** Returns the JSON types that a schema accepts. Integers count as numbers. */
export function typesOf(schema: JsonSchema, root: JsonSchema): Set<string> {
  return typesOfAny(alternativesOf(schema, root));
}

/** Returns true for the types of a schema that accepts values of any type. */
export function areAllTypes(types: ReadonlySet<string>): boolean {
  return types.size === allTypes.length;
}

/** Returns the JSON types that at least one of the alternatives accepts. */
export function typesOfAny(alternatives: Alternative[]): Set<string> {
  return new Set(alternatives.flatMap((alternative) => [...typesOfAlternative(alternative)]));
}

function typesOfAlternative(alternative: Alternative): Set<string> {
  const declared = alternative.map((schema) => new Set(typesOfSchema(schema)));
  return new Set(allTypes.filter((type) => declared.every((types) => types.has(type))));
}

function typesOfSchema(schema: JsonSchema): string[] {
  const declared = declaredJsonTypes(schema);
  if (declared !== undefined) return declared;
  const values = schema['const'] !== undefined ? [schema['const']] : schema['enum'];
  return Array.isArray(values) ? values.map(jsonType) : allTypes;
}

/**
 * Returns the alternatives of a property or of the items, from the alternatives of the object or list that has them.
 */
export function memberAlternatives(
  alternatives: Alternative[],
  type: 'object' | 'array',
  key: string,
  root: JsonSchema,
): Alternative[] {
  const fitting = alternatives.filter((alternative) => typesOfAlternative(alternative).has(type));
  const members = fitting.flatMap((alternative) =>
    alternative.reduce<Alternative[]>((result, schema) => {
      const member = type === 'array' ? schema['items'] : propertyOf(schema, key);
      return isJsonObject(member) ? combine(result, alternativesOf(member, root)) : result;
    }, anything),
  );
  return members.length === 0 || members.length > maximumAlternatives ? anything : members;
}

/** Returns true if one of the alternatives of an object does not require a property. */
export function isOptionalMember(alternatives: Alternative[], key: string): boolean {
  return alternatives.some(
    (alternative) =>
      typesOfAlternative(alternative).has('object') &&
      !alternative.some(({ required }) => Array.isArray(required) && required.includes(key)),
  );
}

function propertyOf(schema: JsonSchema, key: string): Json | undefined {
  const properties = schema['properties'];
  if (isJsonObject(properties) && Object.hasOwn(properties, key)) return properties[key];
  // Keys are not matched against `patternProperties` here.
  return schema['patternProperties'] === undefined ? schema['additionalProperties'] : undefined;
}

function listOf(value: Json | undefined): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function jsonType(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
