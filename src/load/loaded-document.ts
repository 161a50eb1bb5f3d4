import type { Finding } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** What `loadDocument` reads: a path, a URL, `-` for standard input, or the document itself. */
export type DocumentSource = string | URL | object;

/** A document in the 3.1 dialect, references to other documents bundled. */
export interface LoadedDocument {
  /** For messages: the path or URL as given, `standard input`, or `document`. */
  source: string;
  /** Absolute URL where it came from one; relative server URLs resolve against it. */
  location?: string;
  /** The version it declares: `2.0`, `3.0.3`, `3.1.0`, `3.2.0`. */
  declaredVersion: string;
  document: JsonObject;
  /** What was repaired or relaxed on the way. */
  findings: Finding[];
}
