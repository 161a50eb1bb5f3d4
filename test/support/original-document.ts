import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { isJsonObject } from '../../src/json/narrow.ts';
import { walk } from '../../src/load/walk.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/**
 * Returns a document as it was written, with its schemas in JSON Schema 2020-12 by the letter of the specification: the
 * dialects of OpenAPI 3.0 and Swagger 2.0 are brought to it without the code under test.
 */
export function readOriginal(source: string): JsonObject {
  const text = readFileSync(source, 'utf8');
  const document: unknown = source.endsWith('.json') ? JSON.parse(text) : load(text);
  return toOriginal(JSON.parse(JSON.stringify(document)));
}

/** Brings the schemas of a parsed document to JSON Schema 2020-12, in place. */
export function toOriginal(document: JsonObject): JsonObject {
  const is20 = document['swagger'] !== undefined;
  const is30 = String(document['openapi']).startsWith('3.0');
  if (!is20 && !is30) return document;
  walk(document, 'document', {
    node(node, type) {
      if (type === 'schema') upgrade(node);
      // The keywords of a Swagger 2.0 parameter stand beside its name.
      if (is20 && type === 'parameter' && node['schema'] === undefined) node['schema'] = schemaBeside(node);
      return true;
    },
  });
  return document;
}

const besideName = new Set(['name', 'in', 'required', 'description', 'collectionFormat', 'allowEmptyValue']);

function schemaBeside(parameter: JsonObject): JsonObject {
  const entries = Object.entries(parameter).filter(([key]) => !besideName.has(key));
  return structuredClone(Object.fromEntries(entries));
}

/** OpenAPI 3.0.4 §4.7.24, Swagger 2.0 Schema Object, JSON Schema Wright-00. */
function upgrade(schema: JsonObject): void {
  const { type } = schema;
  const nullable = schema['nullable'] ?? schema['x-nullable'];
  if (typeof schema['$ref'] === 'string') {
    for (const key of Object.keys(schema)) if (key !== '$ref') delete schema[key];
    return;
  }
  if (nullable === true && typeof type === 'string') schema['type'] = [type, 'null'];
  delete schema['nullable'];
  for (const [exclusive, inclusive] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const bound = schema[inclusive];
    if (typeof schema[exclusive] !== 'boolean') continue;
    if (schema[exclusive] === true && bound !== undefined) {
      schema[exclusive] = bound;
      delete schema[inclusive];
    } else delete schema[exclusive];
  }
}

/** Returns a document without the keywords that only hold in one direction. */
export function withoutDirections(node: Json): Json {
  if (Array.isArray(node)) return node.map(withoutDirections);
  if (!isJsonObject(node)) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => !(['readOnly', 'writeOnly'].includes(key) && typeof value === 'boolean'),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutDirections(value)]));
}
