import { essence, familyOf } from '../http/media-type.ts';
import { asArray, asString } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { byteFormatOf, createBudget, maximumDepth } from './byte-formats.ts';
import { followReferences } from './follow-references.ts';
import type { ByteFormat } from './byte-formats.ts';
import type { SchemaContext } from './follow-references.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { BytesNotation } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

const notationTexts: Record<BytesNotation, string> = {
  decoded: 'Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).',
  decodedOrUtf8:
    'A file: its text, or its bytes as base64 or as a data: URL (data:text/plain;name=notes.txt;base64,…).',
  decodedOrText: 'Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).',
  urlOrText: 'Bytes as a data: URL (data:image/png;name=photo.png;base64,…).',
  base64: 'Bytes, as base64 or as a data: URL.',
  base64url: 'Bytes, as base64url or as a data: URL.',
};

/** Returns the schema of an argument for a media type that no writer can make of an object: its text or bytes. */
export function wholeTextArgument(mediaType: string): JsonObject {
  const isBytes = familyOf(mediaType) === 'bytes';
  const description = isBytes ? notationTexts.decoded : `Text in the form of ${mediaType}.`;
  return { type: 'string', description };
}

/** Returns the schema of an argument for a multipart body whose parts the document does not name. */
export function anyPartsArgument(schema: JsonObject | boolean, mediaType: string): JsonObject {
  const declared = typeof schema === 'boolean' ? {} : schema;
  const isForm = essence(mediaType) === 'multipart/form-data';
  const parts = isForm
    ? 'An object, one property a part'
    : 'The parts as a list, or as an object by their names';
  const file = 'a file as a data: URL (data:image/png;name=photo.png;base64,…)';
  return {
    ...(isForm ? { type: 'object' } : {}),
    ...declared,
    description: withSentence(declared, `${parts}; ${file}.`),
  };
}

/** Returns the schema of an argument: text wherever the document has bytes, with a description of how to write them. */
export function bytesArgument(
  context: SchemaContext,
  source: Json | undefined,
  notation: BytesNotation,
  depth = 0,
  budget = createBudget(),
): SourceSchema {
  const schema = followReferences(context, source);
  if (schema === true || depth > maximumDepth || budget.left-- <= 0)
    return { description: notationTexts[notation] };
  if (schema === false) return false;
  const inner = (node: Json | undefined): SourceSchema =>
    bytesArgument(context, node, notation, depth + 1, budget);
  const { anyOf, oneOf, allOf, ...rest } = schema;
  // `oneOf` becomes `anyOf`: bytes and text are both text in an argument, which may fit several branches then.
  const alternatives = asArray(anyOf) ?? asArray(oneOf);
  if (alternatives !== undefined)
    return { ...rest, ...omitUndefined({ allOf }), anyOf: alternatives.map(inner) };
  if (Array.isArray(allOf)) return { ...schema, allOf: allOf.map(inner) };
  const types = [schema['type'] ?? []].flat();
  if (types.includes('array') || schema['items'] !== undefined)
    return { ...schema, items: inner(schema['items']) };
  const format = byteFormatOf(
    schema,
    types.filter((type) => type !== 'null'),
    context,
  );
  const isBytes =
    format !== 'other' && format !== 'anything' && (format !== 'text' || notation === 'decoded');
  if (!isBytes && notation !== 'decoded') return schema;
  if (format === 'other') return schema;
  return asTextSchema(schema, format, notation);
}

/** Returns a schema for text that may also be a file. */
export function textOrFileArgument(schema: JsonObject): JsonObject {
  return { ...schema, description: describe(schema, 'urlOrText') };
}

function describe(schema: JsonObject, notation: BytesNotation): string {
  return withSentence(schema, notationTexts[notation]);
}

/** Returns the description of a schema, ended as a sentence, and one more sentence. */
function withSentence(schema: JsonObject, sentence: string): string {
  const own = asString(schema['description'])?.trim() ?? '';
  if (own === '') return sentence;
  return `${own}${/[\p{L}\p{N})]$/u.test(own) ? '.' : ''} ${sentence}`;
}

/** Drops limits of length and patterns, which are those of the bytes and not of the text that stands for them. */
function asTextSchema(schema: JsonObject, byteFormat: ByteFormat, notation: BytesNotation): JsonObject {
  const { type, format: _format, minLength: _min, maxLength: _max, pattern: _pattern, ...rest } = schema;
  const isNullable = Array.isArray(type) && type.includes('null');
  return {
    ...(byteFormat === 'typeless' || byteFormat === 'anything'
      ? {}
      : { type: isNullable ? ['string', 'null'] : 'string' }),
    ...rest,
    description: describe(schema, notation),
  };
}
