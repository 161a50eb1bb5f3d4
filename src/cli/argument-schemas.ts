import { asArray, asJsonObject } from '../json/narrow.ts';
import { inPlaceSchemas } from '../schema/in-place-schemas.ts';
import { declaredJsonTypes } from '../schema/declared-types.ts';
import type { JsonObject } from '../index.ts';

/** Returns the schemas with all that they reference or combine, each of them once. */
export function expandSchemas(schemas: JsonObject[], root: JsonObject): JsonObject[] {
  return inPlaceSchemas(schemas, asJsonObject(root['$defs']) ?? {});
}

/** Returns the schemas of a property, or of an item for an index. */
export function propertySchemas(schemas: JsonObject[], key: string, root: JsonObject): JsonObject[] {
  const found = schemas.flatMap((each) => {
    const properties = asJsonObject(each['properties']) ?? {};
    const schema = asJsonObject(
      Object.hasOwn(properties, key)
        ? properties[key]
        : (each['additionalProperties'] ?? (/^\d+$/.test(key) ? each['items'] : undefined)),
    );
    return schema === undefined ? [] : [schema];
  });
  return expandSchemas(found, root);
}

/** Returns the names of the properties of schemas. */
export function propertyNames(schemas: JsonObject[]): string[] {
  return schemas.flatMap((each) => Object.keys(asJsonObject(each['properties']) ?? {}));
}

/** Returns the types that schemas allow, or an empty set if they declare none. */
export function typesOf(schemas: JsonObject[]): Set<string> {
  return new Set(
    schemas.flatMap(
      (schema) =>
        declaredJsonTypes(schema) ??
        (Object.hasOwn(schema, 'properties')
          ? ['object']
          : (asArray(schema['enum']) ?? []).map((value) => typeof value)),
    ),
  );
}
