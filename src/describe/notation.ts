import { asArray, asObject, asString, optional } from '../model/node.ts';
import { resolvePointer } from '../model/reference.ts';
import { schemaKeywords, schemaListKeywords, schemaMapKeywords } from '../model/schema-positions.ts';
import { familyOf } from '../runtime/media-type.ts';
import type { SourceSchema } from '../model/types.ts';
import type { MediaFamily } from '../runtime/media-type.ts';
import type { BytesNotation, Json, JsonObject } from '../runtime/types.ts';

/** What a schema asks for: raw or encoded bytes, text, something else, or nothing that it says. */
type Kind = 'bytes' | 'base64' | 'base64url' | 'text' | 'other' | 'unsaid';

const deepest = 8;

/** A schema with its references followed; what stands beside a reference stays. */
export function followReferences(document: JsonObject, schema: Json | undefined): JsonObject | boolean {
  let node = typeof schema === 'boolean' ? schema : (asObject(schema) ?? true);
  for (let hop = 0; hop < deepest && typeof node === 'object'; hop++) {
    const reference = asString(node['$ref']);
    if (reference === undefined) return node;
    const { $ref: _, ...siblings } = node;
    const target = resolvePointer(document, reference);
    node = typeof target === 'boolean' ? siblings : { ...asObject(target), ...siblings };
  }
  return typeof node === 'object' && node['$ref'] !== undefined ? true : node;
}

/** How text stands for bytes in a value, or in the items of a list; `family` is that of its declared media type. */
export function notationOf(
  document: JsonObject,
  schema: SourceSchema,
  family: MediaFamily | undefined,
): BytesNotation | undefined {
  const kinds = kindsOf(document, schema, 0);
  if (family === 'json') return undefined;
  if (kinds.has('bytes')) {
    if (family === 'text' || family === 'xml' || family === 'lines') return 'decodedOrText';
    return kinds.has('text') ? 'urlOrText' : 'decoded';
  }
  if (kinds.has('base64')) return 'base64';
  if (kinds.has('base64url')) return 'base64url';
  if (family === 'bytes') return 'decoded';
  // OpenAPI 3.1 §4.8.15.1: without a type, octets.
  const isOpen = kinds.has('unsaid') && (family === undefined || family === 'other');
  return isOpen ? 'decodedOrText' : undefined;
}

