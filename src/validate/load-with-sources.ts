import { definitionPointer } from './definition-pointer.ts';
import { createSourceMap } from './source-map.ts';
import { decodeDocument } from '../load/decode-document.ts';
import { loadBytes, loadObject } from '../load/load-document.ts';
import { readDocumentBytes } from '../load/read-document.ts';
import { movedMaps } from '../load/swagger-references.ts';
import type { SourceMap } from './source-map.ts';
import type { LoadObserver } from '../load/load-document.ts';
import type { DocumentSource, LoadedDocument } from '../load/loaded-document.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { JsonObject } from '../json/value.ts';

/** A loaded document, with the means to locate its parts in the documents that it was made of. */
export interface SourcedDocument {
  loaded: LoadedDocument;
  /** The document with all that it refers to, before its upgrade. */
  bundled: JsonObject;
  /** Maps pointers of `bundled`. */
  sources: SourceMap;
  /** Returns the pointer in `bundled` of a part of the upgraded document. */
  pointerBeforeUpgrade(pointer: string): string;
}

/**
 * Loads a document, and records where its parts come from.
 *
 * @throws OpenApiMcpError the codes of `loadDocument`
 */
export async function loadWithSources(
  source: DocumentSource,
  options: LoadOptions,
): Promise<SourcedDocument> {
  const isReadable = typeof source === 'string' || source instanceof URL;
  const read = isReadable ? await readDocumentBytes(source, options) : undefined;
  let bundled: JsonObject = {};
  const sources = createSourceMap(read && decodeDocument(read.bytes));
  const observer: LoadObserver = {
    ...sources,
    bundled: (document) => void (bundled = structuredClone(document)),
  };
  const loaded = await (read === undefined
    ? loadObject(Object(source), options, observer)
    : loadBytes(read, options, observer));
  const isSwagger = bundled['swagger'] !== undefined;
  return {
    loaded,
    bundled,
    sources,
    pointerBeforeUpgrade: (pointer) =>
      definitionPointer(bundled, isSwagger ? swaggerPointer(pointer) : pointer),
  };
}

/** Returns the JSON pointer that an object had before Swagger 2.0 was upgraded. */
function swaggerPointer(pointer: string): string {
  for (const [from, to] of movedMaps) {
    const prefix = `/components/${to}/`;
    if (pointer.startsWith(prefix)) return `/${from}/${pointer.slice(prefix.length)}`;
  }
  return pointer;
}
