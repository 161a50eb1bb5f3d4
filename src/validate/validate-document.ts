import { createSources } from './source-positions.ts';
import { definedAt, findViolations } from './specification.ts';
import { loadObject, loadBytes } from '../load/load-document.ts';
import { decodeText } from '../load/read-bytes.ts';
import { readSourceBytes } from '../load/read-source.ts';
import type { Position } from './line-positions.ts';
import type { Finding } from '../errors.ts';
import type { LoadObserver } from '../load/load-document.ts';
import type { DocumentSource, LoadedDocument } from '../load/loaded-document.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { JsonObject } from '../json/value.ts';

/** Something wrong with a document, and where. */
export interface Problem {
  /** `invalid`: the specification refuses it; the others as in {@link Finding}. */
  kind: 'invalid' | Finding['kind'];
  /** The other document that it stands in, as a path or URL; absent where it is the document itself. */
  source?: string;
  /** JSON pointer into that document as it is written. */
  pointer: string;
  message: string;
  /** Counted from 1; absent for documents given as objects. */
  line?: number;
  /** Counted from 1. */
  column?: number;
}

/** What is to be said of a document. */
export interface Validation {
  /** For messages: the path or URL as given, `standard input`, or `document`. */
  source: string;
  /** The version that it declares. */
  declaredVersion: string;
  /** Whether there are official rules of that version to validate against. */
  isStrict: boolean;
  /** In the order of lines; those of other documents last. */
  problems: Problem[];
}

/** Validates strictly, and adds what reading the document as an API finds. */
export async function validateSource(
  source: DocumentSource,
  options: LoadOptions,
  describe: (loaded: LoadedDocument) => Finding[],
): Promise<Validation> {
  const isNamed = typeof source === 'string' || source instanceof URL;
  const read = isNamed ? await readSourceBytes(source, options) : undefined;
  let written: JsonObject = {};
  const sources = createSources(read && decodeText(read.bytes));
  const observer: LoadObserver = {
    ...sources,
    bundled: (document) => void (written = structuredClone(document)),
  };
  const loaded = await (read === undefined
    ? loadObject(Object(source), options, observer)
    : loadBytes(read, options, observer));
  const own = describe(loaded);
  const violations = await findViolations(written);
  const isSwagger = written['swagger'] !== undefined;
  const found: Omit<Problem, 'source' | keyof Position>[] = [
    ...(violations ?? []).map((violation) => ({ kind: 'invalid' as const, ...violation })),
    ...own.map((finding) => ({
      ...finding,
      pointer: definedAt(written, isSwagger ? asWritten(finding.pointer) : finding.pointer),
    })),
  ];
  const problems: Problem[] = [];
  for (const problem of found) problems.push({ ...problem, ...(await sources.locate(problem.pointer)) });
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

const movedBack = [
  ['/components/schemas/', '/definitions/'],
  ['/components/parameters/', '/parameters/'],
  ['/components/responses/', '/responses/'],
  ['/components/securitySchemes/', '/securityDefinitions/'],
] as const;

/** Where a node stood before Swagger 2.0 was upgraded. */
function asWritten(pointer: string): string {
  const move = movedBack.find(([to]) => pointer.startsWith(to));
  return move === undefined ? pointer : move[1] + pointer.slice(move[0].length);
}