function kindsOf(document: JsonObject, source: Json | undefined, depth: number): Set<Kind> {
  const schema = followReferences(document, source);
  if (schema === true || depth > deepest) return new Set(['unsaid']);
  if (schema === false) return new Set(['other']);
  const alternatives = ['anyOf', 'oneOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []);
  if (alternatives.length > 0)
    return new Set(
      alternatives
        .filter((branch) => asObject(branch)?.['type'] !== 'null')
        .flatMap((branch) => [...kindsOf(document, branch, depth + 1)]),
    );
  const types = [schema['type'] ?? []].flat().filter((type) => type !== 'null');
  if (types.includes('array') || (types.length === 0 && schema['items'] !== undefined))
    return kindsOf(document, schema['items'], depth + 1);
  const own = kindOf(schema, types);
  const parts = (asArray(schema['allOf']) ?? []).flatMap((part) => [...kindsOf(document, part, depth + 1)]);
  const said = [own, ...parts].filter((kind) => kind !== 'unsaid');
  return new Set(said.length > 0 ? said : ['unsaid']);
}

/** Keywords that say nothing of what a value is. */
const wordsOnly = new Set(
  'title description example examples deprecated readOnly writeOnly externalDocs xml allOf default nullable'.split(
    ' ',
  ),
);

/** All the ways in which documents ask for bytes (OpenAPI 3.0 §4.4, 3.1 §4.4.2). */
function kindOf(schema: JsonObject, types: Json[]): Kind {
  const format = asString(schema['format'])?.toLowerCase();
  const encoding = asString(schema['contentEncoding'])?.toLowerCase();
  if (types.length > 0 && !types.includes('string')) return 'other';
  if (encoding === 'base64url' || format === 'base64url') return 'base64url';
  if (encoding === 'base64' || format === 'byte' || format === 'base64') return 'base64';
  if (encoding === 'binary' || format === 'binary' || format === 'file') return 'bytes';
  const mediaType = asString(schema['contentMediaType']);
  if (encoding === undefined && mediaType !== undefined && familyOf(mediaType) === 'bytes') return 'bytes';
  if (types.length > 0) return 'text';
  const keywords = Object.keys(schema).filter((key) => !wordsOnly.has(key) && !key.startsWith('x-'));
  return keywords.length === 0 ? 'unsaid' : 'other';
}

const words: Record<BytesNotation, string> = {
  decoded: 'Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).',
  decodedOrText: 'Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).',
  urlOrText: 'Bytes as a data: URL (data:image/png;name=photo.png;base64,…).',
  base64: 'Bytes, as base64 or as a data: URL.',
  base64url: 'Bytes, as base64url or as a data: URL.',
};

/** The schema as an argument has it: text wherever the document has bytes, and a word on how to write them. */
export function argumentSchema(
  document: JsonObject,
  source: Json | undefined,
  notation: BytesNotation,
  depth = 0,
): SourceSchema {
  const schema = followReferences(document, source);
  if (schema === true || depth > deepest) return { description: words[notation] };
  if (schema === false) return false;
  const inner = (node: Json | undefined): SourceSchema => argumentSchema(document, node, notation, depth + 1);
  const { anyOf, oneOf, allOf, ...rest } = schema;
  // Bytes and text are both text in an argument, so that it may fit more than one of them.
  const alternatives = asArray(anyOf) ?? asArray(oneOf);
  if (alternatives !== undefined)
    return { ...rest, ...optional('allOf', allOf), anyOf: alternatives.map(inner) };
  if (Array.isArray(allOf)) return { ...schema, allOf: allOf.map(inner) };
  const types = [schema['type'] ?? []].flat();
  if (types.includes('array') || schema['items'] !== undefined)
    return { ...schema, items: inner(schema['items']) };
  const kind = kindOf(
    schema,
    types.filter((type) => type !== 'null'),
  );
  if (kind === 'other' || (kind === 'text' && notation !== 'decoded')) return schema;
  return asText(schema, kind, notation);
}

/** Limits of length and patterns are of the bytes, not of the text that stands for them. */
function asText(schema: JsonObject, kind: Kind, notation: BytesNotation): JsonObject {
  const { type, format: _format, minLength: _min, maxLength: _max, pattern: _pattern, ...rest } = schema;
  const isNullable = Array.isArray(type) && type.includes('null');
  const own = asString(schema['description'])?.trim() ?? '';
  return {
    ...(kind === 'unsaid' ? {} : { type: isNullable ? ['string', 'null'] : 'string' }),
    ...rest,
    description: [own, words[notation]].filter((text) => text !== '').join(' '),
  };
}

const withoutFormat = new WeakMap<JsonObject, JsonObject>();

/** A schema without `format: binary`, which no text of an argument is; nodes that have none of it stay shared. */
export function withoutBinaryFormat(schema: JsonObject): JsonObject {
  const known = withoutFormat.get(schema);
  if (known !== undefined) return known;
  withoutFormat.set(schema, schema);
  const changes = Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
    const cleaned = cleanKeyword(keyword, value);
    return cleaned === value ? [] : [[keyword, cleaned]];
  });
  const { format, ...rest } = schema;
  const isBinary = format === 'binary';
  const result =
    changes.length === 0 && !isBinary
      ? schema
      : { ...(isBinary ? rest : schema), ...Object.fromEntries(changes) };
  withoutFormat.set(schema, result);
  return result;
}

function cleanKeyword(keyword: string, value: Json): Json {
  if (schemaMapKeywords.has(keyword)) {
    const map = asObject(value) ?? {};
    const entries = Object.entries(map).map(([name, node]) => [name, cleanNode(node)] as const);
    return entries.some(([name, node]) => node !== map[name]) ? Object.fromEntries(entries) : value;
  }
  if (schemaListKeywords.has(keyword) && Array.isArray(value)) {
    const list = value.map(cleanNode);
    return list.some((node, index) => node !== value[index]) ? list : value;
  }
  return schemaKeywords.has(keyword) ? cleanNode(value) : value;
}

function cleanNode(node: Json): Json {
  const schema = asObject(node);
  return schema === undefined ? node : withoutBinaryFormat(schema);
}
