import { checkSpecification } from './check-specification.ts';
import { definitionPointer } from './definition-pointer.ts';
import { createSourceMap } from './source-map.ts';
import { decodeDocument } from '../load/decode-document.ts';
import { loadObject, loadBytes } from '../load/load-document.ts';
import { readDocumentBytes } from '../load/read-document.ts';
import { movedMaps } from '../load/swagger-references.ts';
import type { Finding } from '../errors.ts';
import type { LoadObserver } from '../load/load-document.ts';
import type { DocumentSource, LoadedDocument } from '../load/loaded-document.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { JsonObject } from '../json/value.ts';

/** A problem of a document, with its location. */
export interface Problem {
  /** `invalid`: the specification does not allow it. The others are those of {@link Finding}. */
  kind: 'invalid' | Finding['kind'];
  /** The path or URL of the external document that has the problem; absent for the main document. */
  source?: string;
  /** JSON pointer into that document as it was written. */
  pointer: string;
  message: string;
  /** Counted from 1; absent for a document that was given as an object. */
  line?: number;
  /** Counted from 1; absent for a document that was given as an object. */
  column?: number;
}

/** The result of validating a document. */
export interface Validation {
  /** The name of the document in messages: the path or URL as given, `standard input`, or `document`. */
  source: string;
  /** The version that the document declares. */
  declaredVersion: string;
  /** True if that version has official rules, by which the document was checked. */
  isStrict: boolean;
  /** The problems in the order of lines, with those of external documents last. */
  problems: Problem[];
}

/**
 * Checks a document against its specification, and adds the findings of loading it and of `describe`.
 *
 * @throws OpenApiMcpError the codes of `loadDocument`
 */
export async function validateSource(
  source: DocumentSource,
  options: LoadOptions,
  describe: (loaded: LoadedDocument) => Finding[],
): Promise<Validation> {
  const isReadable = typeof source === 'string' || source instanceof URL;
  const read = isReadable ? await readDocumentBytes(source, options) : undefined;
  let bundled: JsonObject = {};
  const sourceMap = createSourceMap(read && decodeDocument(read.bytes));
  const observer: LoadObserver = {
    ...sourceMap,
    bundled: (document) => void (bundled = structuredClone(document)),
  };
  const loaded = await (read === undefined
    ? loadObject(Object(source), options, observer)
    : loadBytes(read, options, observer));
  const findings = describe(loaded);
  const violations = await checkSpecification(bundled);
  const isSwagger = bundled['swagger'] !== undefined;
  const unlocated = [
    ...(violations ?? []).map((violation) => ({ kind: 'invalid' as const, ...violation })),
    ...findings.map((finding) => {
      const pointer = isSwagger ? pointerBeforeUpgrade(finding.pointer) : finding.pointer;
      return { ...finding, pointer: definitionPointer(bundled, pointer) };
    }),
  ];
  const problems: Problem[] = [];
  for (const problem of unlocated) {
    problems.push({ ...problem, ...(await sourceMap.locate(problem.pointer)) });
  }
  return {
    source: loaded.source,
    declaredVersion: loaded.declaredVersion,
    isStrict: violations !== undefined,
    problems: problems.toSorted(
      (one, other) =>
        (one.source ?? '').localeCompare(other.source ?? '') ||
        (one.line ?? Infinity) - (other.line ?? Infinity) ||
        0,
    ),
  };
}

/** Returns the JSON pointer that an object had before Swagger 2.0 was upgraded. */
function pointerBeforeUpgrade(pointer: string): string {
  for (const [from, to] of movedMaps) {
    const prefix = `/components/${to}/`;
    if (pointer.startsWith(prefix)) return `/${from}/${pointer.slice(prefix.length)}`;
  }
  return pointer;
}
