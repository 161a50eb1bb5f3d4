import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { formatPointer } from '../json/pointer.ts';

/** Far deeper than any real document. Deeper nesting could overflow the stack of a recursive function. */
const depthLimit = 500;

/** The facts about a document that a visit of all its values finds. */
export interface DocumentFacts {
  keyCount: number;
  /** True for a number beyond 2^53, which may have been rounded. */
  hasLargeNumber: boolean;
}

/** Deletes `__proto__` keys and values nested too deeply, in place, so that later stages can read the document safely. */
export function sanitizeDocument(root: Json, report: Report): DocumentFacts {
  /** The key at each depth. Keys below the depth of the visit are left over from earlier ones. */
  const path: (string | number)[] = [];
  let keyCount = 0;
  let hasLargeNumber = false;

  function visit(node: Json[] | JsonObject, depth: number): void {
    if (Array.isArray(node)) {
      for (let index = 0; index < node.length; index++) {
        const child = node[index];
        if (typeof child === 'object' && child !== null) {
          path[depth] = index;
          enter(node, index, child, depth);
        } else if (typeof child === 'number') visitNumber(child);
      }
      return;
    }
    // Several times as fast as Object.keys, and objects of a document have no other prototype.
    for (const key in node) {
      keyCount++;
      const child = node[key];
      if (key === '__proto__') {
        path[depth] = key;
        Reflect.deleteProperty(node, key);
        const message = 'A key named __proto__ was removed.';
        report({ kind: 'ignored', pointer: pointerTo(depth), message });
      } else if (typeof child === 'object' && child !== null) {
        path[depth] = key;
        enter(node, key, child, depth);
      } else if (typeof child === 'number') visitNumber(child);
    }
  }

  function visitNumber(value: number): void {
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) hasLargeNumber = true;
  }

  function enter(
    parent: Json[] | JsonObject,
    key: string | number,
    child: Json[] | JsonObject,
    depth: number,
  ): void {
    if (depth < depthLimit) return visit(child, depth + 1);
    Reflect.set(parent, key, {});
    const message = `The value is nested more than ${depthLimit} levels deep, and was replaced by an empty object.`;
    report({ kind: 'relaxed', pointer: pointerTo(depth), message });
  }

  function pointerTo(depth: number): string {
    return formatPointer(path.slice(0, depth + 1));
  }

  if (typeof root === 'object' && root !== null) visit(root, 0);
  return { keyCount, hasLargeNumber };
}
