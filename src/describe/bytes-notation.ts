import { optional } from '../json/omit-undefined.ts';
import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import { schemaKeywords, schemaListKeywords, schemaMapKeywords } from '../schema/subschemas.ts';
import { essence, familyOf } from '../http/media-type.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { BytesNotation } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** What a schema is read in. */
export interface SchemaContext {
  document: JsonObject;
  /** Whether a schema without a type stands for bytes. */
  typelessIsBytes: boolean;
}

/**
 * What a schema asks for: bytes, base64 by the word of OpenAPI 3.0 or of 3.1, text, something else; without a type bytes
 * again, or anything.
 */
type ValueKind = 'bytes' | 'byte' | 'base64' | 'base64url' | 'text' | 'other' | 'typeless' | 'anything';

const deepest = 8;

/** Schemas that are looked at for one notation: those that share their parts can be more than there is time for. */
interface Budget {
  left: number;
}

const mostSchemas = 1_000;

/** A schema with its references followed; what stands beside a reference stays. */
export function followReferences(
  { document }: SchemaContext,
  schema: Json | undefined,
): JsonObject | boolean {
  let node = typeof schema === 'boolean' ? schema : (asJsonObject(schema) ?? true);
  for (let hop = 0; hop < deepest && typeof node === 'object'; hop++) {
    const reference = asString(node['$ref']);
    if (reference === undefined) return node;
    const { $ref: _, ...siblings } = node;
    const target = resolveReference(document, reference);
    node = typeof target === 'boolean' ? siblings : { ...asJsonObject(target), ...siblings };
  }
  return typeof node === 'object' && node['$ref'] !== undefined ? true : node;
}

/** How text stands for bytes in a value, or in the items of a list; `mediaType` is the one declared. */
export function notationOf(
  context: SchemaContext,
  schema: SourceSchema,
  mediaType: string | undefined,
): BytesNotation | undefined {
  const kinds = kindsOf(context, schema, 0, { left: mostSchemas });
  const family = mediaType === undefined ? undefined : familyOf(mediaType);
  if (family === 'json') return undefined;
  // Who writes bytes for text means a file of it; who writes base64 for text has been seen to mean the text.
  if (family === 'text' || family === 'xml' || family === 'lines')
    return kinds.has('bytes') ? 'decodedOrUtf8' : undefined;
  if (kinds.has('bytes')) return kinds.has('text') ? 'urlOrText' : 'decoded';
  // An API that takes octets means them, whatever the format of 3.0; one that takes a picture may mean its base64.
  if (kinds.has('byte')) return essence(mediaType ?? '') === octets ? 'decoded' : 'base64';
  if (kinds.has('base64')) return 'base64';
  if (kinds.has('base64url')) return 'base64url';
  if (family === 'bytes') return 'decoded';
  if (family !== undefined && family !== 'other') return undefined;
  if (kinds.has('typeless')) return kinds.has('text') ? 'urlOrText' : 'decodedOrText';
  return kinds.has('anything') ? 'urlOrText' : undefined;
}

const octets = 'application/octet-stream';

/** Whether text fits a value, or the items of a list; also where text stands for bytes. */
export function takesText(context: SchemaContext, schema: SourceSchema): boolean {
  return [...kindsOf(context, schema, 0, { left: mostSchemas })].some((kind) => kind !== 'other');
}

