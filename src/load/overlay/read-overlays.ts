import { decodeDocument } from '../decode-document.ts';
import { parseObject, parseText } from '../parse-text.ts';
import { readSourceBytes } from '../read-source.ts';
import { isJsonObject } from '../../json/narrow.ts';
import type { LoadOptions } from '../load-options.ts';
import type { NamedOverlay } from './overlay-document.ts';

/**
 * Reads the overlays of options from their files and URLs, so that a description depends on their content.
 *
 * @throws OpenApiMcpError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TOO_LARGE, SYNTAX_INVALID
 */
export function readOverlays(options: LoadOptions): Promise<NamedOverlay[]> {
  return Promise.all((options.overlays ?? []).map((overlay) => readOverlay(overlay, options)));
}

async function readOverlay(overlay: string | URL | object, options: LoadOptions): Promise<NamedOverlay> {
  if (isNamed(overlay)) return overlay;
  if (typeof overlay !== 'string' && !(overlay instanceof URL))
    return { source: 'overlay', overlay: Object(parseObject(overlay, 'The overlay', () => undefined)) };
  // The headers of the document are for its own origin, and an overlay may be elsewhere.
  const { bytes, source } = await readSourceBytes(overlay, { ...options, documentHeaders: undefined });
  const text = decodeDocument(bytes);
  const value = await parseText(text, source, () => undefined);
  return { source, overlay: isJsonObject(value) ? value : { value }, text };
}

function isNamed(overlay: string | URL | object): overlay is NamedOverlay {
  return (
    typeof overlay === 'object' &&
    'source' in overlay &&
    'overlay' in overlay &&
    typeof overlay.overlay === 'object'
  );
}
