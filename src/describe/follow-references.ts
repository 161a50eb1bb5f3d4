import { asJsonObject, asString } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The document that schemas belong to, and how it describes bytes. */
export interface SchemaContext {
  document: JsonObject;
  /** True if a schema without a type stands for bytes. */
  typelessIsBytes: boolean;
}

const maximumHops = 8;

/** Returns a schema with its references followed, merged with the keywords beside them. */
export function followReferences(
  { document }: SchemaContext,
  schema: Json | undefined,
): JsonObject | boolean {
  let node = typeof schema === 'boolean' ? schema : (asJsonObject(schema) ?? true);
  for (let hop = 0; hop < maximumHops && typeof node === 'object'; hop++) {
    const reference = asString(node['$ref']);
    if (reference === undefined) return node;
    const { $ref: _, ...siblings } = node;
    const target = resolveReference(document, reference);
    node = typeof target === 'boolean' ? siblings : { ...asJsonObject(target), ...siblings };
  }
  return typeof node === 'object' && node['$ref'] !== undefined ? true : node;
}
