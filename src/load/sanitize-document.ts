import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { formatPointer } from '../json/pointer.ts';

/** Far deeper than any real document. Deeper nesting could overflow the stack of a recursive function. */
const depthLimit = 500;

/** Deletes `__proto__` keys and values nested too deeply, in place, so that later stages can read the document safely. */
export function sanitizeDocument(root: Json, report: Report): void {
  const path: (string | number)[] = [];

  function visit(node: Json[] | JsonObject): void {
    if (Array.isArray(node)) {
      for (let index = 0; index < node.length; index++) {
        const child = node[index];
        if (typeof child === 'object' && child !== null) enter(node, index, child);
      }
      return;
    }
    for (const key of Object.keys(node)) {
      if (key !== '__proto__') {
        const child = node[key];
        if (typeof child === 'object' && child !== null) enter(node, key, child);
        continue;
      }
      Reflect.deleteProperty(node, key);
      const pointer = formatPointer([...path, key]);
      report({ kind: 'ignored', pointer, message: 'A key named __proto__ was removed.' });
    }
  }

  function enter(parent: Json[] | JsonObject, key: string | number, child: Json[] | JsonObject): void {
    path.push(key);
    if (path.length > depthLimit) {
      Reflect.set(parent, key, {});
      const message = `The value is nested more than ${depthLimit} levels deep, and was replaced by an empty object.`;
      report({ kind: 'relaxed', pointer: formatPointer(path), message });
    } else visit(child);
    path.pop();
  }

  if (typeof root === 'object' && root !== null) visit(root);
}
