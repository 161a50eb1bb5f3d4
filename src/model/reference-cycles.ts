import { asJsonObject } from '../json/narrow.ts';
import { eachSubschema, referenceOf } from '../schema/subschemas.ts';
import type { Json } from '../json/value.ts';

/** Returns the references in a schema that count as its edges in the graph of references. */
export type ReferencesIn = (schema: Json | undefined) => string[];

/** The cycles in the graph of references. */
export interface ReferenceCycles {
  /** Returns true if a reference can reach itself. Such a reference cannot be inlined; all others can, in any order. */
  isRecursive(reference: string): boolean;
  /** Returns true if each of two references can reach the other. */
  isMutual(one: string, other: string): boolean;
}

interface Visit {
  reference: string;
  targets: string[];
  next: number;
}

/**
 * Finds cycles of references as strongly connected components (Tarjan's algorithm, without recursion). Each reference is
 * visited once, when it is first asked about.
 *
 * @param resolve Returns the schema that a reference leads to
 */
export function createReferenceCycles(
  resolve: (reference: string) => Json | undefined,
  targetsOf: ReferencesIn = referencesIn,
): ReferenceCycles {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const cycles = new Map<string, string[]>();

  function enter(reference: string): Visit {
    order.set(reference, order.size);
    low.set(reference, order.size - 1);
    open.push(reference);
    isOpen.add(reference);
    return { reference, targets: targetsOf(resolve(reference)), next: 0 };
  }

  function lower(reference: string, to: number | undefined): void {
    low.set(reference, Math.min(low.get(reference) ?? 0, to ?? Infinity));
  }

  function close({ reference, targets }: Visit): void {
    if (low.get(reference) !== order.get(reference)) return;
    const component = open.splice(open.lastIndexOf(reference));
    for (const member of component) isOpen.delete(member);
    if (component.length > 1 || targets.includes(reference))
      for (const member of component) cycles.set(member, component);
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

  function cycleOf(reference: string): string[] | undefined {
    if (!order.has(reference)) explore(reference);
    return cycles.get(reference);
  }

  return {
    isRecursive: (reference) => cycleOf(reference) !== undefined,
    isMutual(one, other) {
      const cycle = cycleOf(one);
      return cycle !== undefined && cycle === cycleOf(other);
    },
  };
}

/** Returns the references in a schema and in all its subschemas. */
function referencesIn(root: Json | undefined): string[] {
  const references = new Set<string>();
  const pending: Json[] = root === undefined ? [] : [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const schema = asJsonObject(node);
    if (schema === undefined) continue;
    const reference = referenceOf(schema);
    if (reference !== undefined) references.add(reference);
    eachSubschema(schema, (subschema) => pending.push(subschema));
  }
  return [...references];
}
