import type { Report } from '../errors.ts';
import { asArray, isJsonObject } from '../json/narrow.ts';
import { formatPointer, parsePointer, parseReference, valueAt } from '../json/pointer.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { Bundle, BundleObserver } from './bundle-types.ts';
import { findDynamicNames } from './dynamic-names.ts';
import { mapSubschemas } from './map-subschemas.ts';
import { createSchemaResources } from './schema-resources.ts';
import type { DynamicScope } from './schema-resources.ts';
import { walk } from './walk.ts';

/** The most copies of schemas. A document with more has schemas that multiply each other. */
const maximumCopies = 1_000;

/**
 * Replaces the dynamic references of a document by plain ones, in place (JSON Schema 2020-12 Core §8.2.3.2). A schema whose
 * dynamic references have other targets in some dynamic scope is copied for that scope, under `x-dynamic`: a generic list
 * becomes a list of numbers and a list of texts.
 */
export function bindDynamicReferences(
  document: JsonObject,
  { externalNodes, dynamicReferences }: Bundle,
  report: Report,
  observer: BundleObserver,
): void {
  const names = new Map(dynamicReferences.map(({ holder, name }) => [holder, name]));
  const { namesWithin, pointers } = findDynamicNames(document, names, rootPointers(document));
  const { enter, inPlaceScope } = createSchemaResources(document);
  const references = new Map<string, string>();
  const pending: (() => void)[] = [];
  const copies: JsonObject = {};
  const inPlace = new Map<JsonObject, string[]>();

  /** Returns the reference to a schema as it is in a dynamic scope. */
  function bind(pointer: string, scope: DynamicScope): string {
    const within = namesWithin(pointer);
    if (within.size === 0) return `#${pointer}`;
    const key = keyOf(enter(scope, pointer), within);
    if (key === keyOf(inPlaceScope(pointer), within)) return `#${pointer}`;
    const known = references.get(`${key} ${pointer}`);
    if (known !== undefined) return known;
    const number = String(references.size);
    const name = parsePointer(pointer)?.at(-1) ?? '';
    const reference = references.size < maximumCopies ? formatPointer(['x-dynamic', number, name]) : pointer;
    references.set(`${key} ${pointer}`, `#${reference}`);
    if (reference === pointer) {
      const message = 'The dynamic references in it have the same targets in every dynamic scope.';
      report({ kind: 'relaxed', pointer, message });
    } else pending.push(() => addCopy(number, name, pointer, scope));
    return `#${reference}`;
  }

  function addCopy(number: string, name: string, pointer: string, scope: DynamicScope): void {
    const copy = bound(at(document, pointer), pointer, scope);
    copies[number] = { [name]: copy };
    observer.copied?.(formatPointer(['x-dynamic', number, name]), pointer);
    if (isJsonObject(copy)) externalNodes.push({ node: copy, type: 'schema', document });
  }

  /** Returns a copy of a schema without dynamic references, as it is in a dynamic scope. */
  function bound(schema: Json, pointer: string, outer: DynamicScope): Json {
    if (!isJsonObject(schema)) return schema;
    const scope = enter(outer, pointer);
    const copy = mapSubschemas(schema, pointer, (subschema, place) => bound(subschema, place, scope));
    setReferences(copy, referencesOf(schema, scope));
    return copy;
  }

  /** Collects the references of a schema and its subschemas, as they are in a dynamic scope. */
  function collect(schema: Json, pointer: string, outer: DynamicScope): void {
    if (!isJsonObject(schema)) return;
    const scope = enter(outer, pointer);
    mapSubschemas(schema, pointer, (subschema, place) => {
      collect(subschema, place, scope);
      return subschema;
    });
    inPlace.set(schema, referencesOf(schema, scope));
  }

  /** Returns the references that stand for those of a schema in a dynamic scope. */
  function referencesOf(schema: JsonObject, scope: DynamicScope): string[] {
    const { $ref: plain, $dynamicRef: dynamic } = schema;
    const bindings = typeof plain === 'string' ? [bindReference(plain, scope)] : [];
    if (typeof dynamic !== 'string') return bindings;
    const target = scope.get(names.get(schema) ?? '*');
    return [...bindings, target === undefined ? bindReference(dynamic, scope) : bind(target, scope)];
  }

  function bindReference(reference: string, scope: DynamicScope): string {
    const path = parseReference(reference);
    return path === undefined ? reference : bind(formatPointer(path), scope);
  }

  for (const pointer of pointers)
    if (namesWithin(pointer).size > 0) collect(at(document, pointer), pointer, inPlaceScope(pointer));
  // Making a copy may ask for further copies.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) next();
  // The copies were made of the schemas as they were.
  for (const [schema, bindings] of inPlace) setReferences(schema, bindings);
  if (Object.keys(copies).length > 0) document['x-dynamic'] = copies;
}

/** Returns the pointers of the outermost schemas of a document. */
function rootPointers(document: JsonObject): string[] {
  const pointers: string[] = [];
  walk(document, 'document', {
    node(_node, type, path) {
      if (type === 'schema') pointers.push(formatPointer(path));
      return type !== 'schema';
    },
  });
  return pointers;
}

/** Sets the references of a schema. The second one stands in `allOf`, because `$ref` holds one. */
function setReferences(schema: JsonObject, [first, second]: readonly string[]): void {
  delete schema['$dynamicRef'];
  if (first !== undefined) schema['$ref'] = first;
  if (second !== undefined) schema['allOf'] = [...(asArray(schema['allOf']) ?? []), { $ref: second }];
}

/** Returns the text of the targets of some names in a scope. */
function keyOf(scope: DynamicScope, names: ReadonlySet<string>): string {
  return JSON.stringify([...names].sort().map((name) => [name, scope.get(name)]));
}

function at(document: JsonObject, pointer: string): Json {
  return valueAt(document, parsePointer(pointer) ?? []) ?? true;
}
