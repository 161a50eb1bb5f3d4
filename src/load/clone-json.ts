import { OpenApiMcpError } from '../errors.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { formatPointer } from '../json/pointer.ts';

/** No real document comes near; what is deeper would overflow the stack of those who walk it. */
const depthLimit = 500;
/** A few lines of YAML aliases can stand for billions of values. */
const valueLimit = 4_000_000;

/** Copies own enumerable data to a tree of plain JSON, as JSON.stringify would see it. */
export function cloneJson(value: unknown, source: string): Json {
  const ancestors = new Set<object>();
  let count = 0;

  function refuse(reason: string, hint: string): never {
    throw new OpenApiMcpError('NOT_OPENAPI', `${source} ${reason}.`, { hint, location: { source } });
  }

  function clone(item: unknown): Json | undefined {
    if (++count > valueLimit) {
      refuse(`expands to more than ${valueLimit} values`, 'Write its YAML aliases as $ref.');
    }
    if (item === null || typeof item === 'string' || typeof item === 'boolean') return item;
    if (typeof item === 'number') return Number.isFinite(item) ? item : null;
    if (typeof item === 'bigint') return Number(item);
    if (typeof item !== 'object') return undefined;
    if (ancestors.has(item)) refuse('is cyclic: it contains itself', 'Write the cycle with $ref.');
    if (ancestors.size > depthLimit * 2) refuse('is nested too deeply', 'Write its deep parts with $ref.');
    ancestors.add(item);
    const copy = cloneObject(item);
    ancestors.delete(item);
    return copy;
  }

  function cloneObject(item: object): Json | undefined {
    if (Array.isArray(item)) return item.map((entry) => clone(entry) ?? null);
    if ('toJSON' in item && typeof item.toJSON === 'function') return clone(item.toJSON());
    const copy: JsonObject = {};
    for (const [key, entry] of Object.entries(item)) {
      const cloned = clone(entry);
      if (cloned !== undefined) setOwn(copy, key, cloned);
    }
    return copy;
  }

  return clone(value) ?? null;
}

/** Assigns a key of any name without reaching a setter of the prototype. */
export function setOwn(target: JsonObject, key: string, value: Json): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Removes what would endanger those who read the document: `__proto__` keys and endless nesting. */
export function harden(root: Json, report: Report): void {
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
      report({ kind: 'ignored', pointer, message: 'A key named __proto__ was left out.' });
    }
  }

  function enter(parent: Json[] | JsonObject, key: string | number, child: Json[] | JsonObject): void {
    path.push(key);
    if (path.length > depthLimit) {
      Reflect.set(parent, key, {});
      const message = `Nested more than ${depthLimit} levels deep; what is deeper was left out.`;
      report({ kind: 'relaxed', pointer: formatPointer(path), message });
    } else visit(child);
    path.pop();
  }

  if (typeof root === 'object' && root !== null) visit(root);
}
