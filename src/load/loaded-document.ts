import type { OpenAPI } from 'openapi-types';
import type { Finding } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/**
 * The source of a document: a path, a URL, `-` for standard input, or the document itself. An imported JSON file fits
 * `object`; `OpenAPI.Document` types a document that is written in a program.
 */
export type DocumentSource = string | URL | OpenAPI.Document | object;

/** A document in OpenAPI 3.1, bundled with the documents that it refers to. */
export interface LoadedDocument {
  /** The name of the document in messages: the path or URL as given, `standard input`, or `document`. */
  source: string;
  /** The absolute URL of a document from the web, which is the base of relative server URLs. */
  location?: string;
  /** Says where the document was found, if the given URL is that of a page or a folder. */
  note?: string;
  /** The version that the document declares, such as `2.0`, `3.0.3`, `3.1.0` or `3.2.0`. */
  declaredVersion: string;
  document: JsonObject;
  /** The repairs and relaxations that loading the document needed. */
  findings: Finding[];
}
