import { checkSpecification } from './check-specification.ts';
import { loadWithSources } from './load-with-sources.ts';
import type { Finding } from '../errors.ts';
import type { DocumentSource, LoadedDocument } from '../load/loaded-document.ts';
import type { LoadOptions } from '../load/load-options.ts';

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
  /** Says where the document was found, if it was searched for. */
  note?: string;
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
  const { loaded, bundled, sources, pointerBeforeUpgrade } = await loadWithSources(source, options);
  const findings = describe(loaded);
  const violations = await checkSpecification(bundled);
  const unlocated = [
    ...(violations ?? []).map((violation) => ({ kind: 'invalid' as const, ...violation })),
    ...findings.map((finding) => ({ ...finding, pointer: pointerBeforeUpgrade(finding.pointer) })),
  ];
  const problems: Problem[] = [];
  for (const problem of unlocated) {
    problems.push({ ...problem, ...(await sources.locate(problem.pointer)) });
  }
  return {
    source: loaded.source,
    ...(loaded.note === undefined ? {} : { note: loaded.note }),
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
