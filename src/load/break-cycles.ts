import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { formatPointer, resolveReference } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { ExternalNode } from './bundle-references.ts';
import { walk } from './object-types.ts';

/** Keywords whose schemas apply to the same value as the schema that they stand in (JSON Schema 2020-12 Core §10.2). */
const inPlaceLists = ['allOf', 'anyOf', 'oneOf'];
const inPlace = ['not', 'if', 'then', 'else'];
const references = ['$ref', '$dynamicRef'] as const;
const stepKeywords = new Set<string>([...inPlaceLists, ...inPlace, ...references]);

/** A step from a schema to one that applies to the same value. */
interface Step {
  to: JsonObject;
  /** Where the step is a reference. */
  reference?: { holder: JsonObject; key: (typeof references)[number]; text: string };
}

interface Visit {
  node: JsonObject;
  steps: Step[];
  next: number;
  entered: Step['reference'];
}

/**
 * Takes out references by which a schema applies to a value only if it applies to it, over and over: a validator would
 * never come to an end. A list of itself is another matter: values end.
 */
export function breakEndlessReferences(
  document: JsonObject,
  externalNodes: readonly ExternalNode[],
  report: Report,
): void {
  const finished = new Set<object>();
  const open = new Set<object>();
  const targets = new Map<string, Json | undefined>();

  function visit(node: JsonObject, entered?: Step['reference']): Visit {
    open.add(node);
    return { node, steps: stepsFrom(node, targetOf), next: 0, entered };
  }

  function targetOf(text: string): Json | undefined {
    if (!targets.has(text)) {
      targets.set(text, resolveReference(document, text));
    }
    return targets.get(text);
  }

  function explore(start: JsonObject): void {
    const path = [visit(start)];
    for (let current = path.at(-1); current !== undefined; current = path.at(-1)) {
      const step = current.steps[current.next++];
      if (step === undefined) {
        path.pop();
        open.delete(current.node);
        finished.add(current.node);
      } else if (open.has(step.to)) cut(step.reference ?? path.findLast(({ entered }) => entered)?.entered);
      else if (!finished.has(step.to)) path.push(visit(step.to, step.reference));
    }
  }

  function cut(reference: Step['reference']): void {
    if (reference === undefined || !(reference.key in reference.holder)) return;
    const pointer = pointerOf(document, reference.holder) ?? reference.text.slice(1);
    delete reference.holder[reference.key];
    const message = `The reference to ${reference.text} was dropped: it leads to itself without end.`;
    report({ kind: 'relaxed', pointer, message });
  }

  const visitor = {
    node(node: JsonObject, kind: string): boolean {
      if (kind === 'schema' && !finished.has(node) && hasSteps(node)) explore(node);
      return true;
    },
  };
  walk(document, 'document', visitor);
  for (const { node, kind } of externalNodes) walk(node, kind, visitor);
}

/** Nearly all schemas of nearly all documents end here. */
function hasSteps(node: JsonObject): boolean {
  for (const key in node) if (stepKeywords.has(key)) return true;
  return false;
}

function stepsFrom(node: JsonObject, targetOf: (text: string) => Json | undefined): Step[] {
  const steps: Step[] = [];
  const add = (value: Json | undefined, reference?: Step['reference']): void => {
    if (isJsonObject(value)) steps.push(reference === undefined ? { to: value } : { to: value, reference });
  };
  for (const key of references) {
    const text = node[key];
    if (typeof text === 'string') add(targetOf(text), { holder: node, key, text });
  }
  for (const keyword of inPlaceLists) {
    const list = node[keyword];
    if (Array.isArray(list)) for (const item of list) add(item);
  }
  for (const keyword of inPlace) add(node[keyword]);
  return steps;
}

function pointerOf(document: JsonObject, wanted: JsonObject): string | undefined {
  let found: string | undefined;
  walk(document, 'document', {
    node(node, _kind, path) {
      if (node === wanted) found = formatPointer(path);
      return found === undefined;
    },
  });
  return found;
}
