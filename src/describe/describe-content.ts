import { describeXml } from './describe-xml.ts';
import { anyPartsArgument, bytesArgument, textOrFileArgument, wholeTextArgument } from './bytes-argument.ts';
import { formatType } from './byte-formats.ts';
import { allowsText, notationOf } from './bytes-notation.ts';
import { followReferences } from './follow-references.ts';
import type { SchemaContext } from './follow-references.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { asArray, asJsonObject, asString, asStrings } from '../json/narrow.ts';
import { essence, familyOf, isJson } from '../http/media-type.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { MediaFamily } from '../http/media-type.ts';
import type { BytesNotation, ContentDescriptor, EncodingDescriptor } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Content as the document declares it. */
interface SourceContent extends Pick<ContentDescriptor, 'encoding' | 'prefixEncoding' | 'itemEncoding'> {
  mediaType: string;
  schema: SourceSchema;
}

/** A description of how content is written, and of its argument. */
export interface DescribedContent {
  content: ContentDescriptor;
  /** The document's own object if nothing in it stands for bytes. */
  schema: SourceSchema;
  /** Number of files in the content; infinite for a list of files. */
  files: number;
}

/** Describes how a value is written as a media type, and the schema of its argument. */
export function describeContent(context: SchemaContext, source: SourceContent): DescribedContent {
  const family = familyOf(source.mediaType);
  if (family === 'multipart' || family === 'form') return describeFields(context, source, family);
  const notation = notationOfBody(context, source, family);
  const written: ContentDescriptor = omitUndefined({
    bytes: notation,
    schema: family === 'xml' ? describeXml(context.document, source.schema) : undefined,
  });
  if (isUnwritable(context, source))
    return { content: written, schema: wholeTextArgument(source.mediaType), files: 0 };
  if (notation !== undefined)
    return { content: written, schema: bytesArgument(context, source.schema, notation), files: 0 };
  if (family === 'lines') return { content: written, schema: sequenceOf(context, source.schema), files: 0 };
  return {
    content: written,
    schema: family === 'text' ? plainText(context, source.schema) : source.schema,
    files: 0,
  };
}

/**
 * Returns true if a document declares an object for a media type that no writer here makes of an object, such as
 * Protocol Buffers or CSV. The argument is then the text, or the bytes, of the whole.
 */
export function isUnwritable(context: SchemaContext, { mediaType, schema }: SourceContent): boolean {
  const family = familyOf(mediaType);
  const isText = family === 'text' && !/^text\/plain$|ya?ml$/.test(essence(mediaType));
  return (family === 'bytes' || isText) && !allowsText(context, schema);
}

/** Drops `format: byte` from text that is sent unchanged, so that the model does not write base64. */
function plainText(context: SchemaContext, source: SourceSchema): SourceSchema {
  const schema = followReferences(context, source);
  if (typeof schema !== 'object' || schema['format'] !== 'byte') return source;
  const { format: _, ...rest } = schema;
  return rest;
}

/** Returns the schema of a sequence. It describes a list (OpenAPI 3.2 §4.14.3.1); before 3.2 it often described one line. */
function sequenceOf(context: SchemaContext, source: SourceSchema): SourceSchema {
  const schema = followReferences(context, source);
  return typeof schema === 'object' && schema['type'] === 'object'
    ? { anyOf: [source, { type: 'array', items: source }] }
    : source;
}

/** Returns the notation of a body. A range of all media types is read as JSON, except if the document asks for bytes. */
function notationOfBody(
  context: SchemaContext,
  { mediaType, schema }: SourceContent,
  family: MediaFamily,
): BytesNotation | undefined {
  const isRange = family === 'json' && !mediaType.includes('json');
  const notation = notationOf(context, schema, isRange ? 'application/vnd.any' : mediaType);
  return isRange && notation !== 'decoded' ? undefined : notation;
}

