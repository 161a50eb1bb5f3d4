import { describeContent, isUnwritable } from './describe-content.ts';
import { argumentAnnotations } from './argument-annotations.ts';
import { allowsText } from './bytes-notation.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { essence, familyOf, hasWritableCharset, orderContent } from '../http/media-type.ts';
import type { DescribedContent } from './describe-content.ts';
import type { SchemaContext } from './follow-references.ts';
import type { SchemaReader } from '../model/schema-reader.ts';
import type { MediaType, Operation } from '../model/api-model.ts';
import type { BodyContent, BodyDescriptor } from '../descriptor.ts';
import type { JsonSchema } from '../json/value.ts';

/** A described body, with the arguments that it needs. */
export interface DescribedBody {
  body: BodyDescriptor;
  arguments(schemas: SchemaReader): BodyArgument[];
}

/** An argument of a body. */
export interface BodyArgument {
  name: string;
  required: boolean;
  schema: JsonSchema;
  annotations: JsonSchema;
}

/** An argument schema, with the media types that share it. */
interface Variant {
  media: MediaType;
  described: DescribedContent;
  mediaTypes: string[];
}

/** Describes a body in each of its media types, and its arguments: `body`, and the choice of a media type if there is one. */
export function describeBody(operation: Operation, context: SchemaContext): DescribedBody | undefined {
  const source = operation.body;
  if (source === undefined) return undefined;
  const variants = new Map<string, Variant>();
  const content = withoutRedundant(context, orderContent(source.content));
  const contents = content.map((media) => {
    const described = describeContent(context, media);
    // Schemas can be large, and most bodies have only one.
    const key = content.length === 1 ? '' : JSON.stringify(described.schema === true ? {} : described.schema);
    const variant = variants.get(key) ?? { media, described, mediaTypes: [] };
    variant.mediaTypes.push(media.mediaType);
    variants.set(key, variant);
    return { media, described, variant };
  });
  const distinct = [...variants.values()];
  const body: BodyDescriptor = {
    required: source.required,
    content: contents.map(({ media, described, variant }): BodyContent => ({
      mediaType: media.mediaType,
      ...described.content,
      ...omitUndefined({ branch: distinct.length > 1 ? distinct.indexOf(variant) : undefined }),
    })),
  };
  return {
    body,
    arguments(schemas) {
      const { description, required } = source;
      const annotations = argumentAnnotations({ description, example: contents[0]?.media.example });
      return [
        { name: 'body', required, schema: readVariants(distinct, schemas), annotations },
        ...contentTypeArgument(body),
        ...filenameArgument(contents.map(({ described }) => described)),
      ];
    },
  };
}

/**
 * Drops redundant media types: ranges beside a named type, other names of JSON beside JSON, and beside JSON also those
 * that cannot be written from the same value.
 */
function withoutRedundant(context: SchemaContext, content: MediaType[]): MediaType[] {
  const hasJson = content.some(({ mediaType }) => essence(mediaType) === 'application/json');
  const hasNamed = content.some(({ mediaType }) => isNamed(mediaType));
  const seen = new Set<string>();
  return content.filter((media) => {
    const { mediaType } = media;
    if (hasJson && !isWritable(context, media)) return false;
    const name = mediaType.toLowerCase().replace(/\s+|;\s*charset=[^;]*/g, '');
    if (seen.has(name)) return false;
    seen.add(name);
    if (hasJson && /^(text|application)\/(x-)?json$/.test(name)) return name === 'application/json';
    return isNamed(mediaType) || !hasNamed || /^(image|audio|video|font)\//.test(name);
  });
}

function isWritable(context: SchemaContext, media: MediaType): boolean {
  const family = familyOf(media.mediaType);
  if (isUnwritable(context, media)) return false;
  if ((family === 'text' || family === 'xml') && !hasWritableCharset(media.mediaType)) return false;
  const isText = family === 'text' && !/ya?ml$/.test(essence(media.mediaType));
  return (family !== 'other' && !isText) || allowsText(context, media.schema);
}

function isNamed(mediaType: string): boolean {
  return mediaType !== '' && !mediaType.includes('*');
}

/** Returns the schema of the body, or `anyOf` of the distinct schemas of its media types. */
function readVariants(variants: Variant[], schemas: SchemaReader): JsonSchema {
  const reads = variants.map(({ media, described, mediaTypes }) => ({
    schema: schemas.read(described.schema, `${media.pointer}/schema`, 'request'),
    title: mediaTypes.join(', '),
  }));
  const [first] = reads;
  if (first === undefined || reads.length === 1) return first?.schema ?? {};
  return { anyOf: reads.map(({ schema, title }) => titled(schema, title)) };
}

function titled(schema: JsonSchema, title: string): JsonSchema {
  return '$ref' in schema ? { title, allOf: [schema] } : { ...schema, title };
}

function contentTypeArgument({ content }: BodyDescriptor): BodyArgument[] {
  const types = content.map(({ mediaType }) => mediaType);
  const [first] = types;
  if (first === undefined || types.length < 2) return [];
  const description = `Media type in which body is sent, ${first} by default.`;
  return [plainArgument('bodyContentType', { type: 'string', description, enum: types, default: first })];
}

/** A file name can be given if every media type has at most one file, so that it is clear which file it names. */
function filenameArgument(contents: DescribedContent[]): BodyArgument[] {
  const counts = contents.map(({ files }) => files).filter((files) => files > 0);
  if (counts.length === 0 || counts.some((files) => files > 1)) return [];
  return [plainArgument('bodyFilename', { type: 'string', description: 'Name of the file in body.' })];
}

function plainArgument(name: string, schema: JsonSchema): BodyArgument {
  return { name, required: false, schema, annotations: {} };
}
