import { asArray, asJsonObject } from '../json/narrow.ts';
import { inPlaceSchemas } from '../schema/in-place-schemas.ts';
import { declaredJsonTypes } from '../schema/declared-types.ts';
import type { JsonSchema } from '../json/value.ts';

/** A schema with all subschemas that apply to the same value. It decides how the mock deserializes text. */
export interface FlatSchema {
  /** JSON types of the value, integers as `number`. */
  types: Set<string>;
  /** The schema, the targets of its references, and the branches of its compositions. */
  subschemas: JsonSchema[];
  /** The schema whose `$defs` resolve the references. */
  root: JsonSchema;
}

const allTypes = ['string', 'number', 'boolean', 'null', 'object', 'array'];

/** Collects the subschemas and types of a schema. */
export function flattenSchema(schema: JsonSchema, root: JsonSchema = schema): FlatSchema {
  const subschemas = inPlaceSchemas([schema], asJsonObject(root['$defs']) ?? {});
  const declared = subschemas.flatMap(typesOf);
  return { subschemas, root, types: new Set(declared.length > 0 ? declared : allTypes) };
}

function typesOf(schema: JsonSchema): string[] {
  const declared = declaredJsonTypes(schema);
  if (declared !== undefined) return declared;
  const values = schema['const'] === undefined ? asArray(schema['enum']) : [schema['const']];
  if (values !== undefined)
    return values.map((value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value));
  return schema['properties'] === undefined ? [] : ['object'];
}

/** Returns true if a schema allows every type. */
export function allowsEveryType({ types }: FlatSchema): boolean {
  return types.size === allTypes.length;
}

/** Returns the structure that text is deserialized into. A schema without types means one text. */
export function structureOf(schema: FlatSchema): 'array' | 'object' | 'text' {
  if (allowsEveryType(schema)) return 'text';
  if (schema.types.has('array')) return 'array';
  return schema.types.has('object') ? 'object' : 'text';
}

/** Returns the names of all declared properties. */
export function propertyNames({ subschemas }: FlatSchema): Set<string> {
  return new Set(subschemas.flatMap((schema) => Object.keys(asJsonObject(schema['properties']) ?? {})));
}

/** Returns true if objects may have properties that are not declared. */
export function allowsOtherProperties({ subschemas }: FlatSchema): boolean {
  return !subschemas.some((schema) => schema['additionalProperties'] === false);
}

/** Returns the schema of a property. */
export function propertySchema({ subschemas, root }: FlatSchema, name: string): FlatSchema {
  const schemas = subschemas.map((schema) => {
    const properties = asJsonObject(schema['properties']) ?? {};
    return Object.hasOwn(properties, name) ? properties[name] : schema['additionalProperties'];
  });
  return flattenUnion(schemas.map(asJsonObject), root);
}

/** Returns the schema of the items of an array. */
export function itemSchema({ subschemas, root }: FlatSchema): FlatSchema {
  return flattenUnion(
    subschemas.map((schema) => asJsonObject(schema['items'])),
    root,
  );
}

function flattenUnion(schemas: (JsonSchema | undefined)[], root: JsonSchema): FlatSchema {
  const found = schemas.filter((schema) => schema !== undefined);
  return flattenSchema(found.length === 1 ? (found[0] ?? {}) : { anyOf: found }, root);
}