/** Describes the properties of a form, or the items of a multipart list. */
function describeFields(
  context: SchemaContext,
  source: SourceContent,
  family: 'multipart' | 'form',
): DescribedContent {
  const declaredEncodings = new Map(Object.entries(source.encoding ?? {}));
  const encodings = new Map<string, EncodingDescriptor>();
  let files = 0;

  function field(
    name: string | undefined,
    declared: EncodingDescriptor,
    schema: Json | undefined,
  ): { encoding: EncodingDescriptor; schema: Json } {
    const part = describePart(context, declared, schema ?? true, family, name);
    files += part.files;
    return { encoding: part.content, schema: part.schema };
  }

  function rewrite(node: SourceSchema, depth: number): SourceSchema {
    const schema = followReferences(context, node);
    if (typeof schema === 'boolean' || depth > 4) return node;
    const result: JsonObject = {};
    const properties = Object.entries(asJsonObject(schema['properties']) ?? {}).map(([name, property]) => {
      const described = field(name, declaredEncodings.get(name) ?? {}, property);
      encodings.set(name, described.encoding);
      return [name, described.schema] as const;
    });
    if (properties.some(([name, property]) => property !== asJsonObject(schema['properties'])?.[name]))
      result['properties'] = Object.fromEntries(properties);
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const branches = asArray(schema[keyword]);
      const rewritten = branches?.map((branch) => rewrite(asJsonObject(branch) ?? true, depth + 1));
      if (rewritten?.some((branch, index) => branch !== branches?.[index]) === true)
        result[keyword] = rewritten;
    }
    return Object.keys(result).length > 0 ? { ...schema, ...result } : node;
  }

  const items = family === 'multipart' ? describeItems(context, source, field) : undefined;
  if (items !== undefined) return { ...items, files };
  const schema = rewrite(source.schema, 0);
  for (const [name, declared] of declaredEncodings)
    if (!encodings.has(name)) encodings.set(name, field(name, declared, true).encoding);
  const nonEmpty = [...encodings].filter(([, encoding]) => Object.keys(encoding).length > 0);
  const others = describeOthers(context, { ...source, schema }, family, field);
  return {
    content: {
      ...omitUndefined({ encoding: nonEmpty.length > 0 ? Object.fromEntries(nonEmpty) : undefined }),
      ...others.content,
    },
    schema: others.schema,
    files,
  };
}

type DescribeField = (
  name: string | undefined,
  declared: EncodingDescriptor,
  schema: Json | undefined,
) => { encoding: EncodingDescriptor; schema: Json };

/** Describes the parts of a multipart list, by position (OpenAPI 3.2 §4.14.5.2). */
function describeItems(
  context: SchemaContext,
  { schema: source, prefixEncoding = [], itemEncoding = {} }: SourceContent,
  field: DescribeField,
): Omit<DescribedContent, 'files'> | undefined {
  const schema = followReferences(context, source);
  if (typeof schema === 'boolean') return undefined;
  const prefix = asArray(schema['prefixItems']);
  if (prefix === undefined && schema['items'] === undefined && schema['type'] !== 'array') return undefined;
  const first = Array.from({ length: Math.max(prefix?.length ?? 0, prefixEncoding.length) }, (_, index) =>
    field(undefined, prefixEncoding[index] ?? {}, prefix?.[index] ?? schema['items']),
  );
  const others = schema['items'] === false ? undefined : field(undefined, itemEncoding, schema['items']);
  return {
    content: omitUndefined({
      prefixEncoding: first.length > 0 ? first.map(({ encoding }) => encoding) : undefined,
      itemEncoding: others?.encoding,
    }),
    schema: {
      ...schema,
      ...(prefix === undefined
        ? {}
        : { prefixItems: first.slice(0, prefix.length).map((item) => item.schema) }),
      ...(others === undefined || schema['items'] === undefined ? {} : { items: others.schema }),
    },
  };
}

