import { decodeDocument } from '../decode-document.ts';
import { parseText } from '../parse-text.ts';
import { readDocumentBytes } from '../read-document.ts';
import { applyOverlays } from './apply-overlays.ts';
import { readOverlays } from './read-overlays.ts';
import type { Finding } from '../../errors.ts';
import type { Json } from '../../json/value.ts';
import type { LoadOptions } from '../load-options.ts';

/** A document with overlays applied. */
export interface OverlaidDocument {
  document: Json;
  /** True if the document was written in JSON. */
  isJson: boolean;
  /** The flaws of the document that parsing repaired, and the actions that select nothing. */
  findings: Finding[];
}

/**
 * Returns a document with the overlays of the options applied, as it was written otherwise.
 *
 * @throws OpenApiMcpError OVERLAY_INVALID, SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TOO_LARGE, SYNTAX_INVALID
 */
export async function overlayDocument(source: string | URL, options: LoadOptions): Promise<OverlaidDocument> {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => void findings.push(finding);
  const [{ bytes, source: name }, overlays] = await Promise.all([
    readDocumentBytes(source, options),
    readOverlays(options),
  ]);
  const text = decodeDocument(bytes);
  const document = await parseText(text, name, report);
  await applyOverlays(document, overlays, name, report);
  return { document, isJson: /^\s*[[{]/.test(text), findings };
}
