import { describeXml } from './describe-xml.ts';
import {
  argumentSchema,
  followReferences,
  notationOf,
  withFileNote,
  takesText,
  unwritableArgument,
} from './bytes-notation.ts';
import type { SchemaContext } from './bytes-notation.ts';
import { optional } from '../json/omit-undefined.ts';
import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { essence, familyOf } from '../http/media-type.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { MediaFamily } from '../http/media-type.ts';
import type { BytesNotation, ContentDescriptor, EncodingDescriptor } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Content as the document describes it. */
interface SourceContent extends Pick<ContentDescriptor, 'encoding' | 'prefixEncoding' | 'itemEncoding'> {
  mediaType: string;
  schema: SourceSchema;
}

/** Content as it is written, and as an argument describes it. */
export interface DescribedContent {
  content: ContentDescriptor;
  /** The document's own object where nothing in it stands for bytes. */
  schema: SourceSchema;
  /** How many files it takes; a list of files is any number. */
  files: number;
}

/** How a value is written as a media type, and what its argument looks like. */
export function describeContent(context: SchemaContext, source: SourceContent): DescribedContent {
  const family = familyOf(source.mediaType);
  if (family === 'multipart' || family === 'form') return describeFields(context, source, family);
  const notation = notationOfBody(context, source, family);
  const written: ContentDescriptor = {
    ...optional('bytes', notation),
    ...(family === 'xml' ? { schema: describeXml(context.document, source.schema) } : {}),
  };
  if (isUnwritable(context, source))
    return { content: written, schema: unwritableArgument(source.mediaType), files: 0 };
  if (notation !== undefined)
    return { content: written, schema: argumentSchema(context, source.schema, notation), files: 0 };
  if (family === 'lines') return { content: written, schema: sequenceOf(context, source.schema), files: 0 };
  return {
    content: written,
    schema: family === 'text' ? plainText(context, source.schema) : source.schema,
    files: 0,
  };
}

/**
 * Whether a document shows as an object what no writer here makes of one: bytes of Protocol Buffers, rows of CSV. Its
 * argument is then the text, or the bytes, of the whole.
 */
export function isUnwritable(context: SchemaContext, { mediaType, schema }: SourceContent): boolean {
  const family = familyOf(mediaType);
  const isText = family === 'text' && !/^text\/plain$|ya?ml$/.test(essence(mediaType));
  return (family === 'bytes' || isText) && !takesText(context, schema);
}

/** What is sent as the text it is must not be asked to be base64. */
function plainText(context: SchemaContext, source: SourceSchema): SourceSchema {
  const schema = followReferences(context, source);
  if (typeof schema !== 'object' || schema['format'] !== 'byte') return source;
  const { format: _, ...rest } = schema;
  return rest;
}

/** A schema for the whole is one for a list (OpenAPI 3.2 §4.14.3.1); before 3.2 it was often the schema of one line. */
function sequenceOf(context: SchemaContext, source: SourceSchema): SourceSchema {
  const schema = followReferences(context, source);
  return typeof schema === 'object' && schema['type'] === 'object'
    ? { anyOf: [source, { type: 'array', items: source }] }
    : source;
}

/** A range that names no type is JSON, except where the document asks for bytes. */
function notationOfBody(
  context: SchemaContext,
  { mediaType, schema }: SourceContent,
  family: MediaFamily,
): BytesNotation | undefined {
  const isRange = family === 'json' && !mediaType.includes('json');
  const notation = notationOf(context, schema, isRange ? 'application/vnd.any' : mediaType);
  return isRange && notation !== 'decoded' ? undefined : notation;
}

/** Properties, or the items of a multipart list, one by one. */
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
  const telling = [...encodings].filter(([, encoding]) => Object.keys(encoding).length > 0);
  const others = describeOthers(context, schema, source.itemEncoding, family, field);
  return {
    content: {
      ...(telling.length > 0 ? { encoding: Object.fromEntries(telling) } : {}),
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

/** The parts of a list, by position (OpenAPI 3.2 §4.14.5.2). */
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
    content: {
      ...(first.length > 0 ? { prefixEncoding: first.map(({ encoding }) => encoding) } : {}),
      ...optional('itemEncoding', others?.encoding),
    },
    schema: {
      ...schema,
      ...(prefix === undefined
        ? {}
        : { prefixItems: first.slice(0, prefix.length).map((item) => item.schema) }),
      ...(others === undefined || schema['items'] === undefined ? {} : { items: others.schema }),
    },
  };
}

