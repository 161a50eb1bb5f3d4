import { asJsonObject } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import { eachSubschema, referenceOf } from '../schema/subschemas.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** What a schema refers to. */
export type ReferencesIn = (schema: Json | undefined) => string[];

/** Tells references that reach one another from those that do not. */
export interface ReferenceCycles {
  /** Whether a reference can reach itself. Such a one cannot be inlined; all others can, in any order. */
  isRecursive(reference: string): boolean;
  /** Whether each of two references can reach the other. */
  isMutual(one: string, other: string): boolean;
}

interface Visit {
  reference: string;
  targets: string[];
  next: number;
}

/** Tarjan's strongly connected components, without recursion, each reference looked at once. */
export function createReferenceCycles(
  document: JsonObject,
  targetsOf: ReferencesIn = referencesIn,
): ReferenceCycles {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const rings = new Map<string, string[]>();

  function enter(reference: string): Visit {
    order.set(reference, order.size);
    low.set(reference, order.size - 1);
    open.push(reference);
    isOpen.add(reference);
    return { reference, targets: targetsOf(resolveReference(document, reference)), next: 0 };
  }

  function lower(reference: string, to: number | undefined): void {
    low.set(reference, Math.min(low.get(reference) ?? 0, to ?? Infinity));
  }

  function close({ reference, targets }: Visit): void {
    if (low.get(reference) !== order.get(reference)) return;
    const component = open.splice(open.lastIndexOf(reference));
    for (const member of component) isOpen.delete(member);
    if (component.length > 1 || targets.includes(reference))
      for (const member of component) rings.set(member, component);
  }

  function explore(start: string): void {
    const path = [enter(start)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const target = visit.targets[visit.next++];
      if (target === undefined) {
        path.pop();
        close(visit);
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.reference, low.get(visit.reference));
      } else if (!order.has(target)) path.push(enter(target));
      else if (isOpen.has(target)) lower(visit.reference, order.get(target));
    }
  }

  function ringOf(reference: string): string[] | undefined {
    if (!order.has(reference)) explore(reference);
    return rings.get(reference);
  }

  return {
    isRecursive: (reference) => ringOf(reference) !== undefined,
    isMutual(one, other) {
      const ring = ringOf(one);
      return ring !== undefined && ring === ringOf(other);
    },
  };
}

/** The references that stand in a schema, wherever a schema can stand. */
function referencesIn(root: Json | undefined): string[] {
  const found = new Set<string>();
  const pending: Json[] = root === undefined ? [] : [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const schema = asJsonObject(node);
    if (schema === undefined) continue;
    const reference = referenceOf(schema);
    if (reference !== undefined) found.add(reference);
    eachSubschema(schema, (subschema) => pending.push(subschema));
  }
  return [...found];
}