/** Describes properties that the document does not name; only files among them matter. */
function describeOthers(
  context: SchemaContext,
  { mediaType, schema: source, itemEncoding: declared }: SourceContent,
  family: 'multipart' | 'form',
  field: DescribeField,
): Omit<DescribedContent, 'files'> {
  const schema = followReferences(context, source);
  const additional = typeof schema === 'boolean' ? undefined : asJsonObject(schema['additionalProperties']);
  // If the schema restricts no part, only a URL tells a file from text.
  if (declared === undefined && family === 'multipart' && restrictsNothing(schema))
    return { content: { itemEncoding: { bytes: 'urlOrText' } }, schema: anyPartsArgument(schema, mediaType) };
  if (typeof schema === 'boolean' || additional === undefined || Object.keys(additional).length === 0)
    return { content: omitUndefined({ itemEncoding: declared }), schema: source };
  const described = field(undefined, declared ?? {}, additional);
  return Object.keys(described.encoding).length === 0
    ? { content: {}, schema: source }
    : {
        content: { itemEncoding: described.encoding },
        schema: { ...schema, additionalProperties: described.schema },
      };
}

/** Returns true if a schema restricts no property. */
function restrictsNothing(schema: JsonObject | boolean): boolean {
  if (typeof schema === 'boolean') return schema;
  const additional = schema['additionalProperties'] ?? true;
  const isOpen = additional === true || Object.keys(asJsonObject(additional) ?? { not: true }).length === 0;
  return isOpen && !['properties', 'allOf', 'anyOf', 'oneOf'].some((keyword) => keyword in schema);
}

/** Describes one part or field. Its encoding applies to each item of a list with a name, and to the whole of one without. */
function describePart(
  context: SchemaContext,
  { wholeList, ...encoding }: EncodingDescriptor,
  source: Json,
  family: 'multipart' | 'form',
  name: string | undefined,
): DescribedContent {
  const isWhole = name === undefined;
  const schema = typeof source === 'boolean' ? source : (asJsonObject(source) ?? true);
  const resolved = followReferences(context, schema);
  const isList = typeof resolved === 'object' && asStrings([resolved['type']].flat()).includes('array');
  const textType = typeOfText(context, encoding, isList && !isWhole ? itemsOf(resolved) : schema);
  if (textType !== undefined) {
    const content: EncodingDescriptor = { ...encoding, contentType: textType, verbatim: true };
    return { content, schema, files: 0 };
  }
  const item = followReferences(context, isList && !isWhole ? itemsOf(resolved) : schema);
  const declared: EncodingDescriptor = {
    ...encoding,
    ...(isList ? omitUndefined({ wholeList }) : {}),
    ...(encoding.contentType === undefined && typeof item === 'object'
      ? omitUndefined({ contentType: formatType(item) })
      : {}),
  };
  const type = firstType(declared.contentType);
  const inner = type === undefined ? undefined : familyOf(type);
  if (type !== undefined && (inner === 'multipart' || inner === 'form' || inner === 'xml')) {
    const own = isList && !isWhole ? itemsOf(resolved) : schema;
    const nested = describeContent(context, { ...declared, mediaType: type, schema: own });
    const rewritten = own === schema ? nested.schema : { ...asJsonObject(resolved), items: nested.schema };
    return {
      content: { ...declared, ...nested.content },
      schema: nested.schema === own ? schema : rewritten,
      files: 0,
    };
  }
  const notation = fieldNotation(notationOf(context, schema, type), declared, family);
  if (notation === undefined && family === 'multipart' && isFileByName(name, declared, resolved))
    return { content: { ...declared, bytes: 'urlOrText' }, schema: textOrFileArgument(resolved), files: 1 };
  if (notation === undefined) {
    const mayBeUrl = family === 'multipart' && typeof item === 'object' && isTextFile(item, type);
    return { content: mayBeUrl ? { ...declared, bytes: 'urlOrText' } : declared, schema, files: 0 };
  }
  return {
    content: {
      ...declared,
      ...omitUndefined({ contentType: typeOfPart(context, declared, schema) }),
      bytes: notation,
    },
    schema: bytesArgument(context, schema, notation),
    files: isList || isWhole ? Infinity : 1,
  };
}

