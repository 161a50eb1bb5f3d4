import { omitUndefined } from '../json/omit-undefined.ts';
import { asJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import { readEncodings } from './read-encodings.ts';
import { dereference, dereferenceOrEmpty } from './reference.ts';
import type { MediaType, SourceSchema } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Reads the media types of a body or response (OpenAPI 3.1 §4.8.14). */
export function readContent(
  document: JsonObject,
  content: unknown,
  pointer: string,
  report: Report,
): MediaType[] {
  return Object.entries(asJsonObject(content) ?? {}).map(([mediaType, value]) => {
    const media = dereferenceOrEmpty(document, value, childPointer(pointer, mediaType), report);
    return omitUndefined({
      mediaType,
      schema: readContentSchema(media.node, media.pointer, report),
      example: firstExample(document, media.node, media.pointer, report),
      ...readEncodings(document, media.node, media.pointer, report),
      pointer: media.pointer,
    });
  });
}

/** Returns the schema of the whole content; `itemSchema` describes the items of a list (OpenAPI 3.2 §4.14.3.1). */
function readContentSchema(media: JsonObject, pointer: string, report: Report): SourceSchema {
  const items = media['itemSchema'];
  return media['schema'] === undefined && items !== undefined
    ? { type: 'array', items }
    : readSourceSchema(media['schema'], pointer, report);
}

/** Returns a schema node, or `true`, the schema that allows every value, if there is no valid one. */
export function readSourceSchema(node: unknown, pointer: string, report: Report): SourceSchema {
  if (node === undefined) return true;
  if (typeof node === 'boolean') return node;
  const schema = asJsonObject(node);
  if (schema === undefined)
    report({
      kind: 'relaxed',
      pointer: childPointer(pointer, 'schema'),
      message: 'a schema that is not an object was dropped',
    });
  return schema ?? true;
}

/** Returns `example`, else the value of the first of `examples`. */
export function firstExample(
  document: JsonObject,
  node: JsonObject,
  pointer: string,
  report: Report,
): unknown {
  if (node['example'] !== undefined) return node['example'];
  const [entry] = Object.entries(asJsonObject(node['examples']) ?? {});
  if (entry === undefined) return undefined;
  const [name, value] = entry;
  const example = dereference(document, value, childPointer(pointer, 'examples', name), report)?.node;
  return example?.['value'] ?? example?.['dataValue'];
}

/** Returns the values of `examples` if there are several. */
export function severalExamples(
  document: JsonObject,
  node: JsonObject,
  pointer: string,
  report: Report,
): Json[] | undefined {
  const entries = Object.entries(asJsonObject(node['examples']) ?? {});
  if (entries.length < 2) return undefined;
  return entries.flatMap(([name, value]) => {
    const example = dereference(document, value, childPointer(pointer, 'examples', name), report)?.node;
    return example?.['value'] ?? example?.['dataValue'] ?? [];
  });
}
