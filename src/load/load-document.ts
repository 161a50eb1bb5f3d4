import type { Finding } from '../errors.ts';
import type { LoadOptions } from './load-options.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { cloneJson, harden } from './clone-json.ts';
import { breakEndlessReferences } from './break-cycles.ts';
import { parseText } from './parse-text.ts';
import { decodeText } from './read-bytes.ts';
import { bundleReferences } from './bundle-references.ts';
import type { BundleObserver } from './bundle-references.ts';
import { lazyFetcher, readLimits, readSourceBytes, workingDirectory } from './read-source.ts';
import type { SourcePlace, SourceBytes } from './read-source.ts';
import type { DocumentSource, LoadedDocument } from './loaded-document.ts';
import { requireVersion } from './openapi-version.ts';

/** What may be told while a document is loaded. */
export interface LoadObserver extends BundleObserver {
  /** The document is bundled, but in its own dialect. */
  bundled?(document: JsonObject): void;
}

/** Reads a document, bundles what it refers to, and upgrades it to the 3.1 dialect. */
export async function loadDocument(
  source: DocumentSource,
  options: LoadOptions = {},
): Promise<LoadedDocument> {
  return typeof source === 'string' || source instanceof URL
    ? loadBytes(await readSourceBytes(source, options), options)
    : loadObject(source, options);
}

/** Loads a document that was read. */
export async function loadBytes(
  { bytes, ...place }: SourceBytes,
  options: LoadOptions,
  observer: LoadObserver = {},
): Promise<LoadedDocument> {
  const findings: Finding[] = [];
  const value = await parseText(decodeText(bytes), place.source, (finding) => findings.push(finding));
  return load(value, place, options, findings, observer);
}

/** Loads a document that is an object already; it stays as it is. */
export async function loadObject(
  source: object,
  options: LoadOptions,
  observer: LoadObserver = {},
): Promise<LoadedDocument> {
  options.signal?.throwIfAborted();
  const fetcher = lazyFetcher(readLimits(options));
  const place = { source: 'document', base: workingDirectory(), fetcher };
  return load(cloneJson(source, 'The document'), place, options, [], observer);
}

async function load(
  value: Json,
  place: SourcePlace,
  options: LoadOptions,
  findings: Finding[],
  observer: LoadObserver,
): Promise<LoadedDocument> {
  const report = (finding: Finding): void => void findings.push(finding);
  const { document, dialect, declared } = requireVersion(value, place.source, report);
  harden(document, report);
  const externalNodes = await bundleReferences(document, place, options, report, observer);
  observer.bundled?.(document);
  if (dialect !== '3.1' || externalNodes.length > 0) {
    const { upgradeDocument } = await import('./upgrade-document.ts');
    upgradeDocument(document, dialect, externalNodes, place.location);
  }
  breakEndlessReferences(document, externalNodes, report);
  const loaded: LoadedDocument = { source: place.source, declaredVersion: declared, document, findings };
  if (place.location !== undefined) loaded.location = place.location;
  return loaded;
}
