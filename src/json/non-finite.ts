import { isWireObject } from './narrow.ts';
import type { WireValue } from './value.ts';

/**
 * Returns the path of a number that JSON cannot represent, such as the infinity that a parser reads from `1e400`, or
 * `undefined` if the value has none.
 */
export function findNonFinite(value: WireValue, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (!Array.isArray(value) && !isWireObject(value)) return undefined;
  const isList = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const found = findNonFinite(item, isList ? `${path}[${key}]` : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
