import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import type { JsonObject } from '../json/value.ts';

/** The named schemas of a document that inherit from others through `allOf`. */
export interface Subtypes {
  /** Returns the references to the schemas that inherit from a schema, nearest first. */
  subtypesOf(reference: string): readonly string[];
  /** Returns true for a schema itself, and for one that inherits from it. */
  isWithin(reference: string, base: string): boolean;
}

/** Finds the subtypes in a document at the first question. */
export function createSubtypes(document: JsonObject): Subtypes {
  let children: Map<string, string[]> | undefined;
  const known = new Map<string, string[]>();

  function subtypesOf(base: string): string[] {
    const found = known.get(base);
    if (found !== undefined) return found;
    children ??= findChildren(document);
    const result = new Set(children.get(base));
    // The set grows while it is iterated.
    for (const subtype of result) for (const child of children.get(subtype) ?? []) result.add(child);
    result.delete(base);
    known.set(base, [...result]);
    return [...result];
  }

  return {
    subtypesOf,
    isWithin: (reference, base) => reference === base || subtypesOf(base).includes(reference),
  };
}

/** Returns the references to schemas by the reference in their `allOf`. */
function findChildren(document: JsonObject): Map<string, string[]> {
  const children = new Map<string, string[]>();
  const schemas = asJsonObject(asJsonObject(document['components'])?.['schemas']) ?? {};
  for (const [name, schema] of Object.entries(schemas))
    for (const part of asArray(asJsonObject(schema)?.['allOf']) ?? []) {
      const base = asString(asJsonObject(part)?.['$ref']);
      if (base === undefined) continue;
      children.set(base, [...(children.get(base) ?? []), schemaReference(name)]);
    }
  return children;
}

/** Returns the reference to a named schema. */
export function schemaReference(name: string): string {
  return `#/components/schemas/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