/** Properties that have no name in the document; only files among them need to be known. */
function describeOthers(
  context: SchemaContext,
  source: SourceSchema,
  declared: EncodingDescriptor | undefined,
  family: 'multipart' | 'form',
  field: DescribeField,
): Omit<DescribedContent, 'files'> {
  const schema = followReferences(context, source);
  const additional = typeof schema === 'boolean' ? undefined : asJsonObject(schema['additionalProperties']);
  // Where nothing is said of the parts, a URL is the one sign of a file.
  if (declared === undefined && family === 'multipart' && saysNothing(schema))
    return { content: { itemEncoding: { bytes: 'urlOrText' } }, schema: source };
  if (typeof schema === 'boolean' || additional === undefined || Object.keys(additional).length === 0)
    return { content: optional('itemEncoding', declared), schema: source };
  const described = field(undefined, declared ?? {}, additional);
  return Object.keys(described.encoding).length === 0
    ? { content: {}, schema: source }
    : {
        content: { itemEncoding: described.encoding },
        schema: { ...schema, additionalProperties: described.schema },
      };
}

/** Whether a schema says of no property what it is. */
function saysNothing(schema: JsonObject | boolean): boolean {
  if (typeof schema === 'boolean') return schema;
  const additional = schema['additionalProperties'] ?? true;
  const isOpen = additional === true || Object.keys(asJsonObject(additional) ?? { not: true }).length === 0;
  return isOpen && !['properties', 'allOf', 'anyOf', 'oneOf'].some((keyword) => keyword in schema);
}

/** One part or field. An encoding counts for each item of a list that has a name, and for the whole of one that has none. */
function describePart(
  context: SchemaContext,
  declared: EncodingDescriptor,
  source: Json,
  family: 'multipart' | 'form',
  name: string | undefined,
): DescribedContent {
  const isWhole = name === undefined;
  const schema = typeof source === 'boolean' ? source : (asJsonObject(source) ?? true);
  const resolved = followReferences(context, schema);
  const isList = typeof resolved === 'object' && resolved['type'] === 'array';
  const type = firstType(declared.contentType);
  const inner = type === undefined ? undefined : familyOf(type);
  if (type !== undefined && (inner === 'multipart' || inner === 'form' || inner === 'xml')) {
    const item = isList && !isWhole ? itemsOf(resolved) : schema;
    const nested = describeContent(context, { ...declared, mediaType: type, schema: item });
    const rewritten = item === schema ? nested.schema : { ...asJsonObject(resolved), items: nested.schema };
    return {
      content: { ...declared, ...nested.content },
      schema: nested.schema === item ? schema : rewritten,
      files: 0,
    };
  }
  const notation = fieldNotation(notationOf(context, schema, type), declared, family);
  if (notation === undefined && family === 'multipart' && isFileByName(name, declared, resolved))
    return { content: { ...declared, bytes: 'urlOrText' }, schema: withFileNote(resolved), files: 1 };
  if (notation === undefined) return { content: declared, schema, files: 0 };
  return {
    content: {
      ...declared,
      ...optional('contentType', typeOfPart(context, declared, schema)),
      bytes: notation,
    },
    schema: argumentSchema(context, schema, notation),
    files: isList || isWhole ? Infinity : 1,
  };
}

/** A form of parts is for files: one that declares its file as text, as Stripe’s does, still takes it from a URL. */
function isFileByName(
  name: string | undefined,
  { contentType, serialization }: EncodingDescriptor,
  schema: JsonObject | boolean,
): schema is JsonObject {
  if (typeof schema === 'boolean' || contentType !== undefined || serialization !== undefined) return false;
  const isPlain = ['format', 'enum', 'const', 'pattern'].every((keyword) => schema[keyword] === undefined);
  return isPlain && schema['type'] === 'string' && /^(file|upload|attachment)$/i.test(name ?? '');
}

function itemsOf(schema: JsonObject): SourceSchema {
  return asJsonObject(schema['items']) ?? true;
}

/** A form is text, so bytes are always encoded in it (OpenAPI 3.1 §4.8.15.2). */
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

/** The encoding says what a part is; where it does not, the schema may (OpenAPI 3.1 §4.4.2), unless it only says bytes. */
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