function kindsOf(
  context: SchemaContext,
  source: Json | undefined,
  depth: number,
  budget: Budget,
): Set<ValueKind> {
  const schema = followReferences(context, source);
  if (schema === false) return new Set(['other']);
  if (schema === true || depth > deepest || budget.left-- <= 0) return new Set([kindOf({}, [], context)]);
  const alternatives = ['anyOf', 'oneOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []);
  if (alternatives.length > 0)
    return new Set(
      alternatives
        .filter((branch) => asJsonObject(branch)?.['type'] !== 'null')
        .flatMap((branch) => [...kindsOf(context, branch, depth + 1, budget)]),
    );
  const types = [schema['type'] ?? []].flat().filter((type) => type !== 'null');
  if (types.includes('array') || (types.length === 0 && schema['items'] !== undefined))
    return kindsOf(context, schema['items'], depth + 1, budget);
  const own = kindOf(schema, types, context);
  const parts = (asArray(schema['allOf']) ?? []).flatMap((part) => [
    ...kindsOf(context, part, depth + 1, budget),
  ]);
  const telling = [own, ...parts].filter((kind) => kind !== 'typeless' && kind !== 'anything');
  return new Set(telling.length > 0 ? telling : [own]);
}

/** Keywords that say nothing of what a value is; by those in the second list it is hardly a file. */
const silent = new Set(
  'description deprecated readOnly writeOnly externalDocs xml allOf nullable'.split(' '),
);
const hinting = new Set(['title', 'default', 'example', 'examples']);

/** All the ways in which documents ask for bytes (OpenAPI 3.0 §4.4, 3.1 §4.4.2). */
function kindOf(schema: JsonObject, types: Json[], { typelessIsBytes }: SchemaContext): ValueKind {
  const format = asString(schema['format'])?.toLowerCase();
  const encoding = asString(schema['contentEncoding'])?.toLowerCase();
  if (types.length > 0 && !types.includes('string')) return 'other';
  if (encoding === 'base64url' || format === 'base64url') return 'base64url';
  if (format === 'byte') return 'byte';
  if (encoding === 'base64' || format === 'base64') return 'base64';
  if (encoding === 'binary' || format === 'binary' || format === 'file') return 'bytes';
  const mediaType = asString(schema['contentMediaType']);
  if (encoding === undefined && mediaType !== undefined && familyOf(mediaType) === 'bytes') return 'bytes';
  if (types.length > 0) return 'text';
  const keywords = Object.keys(schema).filter((key) => !silent.has(key) && !key.startsWith('x-'));
  if (keywords.length === 0) return typelessIsBytes ? 'typeless' : 'anything';
  return keywords.every((key) => hinting.has(key)) ? 'anything' : 'other';
}

/** What an argument is that only text can be written as. */
export function unwritableArgument(mediaType: string): JsonObject {
  const isBytes = familyOf(mediaType) === 'bytes';
  return { type: 'string', description: isBytes ? words.decoded : `Text in the form of ${mediaType}.` };
}

const words: Record<BytesNotation, string> = {
  decoded: 'Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).',
  decodedOrUtf8:
    'A file: its text, or its bytes as base64 or as a data: URL (data:text/plain;name=notes.txt;base64,…).',
  decodedOrText: 'Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).',
  urlOrText: 'Bytes as a data: URL (data:image/png;name=photo.png;base64,…).',
  base64: 'Bytes, as base64 or as a data: URL.',
  base64url: 'Bytes, as base64url or as a data: URL.',
};

/** The schema as an argument has it: text wherever the document has bytes, and a word on how to write them. */
export function argumentSchema(
  context: SchemaContext,
  source: Json | undefined,
  notation: BytesNotation,
  depth = 0,
  budget: Budget = { left: mostSchemas },
): SourceSchema {
  const schema = followReferences(context, source);
  if (schema === true || depth > deepest || budget.left-- <= 0) return { description: words[notation] };
  if (schema === false) return false;
  const inner = (node: Json | undefined): SourceSchema =>
    argumentSchema(context, node, notation, depth + 1, budget);
  const { anyOf, oneOf, allOf, ...rest } = schema;
  // Bytes and text are both text in an argument, so that it may fit more than one of them.
  const alternatives = asArray(anyOf) ?? asArray(oneOf);
  if (alternatives !== undefined)
    return { ...rest, ...optional('allOf', allOf), anyOf: alternatives.map(inner) };
  if (Array.isArray(allOf)) return { ...schema, allOf: allOf.map(inner) };
  const types = [schema['type'] ?? []].flat();
  if (types.includes('array') || schema['items'] !== undefined)
    return { ...schema, items: inner(schema['items']) };
  const named = types.filter((type) => type !== 'null');
  const kind = kindOf(schema, named, context);
  const isBytes = kind !== 'other' && kind !== 'anything' && (kind !== 'text' || notation === 'decoded');
  if (!isBytes && notation !== 'decoded') return schema;
  if (kind === 'other') return schema;
  return asText(schema, kind, notation);
}

/** A schema for text that may be a file as well. */
export function withFileNote(schema: JsonObject): JsonObject {
  return { ...schema, description: describe(schema, 'urlOrText') };
}

function describe(schema: JsonObject, notation: BytesNotation): string {
  const own = asString(schema['description'])?.trim() ?? '';
  return [own, words[notation]].filter((text) => text !== '').join(' ');
}

/** Limits of length and patterns are of the bytes, not of the text that stands for them. */
function asText(schema: JsonObject, kind: ValueKind, notation: BytesNotation): JsonObject {
  const { type, format: _format, minLength: _min, maxLength: _max, pattern: _pattern, ...rest } = schema;
  const isNullable = Array.isArray(type) && type.includes('null');
  return {
    ...(kind === 'typeless' || kind === 'anything'
      ? {}
      : { type: isNullable ? ['string', 'null'] : 'string' }),
    ...rest,
    description: describe(schema, notation),
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
    const map = asJsonObject(value) ?? {};
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
  const schema = asJsonObject(node);
  return schema === undefined ? node : withoutBinaryFormat(schema);
}
