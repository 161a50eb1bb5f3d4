import { createLocator } from './locate.ts';
import { findViolations } from './strict.ts';
import { loadSource } from '../load/load.ts';
import { parseText } from '../load/parse.ts';
import { readSource, readSourceText } from '../load/source.ts';
import type { Finding } from '../errors.ts';
import type { DocumentSource, LoadedDocument } from '../load/types.ts';
import type { LoadOptions } from '../options.ts';
import type { JsonObject } from '../runtime/types.ts';

/** Something wrong with a document, and where. */
export interface Problem {
  /** `invalid`: the specification refuses it; the others as in {@link Finding}. */
  kind: 'invalid' | Finding['kind'];
  /** JSON pointer into the document as it is written. */
  pointer: string;
  message: string;
  /** Counted from 1; absent for documents given as objects, and inside documents that it refers to. */
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
  /** In the order of lines. */
  problems: Problem[];
}

/** Validates strictly, and adds what reading the document as an API finds. */
export async function validateSource(
  source: DocumentSource,
  options: LoadOptions,
  describe: (loaded: LoadedDocument) => Finding[],
): Promise<Validation> {
  const findings: Finding[] = [];
  const { text, ...read } = await readBoth(source, options, findings);
  let written: JsonObject = {};
  const loaded = await loadSource(read, options, findings, (document) => {
    written = structuredClone(document);
  });
  const own = describe(loaded);
  const violations = await findViolations(written);
  const locate = text === undefined ? () => undefined : await createLocator(text);
  const isSwagger = written['swagger'] !== undefined;
  const problems = [
    ...(violations ?? []).map((violation) => ({ kind: 'invalid' as const, ...violation })),
    ...own.map((finding) => ({
      ...finding,
      pointer: isSwagger ? asWritten(finding.pointer) : finding.pointer,
    })),
  ].map((problem): Problem => {
    const position = problem.pointer.startsWith('/x-external/') ? undefined : locate(problem.pointer);
    return { ...problem, ...position };
  });
  return {
    source: loaded.source,
    declaredVersion: loaded.declaredVersion,
    isStrict: violations !== undefined,
    problems: problems.toSorted((one, other) => (one.line ?? Infinity) - (other.line ?? Infinity) || 0),
  };
}

async function readBoth(source: DocumentSource, options: LoadOptions, findings: Finding[]) {
  const report = (finding: Finding): void => void findings.push(finding);
  if (typeof source !== 'string' && !(source instanceof URL))
    return { ...(await readSource(source, options, report)), text: undefined };
  const read = await readSourceText(source, options);
  return { ...read, value: await parseText(read.text, read.source, report) };
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
