import { asJsonObject, asString } from '../json/narrow.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A node with its place in the document. */
export interface Located<Node> {
  node: Node;
  pointer: string;
}

/** Adds segments to a JSON pointer (RFC 6901 §3). */
export function childPointer(pointer: string, ...segments: (string | number)[]): string {
  let child = pointer;
  for (const segment of segments) child += `/${escapeSegment(String(segment))}`;
  return child;
}

/** Nearly no name has anything to escape. */
function escapeSegment(segment: string): string {
  return segment.includes('~') || segment.includes('/')
    ? segment.replaceAll('~', '~0').replaceAll('/', '~1')
    : segment;
}

/** The node that a local reference (`#/…`) names, percent-encoding undone (RFC 6901 §6); `undefined` where there is none. */
export function resolvePointer(document: JsonObject, reference: string): Json | undefined {
  if (reference === '#') return document;
  if (!reference.startsWith('#/')) return undefined;
  let node: Json | undefined = document;
  for (const segment of pointerSegments(reference)) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, segment)) return undefined;
    node = (node as JsonObject)[segment];
  }
  return node;
}

/** The unescaped segments of a local reference. */
export function pointerSegments(reference: string): string[] {
  return reference
    .slice(2)
    .split('/')
    .map((segment) => percentDecode(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The JSON pointer that a local reference holds, percent-encoding undone. */
export function referencePointer(reference: string): string {
  return reference === '#' ? '' : childPointer('', ...pointerSegments(reference));
}

function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Follows `$ref` from an object node to the object it stands for, however long the chain.
 * A dangling or circular chain is reported and answers `undefined`.
 */
export function dereference(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Located<JsonObject> | undefined {
  let object = asJsonObject(node);
  let place = pointer;
  for (const seen = new Set<string>(); object !== undefined;) {
    const reference = asString(object['$ref']);
    if (reference === undefined) return { node: object, pointer: place };
    const target = seen.has(reference) ? undefined : asJsonObject(resolvePointer(document, reference));
    if (target === undefined) {
      report({
        kind: 'relaxed',
        pointer,
        message: `reference ${JSON.stringify(reference)} leads to nothing`,
      });
      return undefined;
    }
    seen.add(reference);
    place = referencePointer(reference);
    object = target;
  }
  return undefined;
}

/** As `dereference`, with an empty object where the chain leads nowhere. */
export function dereferenceOrEmpty(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Located<JsonObject> {
  return dereference(document, node, pointer, report) ?? { node: {}, pointer };
}
