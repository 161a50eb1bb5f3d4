import { walk } from './walk.ts';
import type { JsonObject } from '../json/value.ts';
import type { ObjectType } from './object-types.ts';

/** Returns true for a schema with a reference to another. */
export function isSchemaReference(node: JsonObject, type: ObjectType): boolean {
  return type === 'schema' && (node['$ref'] !== undefined || node['$dynamicRef'] !== undefined);
}

/** Returns the schemas of a document that have a reference, in the order of the document. */
export function findSchemaReferences(document: JsonObject): JsonObject[] {
  const references: JsonObject[] = [];
  walk(document, 'document', {
    node(node, type) {
      if (isSchemaReference(node, type)) references.push(node);
      return true;
    },
  });
  return references;
}
