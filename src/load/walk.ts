import type { Json, JsonObject } from '../json/value.ts';
import { isJsonObject } from '../json/narrow.ts';
import { objectFields } from './object-types.ts';
import type { ObjectType } from './object-types.ts';

/** The callbacks of a walk. Both receive the array `path` that the walk reuses: copy it to store it. */
export interface Visitor {
  /** Called for each object before its children. Returns false to skip the children. */
  node(node: JsonObject, type: ObjectType, path: readonly (string | number)[]): boolean;
  /** Called for each map before its entries, with the type of the entries. */
  map?(map: JsonObject, type: ObjectType, path: readonly (string | number)[]): void;
}

/** Visits every object of a known type below `root`, parents first. Data, such as examples, is not visited. */
export function walk(root: Json, type: ObjectType, visitor: Visitor, path: (string | number)[] = []): void {
  function visit(value: Json | undefined, valueType: ObjectType, key: string | number): void {
    if (!isJsonObject(value)) return;
    path.push(key);
    enter(value, valueType);
    path.pop();
  }

  function visitMap(map: JsonObject, entryType: ObjectType): void {
    visitor.map?.(map, entryType, path);
    const hasExtensions = entryType === 'pathItem' || entryType === 'response';
    for (const key of Object.keys(map)) {
      if (hasExtensions && key.startsWith('x-') && !(path.at(-2) === 'components')) continue;
      visit(map[key], entryType, key);
    }
  }

  function enter(node: JsonObject, nodeType: ObjectType): void {
    if (!visitor.node(node, nodeType, path)) return;
    if (nodeType === 'callback') return visitMap(node, 'pathItem');
    const fields = objectFields[nodeType];
    if (fields.size === 0) return;
    for (const key of Object.keys(node)) {
      const value = node[key];
      if (typeof value !== 'object' || value === null) continue;
      const field = fields.get(key);
      if (field === undefined) continue;
      path.push(key);
      const [holds, valueType] = field;
      if (Array.isArray(value)) {
        if (holds === 'list' || key === 'items') {
          for (let index = 0; index < value.length; index++) visit(value[index], valueType, index);
        }
      } else if (holds === 'one') enter(value, valueType);
      else if (holds === 'map') visitMap(value, valueType);
      path.pop();
    }
  }

  if (isJsonObject(root)) enter(root, type);
}
