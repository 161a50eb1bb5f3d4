import type { JsonObject } from '../json/value.ts';
import { resolveReference } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { ExternalNode } from './bundle-types.ts';
import type { ObjectType } from './object-types.ts';
import { walk } from './walk.ts';
import type { Visitor } from './walk.ts';

/** The maps of a Swagger 2.0 document that the upgrade moves into `components`, with their names there. */
export const movedMaps = [
  ['definitions', 'schemas'],
  ['parameters', 'parameters'],
  ['responses', 'responses'],
  ['securityDefinitions', 'securitySchemes'],
] as const;

/** Returns the reference to the same object after the upgrade. */
export function referenceAfterUpgrade(reference: string): string {
  for (const [from, to] of movedMaps) {
    if (reference.startsWith(`#/${from}/`)) return `#/components/${to}/${reference.slice(from.length + 3)}`;
  }
  return reference;
}

/** Returns the path of the target of a renamed reference in a document whose root is not upgraded yet. */
export function pathBeforeUpgrade(path: string[]): string[] {
  const from = path[0] === 'components' ? movedMaps.find(([, to]) => to === path[1])?.[0] : undefined;
  return from === undefined ? path : [from, ...path.slice(2)];
}

/**
 * Renames all references to the objects that the upgrade will move. The upgrade copies a schema inside a path to several
 * places, so a schema that a reference names there becomes a definition.
 */
export function renameSwaggerReferences(document: JsonObject, externalNodes: readonly ExternalNode[]): void {
  const hoisted = new Map<string, string>();
  const definitions = isJsonObject(document['definitions']) ? document['definitions'] : {};

  function hoist(reference: string): string {
    const earlier = hoisted.get(reference);
    if (earlier !== undefined) return earlier;
    const target = resolveReference(document, reference);
    if (!isJsonObject(target)) return reference;
    let name = `inline_${hoisted.size + 1}`;
    while (Object.hasOwn(definitions, name)) name += '_';
    definitions[name] = structuredClone(target);
    document['definitions'] = definitions;
    const renamed = `#/components/schemas/${name}`;
    hoisted.set(reference, renamed);
    return renamed;
  }

  const seen = new Set<object>();
  const unchanged = new Map<string, ObjectType>();
  const visitor: Visitor = {
    node(node, type) {
      if (seen.has(node)) return false;
      seen.add(node);
      const reference = node['$ref'];
      if (typeof reference !== 'string') return true;
      const isInPath = type === 'schema' && reference.startsWith('#/paths/');
      node['$ref'] = isInPath ? hoist(reference) : referenceAfterUpgrade(reference);
      if (node['$ref'] === reference) unchanged.set(reference, type);
      return true;
    },
  };
  walk(document, 'document', visitor);
  for (const { node, type } of externalNodes) walk(node, type, visitor);
  // Both maps grow during the iteration: a target may have further references.
  for (const [reference, type] of unchanged) {
    const target = resolveReference(document, reference);
    if (target !== undefined) walk(target, type, visitor);
  }
  for (const name of hoisted.values()) {
    const target = definitions[name.slice('#/components/schemas/'.length)];
    if (target !== undefined) walk(target, 'schema', visitor);
  }
}
