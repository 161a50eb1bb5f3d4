import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { formatPointer, resolveReference } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import { walk } from './walk.ts';

/** Keywords whose subschemas apply to the same value as their schema (JSON Schema 2020-12 Core §10.2). */
const listKeywords = ['allOf', 'anyOf', 'oneOf'];
const singleKeywords = ['not', 'if', 'then', 'else'];
const referenceKeywords = ['$ref', '$dynamicRef'] as const;

/** A reference of a schema to another. */
interface SchemaReference {
  holder: JsonObject;
  key: (typeof referenceKeywords)[number];
  text: string;
}

/** An edge from a schema to one that applies to the same value, with the reference that makes it, if any. */
interface Edge {
  to: JsonObject;
  reference?: SchemaReference;
}

/** A schema on the path of the depth-first search. */
interface Visit {
  node: JsonObject;
  edges: Edge[];
  next: number;
  /** The reference that led to the schema. */
  entered: SchemaReference | undefined;
}

/**
 * Breaks cycles of mutually recursive compositions, in place: a schema that applies to a value only if the same schema
 * applies to the same value. A validator would recurse for ever. One reference of each cycle is deleted and reported.
 * A schema that is recursive through its items or properties stays, because values are finite.
 * `references` has the schemas with a reference: every cycle has one.
 */
export function breakCycles(document: JsonObject, references: readonly JsonObject[], report: Report): void {
  const finished = new Set<object>();
  const open = new Set<object>();
  const targets = new Map<string, Json | undefined>();

  function visit(node: JsonObject, entered?: SchemaReference): Visit {
    open.add(node);
    return { node, edges: edgesFrom(node, targetOf), next: 0, entered };
  }

  function targetOf(text: string): Json | undefined {
    if (!targets.has(text)) {
      targets.set(text, resolveReference(document, text));
    }
    return targets.get(text);
  }

  function search(start: JsonObject): void {
    const path = [visit(start)];
    for (let current = path.at(-1); current !== undefined; current = path.at(-1)) {
      const edge = current.edges[current.next++];
      if (edge === undefined) {
        path.pop();
        open.delete(current.node);
        finished.add(current.node);
      } else if (open.has(edge.to)) drop(edge.reference ?? path.findLast(({ entered }) => entered)?.entered);
      else if (!finished.has(edge.to)) path.push(visit(edge.to, edge.reference));
    }
  }

  function drop(reference: SchemaReference | undefined): void {
    if (reference === undefined || !(reference.key in reference.holder)) return;
    const pointer = pointerOf(document, reference.holder) ?? reference.text.slice(1);
    delete reference.holder[reference.key];
    const message = `The reference to ${reference.text} was dropped: it makes a cycle of schemas for one value.`;
    report({ kind: 'relaxed', pointer, message });
  }

  for (const node of references) if (!finished.has(node)) search(node);
}

function edgesFrom(node: JsonObject, targetOf: (text: string) => Json | undefined): Edge[] {
  const edges: Edge[] = [];
  const add = (value: Json | undefined, reference?: SchemaReference): void => {
    if (isJsonObject(value)) edges.push(reference === undefined ? { to: value } : { to: value, reference });
  };
  for (const key of referenceKeywords) {
    const text = node[key];
    if (typeof text === 'string') add(targetOf(text), { holder: node, key, text });
  }
  for (const keyword of listKeywords) {
    const list = node[keyword];
    if (Array.isArray(list)) for (const item of list) add(item);
  }
  for (const keyword of singleKeywords) add(node[keyword]);
  return edges;
}

function pointerOf(document: JsonObject, wanted: JsonObject): string | undefined {
  let pointer: string | undefined;
  walk(document, 'document', {
    node(node, _type, path) {
      if (node === wanted) pointer = formatPointer(path);
      return pointer === undefined;
    },
  });
  return pointer;
}
