import { loadWithSources } from './load-with-sources.ts';
import type { Finding } from '../errors.ts';
import type { Excerpt, SourceLocation } from './source-map.ts';
import type { DocumentSource } from '../load/loaded-document.ts';
import type { LoadOptions } from '../load/load-options.ts';

/** A finding with its location in the documents as they were written. */
export interface LocatedFinding extends Finding, SourceLocation {
  /** The lines around it. */
  excerpt?: Excerpt;
}

/**
 * Returns findings of a document with their lines. Loads the document again.
 *
 * @throws OpenApiMcpError the codes of `loadDocument`
 */
export async function locateFindings(
  source: DocumentSource,
  options: LoadOptions,
  findings: Finding[],
): Promise<LocatedFinding[]> {
  if (findings.length === 0) return [];
  const { sources, pointerBeforeUpgrade } = await loadWithSources(source, options);
  return Promise.all(
    findings.map(async (finding) => {
      const location = await sources.locate(pointerBeforeUpgrade(finding.pointer));
      const excerpt = sources.excerpt(location);
      return { ...finding, ...location, ...(excerpt === undefined ? {} : { excerpt }) };
    }),
  );
}
