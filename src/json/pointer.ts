import { decodePercent } from './decode-percent.ts';
import type { Json } from './value.ts';

/** Returns the JSON pointer of a path (RFC 6901 §3). */
export function formatPointer(path: readonly (string | number)[]): string {
  return childPointer('', ...path);
}

/** Returns a JSON pointer extended by further segments. */
export function childPointer(pointer: string, ...segments: (string | number)[]): string {
  let child = pointer;
  for (const segment of segments) child += `/${escapeSegment(String(segment))}`;
  return child;
}

/** Returns the path of a JSON pointer, or `undefined` for a text that is not one (RFC 6901 §3). */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  return pointer.startsWith('/') ? pointer.slice(1).split('/').map(unescapeSegment) : undefined;
}

/** Returns the path of a JSON pointer in a URI fragment, which is percent-encoded (RFC 6901 §6). */
export function parseFragment(fragment: string): string[] | undefined {
  if (fragment === '') return [];
  if (!fragment.startsWith('/')) return undefined;
  const segments = fragment.slice(1).split('/');
  return segments.map((segment) => unescapeSegment(decodePercent(segment)));
}

/** Returns the path of a local reference (`#/…`), or `undefined` for any other reference. */
export function parseReference(reference: string): string[] | undefined {
  return reference.startsWith('#') ? parseFragment(reference.slice(1)) : undefined;
}

/** Returns the JSON pointer of a local reference, and the empty one for any other reference. */
export function referencePointer(reference: string): string {
  return formatPointer(parseReference(reference) ?? []);
}

/** Returns the value at a path, or `undefined` if there is none. */
export function valueAt(root: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Array.isArray(value) ? value[Number(segment)] : value[segment];
  }
  return value;
}

/** Returns the value that a local reference names, or `undefined` if there is none. */
export function resolveReference(root: Json, reference: string): Json | undefined {
  const path = parseReference(reference);
  return path === undefined ? undefined : valueAt(root, path);
}

/** Returns a segment with `~` and `/` escaped (RFC 6901 §3); hardly any has either. */
export function escapeSegment(segment: string): string {
  return segment.includes('~') || segment.includes('/')
    ? segment.replaceAll('~', '~0').replaceAll('/', '~1')
    : segment;
}

/** Returns a segment without the escapes of RFC 6901 §4. */
export function unescapeSegment(segment: string): string {
  return segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment;
}
