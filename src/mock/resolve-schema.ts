import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { followReference } from './follow-references.ts';
import { mergeSchemas } from './merge-schemas.ts';
import { createDiscriminatorKinds } from '../model/discriminator-kinds.ts';
import { namesOf, valuesSchema } from '../model/discriminator-values.ts';
import type { DiscriminatorKinds } from '../model/discriminator-kinds.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Nesting beyond which schemas are not resolved. */
export const maximumDepth = 40;

/** The position of a schema in the value that is sampled. */
export interface SchemaPosition {
  depth: number;
  /** References that lead to the schema. Following one of them again is recursion. */
  references: readonly string[];
}

/** A schema with its references followed and its `allOf` merged. */
export interface ResolvedSchema {
  schema: JsonObject;
  position: SchemaPosition;
}

const kindsOfDocuments = new WeakMap<JsonObject, DiscriminatorKinds>();

export const rootPosition: SchemaPosition = { depth: 0, references: [] };

export function nestedPosition(position: SchemaPosition): SchemaPosition {
  return { ...position, depth: position.depth + 1 };
}

/**
 * Resolves the references and `allOf` of a schema. Returns `undefined` if that would recurse for ever, or if the schema
 * accepts nothing. `isInherited` marks a schema in the `allOf` of another, whose name applies instead.
 */
export function resolveSchema(
  document: JsonObject,
  node: Json | undefined,
  position: SchemaPosition,
  isInherited = false,
): ResolvedSchema | undefined {
  if (node === false || position.depth > maximumDepth) return undefined;
  const schema = asJsonObject(node);
  if (schema === undefined) return { schema: {}, position };
  const followed = followReference(document, schema);
  if (followed !== undefined && position.references.includes(followed.reference)) return undefined;
  const { $ref: _, $dynamicRef: __, allOf, ...siblings } = schema;
  const composed: { node: Json; reference?: string }[] = [
    ...(followed === undefined
      ? []
      : [
          chooseKind(document, followed, position) ?? {
            node: followed.target,
            reference: followed.reference,
          },
        ]),
    ...(asArray(allOf) ?? []).map((part) => ({ node: part })),
  ];
  let merged: JsonObject = siblings;
  let references = position.references;
  for (const { node: part, reference } of composed) {
    const inner = resolveSchema(
      document,
      part,
      {
        depth: position.depth + 1,
        references: reference === undefined ? position.references : [...position.references, reference],
      },
      reference === undefined && composed.length > 1,
    );
    if (inner === undefined) return undefined;
    const named =
      reference === undefined || isInherited
        ? inner.schema
        : fixInheritedDiscriminator(document, inner.schema, reference);
    merged = mergeSchemas(named, merged);
    references = [...new Set([...references, ...inner.position.references])];
  }
  const resolved = { ...position, references };
  return merged['allOf'] === undefined
    ? { schema: merged, position: resolved }
    : resolveSchema(document, merged, nestedPosition(resolved));
}

/** Returns the choice between the kinds of a base, unless it is resolved as a part of one of them. */
function chooseKind(
  document: JsonObject,
  { target, reference }: { target: Json; reference: string },
  { references }: SchemaPosition,
): { node: Json } | undefined {
  const { kindsOf, isWithin } = kindsOfDocuments.get(document) ?? createDiscriminatorKinds(document);
  kindsOfDocuments.set(document, { kindsOf, isWithin });
  const kinds = kindsOf(reference);
  if (kinds === undefined || references.some((other) => isWithin(other, reference))) return undefined;
  const branches = kinds.map((kind): Json => {
    const schema = kind.reference === reference ? target : { $ref: kind.reference };
    return kind.values === undefined ? schema : { allOf: [schema, valuesSchema(kind.values)] };
  });
  return { node: { oneOf: branches } };
}

/** Fixes the discriminator that a subtype inherits from its base to the name of the subtype (OpenAPI 3.1 §4.8.25). */
function fixInheritedDiscriminator(document: JsonObject, schema: JsonObject, reference: string): JsonObject {
  const discriminator = asJsonObject(schema['discriminator']);
  return discriminator === undefined || schema['oneOf'] !== undefined || schema['anyOf'] !== undefined
    ? schema
    : fixDiscriminator(document, schema, discriminator, reference);
}

/** Returns a schema whose discriminator property has the name that maps to `reference`, if it accepts that name. */
export function fixDiscriminator(
  document: JsonObject,
  schema: JsonObject,
  discriminator: JsonObject,
  reference: string,
): JsonObject {
  const property = asString(discriminator['propertyName']);
  if (property === undefined) return schema;
  const [name = ''] = namesOf(document, discriminator, reference);
  const properties = asJsonObject(schema['properties']) ?? {};
  const declared = asJsonObject(properties[property]) ?? {};
  const resolved = resolveSchema(document, declared, rootPosition)?.schema ?? {};
  const values = resolved['const'] === undefined ? asArray(resolved['enum']) : [resolved['const']];
  if (values !== undefined && !values.includes(name)) return schema;
  return { ...schema, properties: { ...properties, [property]: { ...declared, const: name } } };
}
