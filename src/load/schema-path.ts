import { objectFields } from './object-types.ts';
import type { Field, ObjectType } from './object-types.ts';

/**
 * Returns the number of segments of `path` that lead to the outermost schema on it, or `undefined` if it leads through no
 * schema. `path` starts at the root of an OpenAPI document.
 */
export function schemaDepth(path: readonly string[]): number | undefined {
  let type: ObjectType = 'document';
  for (let depth = 0; depth < path.length;) {
    if (type === 'callback') {
      type = 'pathItem';
      depth += 1;
    } else {
      const field: Field | undefined = objectFields[type].get(path[depth] ?? '');
      if (field === undefined) return undefined;
      depth += field[0] === 'one' ? 1 : 2;
      type = field[1];
    }
    if (type === 'schema') return depth <= path.length ? depth : undefined;
  }
  return undefined;
}
