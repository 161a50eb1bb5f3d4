import type { Finding } from '../errors.ts';
import type { LoadOptions } from '../options.ts';
import type { JsonObject } from '../runtime/types.ts';
import { harden } from './clone.ts';
import { breakEndlessReferences } from './endless.ts';
import { bundleReferences } from './resolve.ts';
import type { BundleObserver } from './resolve.ts';
import { readSource } from './source.ts';
import type { SourceDocument } from './source.ts';
import type { DocumentSource, LoadedDocument } from './types.ts';
import { requireVersion } from './version.ts';

/** Reads a document, bundles what it refers to, and upgrades it to the 3.1 dialect. */
export async function loadDocument(
  source: DocumentSource,
  options: LoadOptions = {},
): Promise<LoadedDocument> {
  const findings: Finding[] = [];
  const read = await readSource(source, options, (finding) => findings.push(finding));
  return loadSource(read, options, findings);
}

/** What may be told while a document is loaded. */
export interface LoadObserver extends BundleObserver {
  /** The document is bundled, but in its own dialect. */
  bundled?(document: JsonObject): void;
}

/** Does all of that but reading. */
export async function loadSource(
  read: SourceDocument,
  options: LoadOptions,
  findings: Finding[],
  observer: LoadObserver = {},
): Promise<LoadedDocument> {
  const report = (finding: Finding): void => void findings.push(finding);
  const { document, dialect, declared } = requireVersion(read.value, read.source, report);
  harden(document, report);
  const externalNodes = await bundleReferences(document, read, options, report, observer);
  observer.bundled?.(document);
  if (dialect !== '3.1' || externalNodes.length > 0) {
    const { upgradeDocument } = await import('./upgrade.ts');
    upgradeDocument(document, dialect, externalNodes, read.location);
  }
  breakEndlessReferences(document, externalNodes, report);
  const loaded: LoadedDocument = { source: read.source, declaredVersion: declared, document, findings };
  if (read.location !== undefined) loaded.location = read.location;
  return loaded;
}