/**
 * Returns the media type of text that is a document of its own, such as a string of JSON (`contentMediaType`, OpenAPI 3.1
 * §4.4.2, or `format: json`): the part has it unchanged. Without a content type, the format alone means plain text.
 */
function typeOfText(
  context: SchemaContext,
  { contentType, serialization }: EncodingDescriptor,
  source: SourceSchema,
): string | undefined {
  const schema = followReferences(context, source);
  if (typeof schema === 'boolean' || serialization !== undefined) return undefined;
  const types = asStrings([schema['type'] ?? 'string'].flat());
  const isText = types.every((type) => type === 'string' || type === 'null');
  if (!isText || schema['contentEncoding'] !== undefined) return undefined;
  const mediaType = asString(schema['contentMediaType']);
  const format = asString(schema['format']);
  const isJsonFormat = /^json(?:[-_]?string)?$/i.test(format ?? '');
  const own = mediaType ?? (isJsonFormat ? contentType : format);
  return own !== undefined && isJson(own) ? (contentType ?? own) : undefined;
}

/** Returns true for a text part that is a file by its name: some documents, such as Stripe’s, declare files as text. */
function isFileByName(
  name: string | undefined,
  { contentType, serialization }: EncodingDescriptor,
  schema: JsonObject | boolean,
): schema is JsonObject {
  if (typeof schema === 'boolean' || contentType !== undefined || serialization !== undefined) return false;
  const isPlain = ['format', 'enum', 'const', 'pattern'].every((keyword) => schema[keyword] === undefined);
  return isPlain && schema['type'] === 'string' && /^(file|upload|attachment)$/i.test(name ?? '');
}

/** Returns true for text of a media type such as CSV: a URL is then a file, since text of that type is no URL. */
function isTextFile(schema: JsonObject, contentType: string | undefined): boolean {
  const type = essence(contentType ?? asString(schema['contentMediaType']) ?? '');
  return familyOf(type) === 'text' && type !== 'text/plain' && !type.includes('*');
}

function itemsOf(schema: JsonObject): SourceSchema {
  return asJsonObject(schema['items']) ?? true;
}

/** Returns the notation of a field. A form is text, so bytes are always encoded in it (OpenAPI 3.1 §4.8.15.2). */
function fieldNotation(
  notation: BytesNotation | undefined,
  { headers }: EncodingDescriptor,
  family: 'multipart' | 'form',
): BytesNotation | undefined {
  if (family === 'form') {
    if (notation === 'decoded') return 'base64';
    return notation === 'base64' || notation === 'base64url' ? notation : undefined;
  }
  const transfer = Object.entries(headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'content-transfer-encoding',
  )?.[1];
  return notation === 'decoded' && transfer?.toLowerCase() === 'base64' ? 'base64' : notation;
}

/** Returns the media type of a part: from the encoding, else from the schema unless that only means bytes (OpenAPI 3.1 §4.4.2). */
function typeOfPart(
  context: SchemaContext,
  { contentType }: EncodingDescriptor,
  source: SourceSchema,
): string | undefined {
  const schema = followReferences(context, source);
  if (contentType !== undefined || typeof schema === 'boolean') return contentType;
  const items = followReferences(context, schema['items']);
  const declared = asString((typeof items === 'object' ? items : schema)['contentMediaType']);
  return declared === 'application/octet-stream' ? undefined : declared;
}

function firstType(contentType: string | undefined): string | undefined {
  const types = (contentType ?? '').split(',').map((type) => type.trim());
  return types.find((type) => type !== '' && !type.includes('*')) ?? types.find((type) => type !== '');
}
