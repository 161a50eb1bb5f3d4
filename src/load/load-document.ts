import { loadFormats } from '../schema/formats.ts';
import type { Finding } from '../errors.ts';
import type { LoadOptions } from './load-options.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { breakCycles } from './break-cycles.ts';
import { bundleReferences } from './bundle-references.ts';
import type { BundleObserver } from './bundle-types.ts';
import { parseBytes } from './parse-bytes.ts';
import { parseObject } from './parse-text.ts';
import type { ScalarTexts } from './yaml-scalar.ts';
import { readDocumentBytes } from './read-document.ts';
import { lazyFetcher, readLimits, workingDirectory } from './read-source.ts';
import type { SourceOrigin, SourceBytes } from './read-source.ts';
import { findSchemaReferences } from './schema-references.ts';
import type { DocumentSource, LoadedDocument } from './loaded-document.ts';
import { requireVersion } from './openapi-version.ts';

/** The callbacks of a load. */
export interface LoadObserver extends BundleObserver {
  /** Called with the bundled document before it is upgraded. */
  bundled?(document: JsonObject): void;
}

/**
 * Reads a document, bundles the documents that it refers to, and upgrades it to OpenAPI 3.1.
 *
 * @throws OpenApiMcpError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TOO_LARGE, SYNTAX_INVALID, NOT_OPENAPI,
 * VERSION_UNSUPPORTED, OVERLAY_INVALID
 *
 * @example
 * const loaded = await loadDocument('https://api.example.com/openapi.json', { fetchTimeout: 10_000 });
 */
export async function loadDocument(
  source: DocumentSource,
  options: LoadOptions = {},
): Promise<LoadedDocument> {
  return typeof source === 'string' || source instanceof URL
    ? loadBytes(await readDocumentBytes(source, options), options)
    : loadObject(source, options);
}

/** Loads a document from its bytes. */
export async function loadBytes(
  { bytes, note, ...origin }: SourceBytes,
  options: LoadOptions,
  observer: LoadObserver = {},
): Promise<LoadedDocument> {
  const findings: Finding[] = [];
  const texts: ScalarTexts = new Map();
  const [value] = await Promise.all([
    parseBytes(bytes, origin.source, (finding) => findings.push(finding), texts),
    // The modules of formats and of YAML are read at once.
    loadFormats(),
  ]);
  const loaded = await load(value, origin, options, findings, observer, texts);
  return note === undefined ? loaded : { ...loaded, note };
}

/** Loads a document from an object, which is not changed. */
export async function loadObject(
  source: object,
  options: LoadOptions,
  observer: LoadObserver = {},
): Promise<LoadedDocument> {
  options.signal?.throwIfAborted();
  const fetcher = lazyFetcher(readLimits(options));
  const origin = { source: 'document', base: workingDirectory(), fetcher };
  const findings: Finding[] = [];
  const texts: ScalarTexts = new Map();
  const value = parseObject(source, 'The document', (finding) => findings.push(finding), texts);
  return load(value, origin, options, findings, observer, texts);
}

async function load(
  value: Json,
  origin: SourceOrigin,
  options: LoadOptions,
  findings: Finding[],
  observer: LoadObserver,
  texts: ScalarTexts,
): Promise<LoadedDocument> {
  const report = (finding: Finding): void => void findings.push(finding);
  if (options.overlays !== undefined && options.overlays.length > 0) {
    const [{ applyOverlays }, { readOverlays }] = await Promise.all([
      import('./overlay/apply-overlays.ts'),
      import('./overlay/read-overlays.ts'),
    ]);
    await applyOverlays(value, await readOverlays(options), origin.source, report);
  }
  const { document, dialect, declared } = requireVersion(value, origin.source, report);
  // The model of the document is built without waiting for anything.
  await loadFormats();
  const bundle = await bundleReferences(document, origin, options, report, observer, texts);
  const { externalNodes, dynamicReferences } = bundle;
  if (texts.size > 0) {
    const { restoreTexts } = await import('./restore-texts.ts');
    restoreTexts(document, externalNodes, texts);
    const { keepExactIntegers } = await import('./keep-exact-integers.ts');
    keepExactIntegers(document, externalNodes, texts);
  }
  if (dynamicReferences.length > 0) {
    const { bindDynamicReferences } = await import('./dynamic-references.ts');
    bindDynamicReferences(document, bundle, report, observer);
  }
  observer.bundled?.(document);
  const references =
    dialect === '3.1' && externalNodes.length === 0
      ? findSchemaReferences(document)
      : (await import('./upgrade-document.ts')).upgradeDocument(
          document,
          dialect,
          externalNodes,
          report,
          origin.location,
        );
  breakCycles(document, references, report);
  const loaded: LoadedDocument = { source: origin.source, declaredVersion: declared, document, findings };
  if (origin.location !== undefined) loaded.location = origin.location;
  return loaded;
}
