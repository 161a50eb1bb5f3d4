import { asJsonObject, asString } from '../json/narrow.ts';
import { referencePointer, resolveReference } from '../json/pointer.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** A node with its JSON pointer. */
export interface Located<Node> {
  node: Node;
  pointer: string;
}

/**
 * Follows `$ref` from an object node to the object it stands for, however long the chain. Reports a dangling or
 * circular chain and returns `undefined` for it.
 */
export function dereference(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Located<JsonObject> | undefined {
  let object = asJsonObject(node);
  let objectPointer = pointer;
  for (const seen = new Set<string>(); object !== undefined;) {
    const reference = asString(object['$ref']);
    if (reference === undefined) return { node: object, pointer: objectPointer };
    const target = seen.has(reference) ? undefined : asJsonObject(resolveReference(document, reference));
    if (target === undefined) {
      report({ kind: 'relaxed', pointer, message: unresolvedMessage(reference) });
      return undefined;
    }
    seen.add(reference);
    objectPointer = referencePointer(reference);
    object = target;
  }
  return undefined;
}

/** Does the same as `dereference`, but returns an empty object for a chain that cannot be resolved. */
export function dereferenceOrEmpty(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Located<JsonObject> {
  return dereference(document, node, pointer, report) ?? { node: {}, pointer };
}

/** Returns the text of a finding about a reference without a target. */
export function unresolvedMessage(reference: string): string {
  return `reference ${JSON.stringify(reference)} does not resolve`;
}
