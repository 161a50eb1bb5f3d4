import { asJsonObject, asString } from '../json/narrow.ts';
import { referencePointer, resolveReference } from '../json/pointer.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** A node with its place in the document. */
export interface Located<Node> {
  node: Node;
  pointer: string;
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
    const target = seen.has(reference) ? undefined : asJsonObject(resolveReference(document, reference));
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
