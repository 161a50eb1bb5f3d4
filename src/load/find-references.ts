import { isJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { Reference } from './bundle-types.ts';
import type { ObjectType } from './object-types.ts';
import { walk } from './walk.ts';

/** A reference, without the document that it stands in. */
type FoundReference = Omit<Reference, 'from'>;

interface FindOptions {
  /** Returns false for an object to skip, with its children. */
  enter?(node: JsonObject, type: ObjectType, path: readonly (string | number)[]): boolean;
  /** Returns true for the text of a `$ref` to skip. */
  isResolved?(text: string): boolean;
}

/** Calls `found` for each reference of `value`, in the order of the document. `path` is the path of `value`. */
export function findReferences(
  value: Json,
  type: ObjectType,
  path: readonly string[],
  { enter, isResolved }: FindOptions,
  found: (reference: FoundReference) => void,
): void {
  walk(
    value,
    type,
    {
      node(node, nodeType, at) {
        if (enter?.(node, nodeType, at) === false) return false;
        const text = node['$ref'];
        if (typeof text === 'string' && isResolved?.(text) !== true) {
          found({ holder: node, key: '$ref', text, type: nodeType, role: 'node', path: at.map(String) });
        }
        if (nodeType !== 'schema') return true;
        for (const key of ['$dynamicRef', '$recursiveRef'] as const) {
          const dynamic = node[key];
          if (typeof dynamic !== 'string') continue;
          found({ holder: node, key, text: dynamic, type: nodeType, role: 'node', path: at.map(String) });
        }
        if (isJsonObject(node['discriminator'])) {
          findMappings(node['discriminator']['mapping'], [...at.map(String), 'discriminator'], found);
        }
        return true;
      },
      map(map, entryType, at) {
        const text = map['$ref'];
        if (typeof text !== 'string') return;
        found({ holder: map, key: '$ref', text, type: entryType, role: 'map', path: at.map(String) });
      },
    },
    [...path],
  );
}

function findMappings(
  mapping: Json | undefined,
  path: string[],
  found: (reference: FoundReference) => void,
): void {
  if (!isJsonObject(mapping)) return;
  for (const [key, text] of Object.entries(mapping)) {
    // A bare word is the name of a schema. A reference has a fragment, a scheme or the extension of a file.
    if (typeof text !== 'string' || !/#|:\/\/|\.(?:json|ya?ml)$/i.test(text)) continue;
    found({ holder: mapping, key, text, type: 'schema', role: 'mapping', path });
  }
}
