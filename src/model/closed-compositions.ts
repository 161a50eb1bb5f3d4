import { asArray, asJsonObject } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import { referenceOf } from '../schema/subschemas.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Deeper compositions are not followed. */
const maximumDepth = 50;

/** The most schemas of one composition that are read. */
const maximumSchemas = 200;

/** The schemas that a value must fit at once, and the choices among further ones. */
interface Conjunction {
  parts: JsonObject[];
  branches: Conjunction[];
}

/** Compositions of closed schemas (`additionalProperties: false`). `allOf` does not extend a closed schema. */
export interface ClosedCompositions {
  /** Returns true if a closed schema forbids a property that a schema which it is composed with declares. */
  areContradictory(schema: JsonObject): boolean;
  /** Returns true if a schema is closed, or composed of one that is. */
  includeClosed(node: Json | undefined): boolean;
  /** Returns all schemas that a value must fit at once to fit a schema. */
  partsOf(node: Json | undefined): JsonObject[];
}

/** Reads the compositions of one document. */
export function createClosedCompositions(document: JsonObject): ClosedCompositions {
  function readAll(node: Json | undefined): Conjunction {
    let left = maximumSchemas;

    function read(inner: Json | undefined, depth: number, seen: Set<string>): Conjunction {
      const schema = asJsonObject(inner);
      if (schema === undefined || depth > maximumDepth || left-- <= 0) return { parts: [], branches: [] };
      const reference = referenceOf(schema);
      // A value that must fit a schema twice must fit it once.
      const isFollowed = reference !== undefined && !seen.has(reference);
      if (isFollowed) seen.add(reference);
      const target = isFollowed ? [resolveReference(document, reference)] : [];
      const composed = [...target, ...(asArray(schema['allOf']) ?? [])].map((part) =>
        read(part, depth + 1, seen),
      );
      const choices = ['anyOf', 'oneOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []);
      return {
        parts: [schema, ...composed.flatMap(({ parts }) => parts)],
        branches: [
          ...composed.flatMap(({ branches }) => branches),
          ...choices.map((branch) => read(branch, depth + 1, new Set(seen))),
        ],
      };
    }

    return read(node, 0, new Set());
  }

  const partLists = new Map<Json | undefined, JsonObject[]>();

  return {
    areContradictory: (schema) => isComposed(schema) && forbids(readAll(schema), [], []),
    includeClosed: (node) => hasClosed(readAll(node)),
    partsOf(node) {
      const reference = referenceOf(asJsonObject(node) ?? {});
      // A reference with nothing beside it stands for its target, wherever it stands.
      const key = reference === undefined || Object.keys(Object(node)).length > 1 ? node : reference;
      const parts = partLists.get(key) ?? [...new Set(readAll(node).parts)];
      partLists.set(key, parts);
      return parts;
    },
  };
}

function hasClosed({ parts, branches }: Conjunction): boolean {
  return parts.some(isClosed) || branches.some(hasClosed);
}

function isClosed(schema: JsonObject): boolean {
  return schema['additionalProperties'] === false;
}

function isComposed(schema: JsonObject): boolean {
  const isReference = referenceOf(schema) !== undefined && Object.keys(schema).length > 1;
  return isReference || ['allOf', 'anyOf', 'oneOf'].some((keyword) => schema[keyword] !== undefined);
}

/** Checks the parts of a conjunction against each other, and against those around it: branches exclude each other. */
function forbids({ parts, branches }: Conjunction, closed: JsonObject[], names: string[]): boolean {
  const allClosed = [...closed, ...parts.filter(isClosed)];
  const allNames = [...names, ...parts.flatMap(declaredNames)];
  if (allClosed.some((part) => allNames.some((name) => !allows(part, name)))) return true;
  return branches.some((branch) => forbids(branch, allClosed, allNames));
}

/** A property that must be absent is not declared. */
function declaredNames({ properties }: JsonObject): string[] {
  return Object.entries(asJsonObject(properties) ?? {}).flatMap(([name, value]) =>
    value === false ? [] : [name],
  );
}

/** A pattern may allow any name. */
function allows({ properties, patternProperties }: JsonObject, name: string): boolean {
  return Object.hasOwn(asJsonObject(properties) ?? {}, name) || patternProperties !== undefined;
}
