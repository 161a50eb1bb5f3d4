import { asArray, isJsonObject } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { ExternalNode } from './bundle-types.ts';
import { walk } from './walk.ts';
import type { Visitor } from './walk.ts';
import type { ScalarTexts } from './yaml-scalar.ts';

/** Fields whose values contain texts only, in every object that has them. */
const textFields = ['info', 'servers', 'tags', 'externalDocs', 'securityDefinitions', 'securitySchemes'];
/** Fields of parameters and schemas that are texts. Other numbers in these objects are keywords of JSON Schema. */
const textKeywords = ['name', 'in', 'title', 'description', 'pattern', 'format', 'style', 'collectionFormat'];
const exampleFields = ['default', 'const', 'example'];
const alternatives = ['allOf', 'anyOf', 'oneOf'];

/**
 * Replaces scalars of YAML by their texts where the specification or a schema says that they are strings, in place: the
 * version 1.10 is no number, and neither is the postal code 00501.
 */
export function restoreTexts(
  document: JsonObject,
  externalNodes: readonly ExternalNode[],
  texts: ScalarTexts,
): void {
  function restore(holder: Json[] | JsonObject, key: string): void {
    const text = texts.get(holder)?.get(key);
    if (text !== undefined) Reflect.set(holder, key, text);
  }

  function restoreAll(value: Json | undefined): void {
    if (typeof value !== 'object' || value === null) return;
    for (const key of texts.get(value)?.keys() ?? []) restore(value, key);
    for (const child of Object.values(value)) restoreAll(child);
  }

  function restoreValue(holder: Json[] | JsonObject, key: string, schema: Json | undefined): void {
    const value: unknown = Reflect.get(holder, key);
    if (typeof value !== 'object' || value === null) {
      if (typesOf(schema).has('string')) restore(holder, key);
    } else if (Array.isArray(value)) {
      for (const index of value.keys()) restoreValue(value, String(index), subschema(schema, 'items'));
    } else if (isJsonObject(value)) {
      for (const name of Object.keys(value)) restoreValue(value, name, subschema(schema, 'properties', name));
    }
  }

  /** Returns the types that a schema allows. A schema that allows numbers or booleans too does not say string. */
  function typesOf(schema: Json | undefined, depth = 0): Set<Json> {
    const node = resolve(schema);
    if (node === undefined || depth > 10) return new Set();
    const { type } = node;
    const types = new Set(type === undefined ? [] : Array.isArray(type) ? type : [type]);
    for (const branch of alternatives.flatMap((keyword) => asArray(node[keyword]) ?? []))
      for (const each of typesOf(branch, depth + 1)) types.add(each);
    if (['number', 'integer', 'boolean'].some((each) => types.has(each))) types.delete('string');
    return types;
  }

  function subschema(schema: Json | undefined, keyword: string, name?: string, depth = 0): Json | undefined {
    const node = resolve(schema);
    if (node === undefined || depth > 10) return undefined;
    const child = name === undefined ? node[keyword] : isJsonObject(node[keyword]) && node[keyword][name];
    if (isJsonObject(child)) return child;
    for (const branch of alternatives.flatMap((each) => asArray(node[each]) ?? [])) {
      const found = subschema(branch, keyword, name, depth + 1);
      if (found !== undefined) return found;
    }
    return name === undefined ? undefined : node['additionalProperties'];
  }

  function resolve(schema: Json | undefined): JsonObject | undefined {
    let node = schema;
    // The limit ends a cycle of references.
    for (let hop = 0; hop < 10 && isJsonObject(node) && typeof node['$ref'] === 'string'; hop++)
      node = resolveReference(document, node['$ref']);
    return isJsonObject(node) ? node : undefined;
  }

  const visitor: Visitor = {
    node(node, type) {
      if (type === 'leaf') return true;
      for (const field of textFields) if (type !== 'schema') restoreAll(node[field]);
      for (const keyword of textKeywords) restore(node, keyword);
      if (type === 'operation') for (const key of ['operationId', 'summary']) restore(node, key);
      if (type === 'pathItem') restore(node, 'summary');
      // A parameter of Swagger 2.0 is a schema itself.
      const schema = node['schema'] ?? node;
      for (const field of exampleFields) restoreValue(node, field, schema);
      if (Array.isArray(node['enum'])) restoreItems(node['enum'], schema);
      if (Array.isArray(node['examples'])) restoreItems(node['examples'], schema);
      else if (isJsonObject(node['examples']))
        for (const example of Object.values(node['examples']))
          if (isJsonObject(example)) restoreValue(example, 'value', schema);
      if (type === 'schema') restoreAll(node['required']);
      return true;
    },
  };

  function restoreItems(items: Json[], schema: Json): void {
    for (const index of items.keys()) restoreValue(items, String(index), schema);
  }

  walk(document, 'document', visitor);
  for (const { node, type } of externalNodes) walk(node, type, visitor);
}
