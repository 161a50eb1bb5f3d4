import { errorCatalogue, isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import type { Finding, Report } from '../errors.ts';
import { isJsonObject } from '../json/narrow.ts';
import { formatPointer } from '../json/pointer.ts';
import type { JsonObject } from '../json/value.ts';
import type { BundledDocument, BundleObserver } from './bundle-types.ts';
import type { DocumentBytes } from './fetch-document.ts';
import type { LoadOptions } from './load-options.ts';
import { parseBytes } from './parse-bytes.ts';
import { readReferencedDocument } from './read-referenced-document.ts';
import type { SourceOrigin } from './read-source.ts';
import { sourceName } from './source-name.ts';
import type { ScalarTexts } from './yaml-scalar.ts';

/** An external document that is not attached yet, with the findings of its parsing. */
interface ParsedDocument {
  document: BundledDocument;
  read: DocumentBytes;
  findings: Finding[];
}

const documentLimit = 1_000;
const concurrency = 16;

/** Reads the external documents of one bundling, and attaches them to the main document under `x-external`. */
export class ExternalDocuments {
  readonly #root: JsonObject;
  readonly #origin: Pick<SourceOrigin, 'base' | 'fetcher'>;
  readonly #options: LoadOptions;
  readonly #report: Report;
  readonly #observer: BundleObserver;
  /** The documents by URL, the main document among them, with an error for each that could not be read. */
  readonly #documents: Map<string, BundledDocument | OpenApiMcpError>;
  readonly #names = new Set<string>();
  readonly #texts: ScalarTexts;

  constructor(
    main: BundledDocument & { document: JsonObject },
    origin: Pick<SourceOrigin, 'base' | 'fetcher'>,
    options: LoadOptions,
    report: Report,
    observer: BundleObserver,
    texts: ScalarTexts,
  ) {
    this.#texts = texts;
    this.#root = main.document;
    this.#origin = origin;
    this.#options = options;
    this.#report = report;
    this.#observer = observer;
    this.#documents = new Map([[main.url.href, main]]);
  }

  /** Returns the document at a URL, an error if it could not be read, or undefined if it was not loaded yet. */
  get(url: URL): BundledDocument | OpenApiMcpError | undefined {
    return this.#documents.get(url.href);
  }

  /** Reads documents concurrently. Attaches them in the order of `urls`, so that the bundled document is deterministic. */
  async load(urls: readonly URL[]): Promise<void> {
    const parsed = new Map<string, ParsedDocument>();
    const queue = [...urls];
    const workers = Array.from({ length: concurrency }, async () => {
      for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
        const result = await this.#read(url);
        const isError = isOpenApiMcpError(result);
        this.#documents.set(url.href, isError ? result : result.document);
        if (!isError) parsed.set(url.href, result);
      }
    });
    await Promise.all(workers);
    for (const url of urls) {
      const result = parsed.get(url.href);
      if (result === undefined) this.#observer.externalDocument?.(url);
      else this.#attach(url, result);
    }
  }

  async #read(url: URL): Promise<ParsedDocument | OpenApiMcpError> {
    try {
      if (this.#documents.size > documentLimit) {
        const hint = 'Bundle the documents into one file.';
        const message = `the document refers to more than ${documentLimit} others.`;
        return new OpenApiMcpError('REFERENCE_UNRESOLVED', message, { hint });
      }
      const read = await readReferencedDocument(url, this.#origin, this.#options);
      const findings: Finding[] = [];
      const report = (finding: Finding): void => void findings.push(finding);
      const document = await parseBytes(read.bytes, sourceName(url), report, this.#texts);
      return { document: { url: read.url, document, path: [] }, read, findings };
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      return unresolvedError(error);
    }
  }

  #attach(url: URL, { document: bundled, read, findings }: ParsedDocument): void {
    const name = uniqueName(bundled.url, this.#names);
    bundled.path = ['x-external', name];
    const pointer = formatPointer(bundled.path);
    for (const finding of findings) this.#report({ ...finding, pointer: pointer + finding.pointer });
    if (!isJsonObject(this.#root['x-external'])) this.#root['x-external'] = {};
    this.#root['x-external'][name] = bundled.document;
    this.#observer.externalDocument?.(url, { ...read, pointer });
  }
}

/** Returns an error that describes the reference, not the document to serve. */
function unresolvedError(error: unknown): OpenApiMcpError {
  if (!isOpenApiMcpError(error)) {
    return new OpenApiMcpError('REFERENCE_UNRESOLVED', `${messageOf(error)}.`, { cause: error });
  }
  if (error.hint !== errorCatalogue[error.code].fix || error.code === 'REFERENCE_REFUSED') return error;
  return new OpenApiMcpError('REFERENCE_UNRESOLVED', error.message, { cause: error });
}

/** Returns a name made of the file name, because tools show the names of schemas. */
function uniqueName(url: URL, names: Set<string>): string {
  const file = url.pathname.split('/').at(-1) ?? '';
  const stem = file.replace(/\.(?:json|ya?ml)$/i, '').replaceAll(/[^\w.-]+/g, '_') || 'document';
  let name = stem;
  for (let number = 2; names.has(name) || name === '__proto__'; number++) name = `${stem}_${number}`;
  names.add(name);
  return name;
}
