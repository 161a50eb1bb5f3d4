import { writeJson } from '../../../json/exact-json.ts';
import { isWireObject } from '../../../json/narrow.ts';
import { essence } from '../../../http/media-type.ts';
import { plainText } from './write-text.ts';
import type { Content, WrittenContent } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';

/**
 * Writes a list as a sequence of documents (OpenAPI 3.2 §4.14.3.1): NDJSON, JSON Lines, JSON text sequences (RFC 7464
 * §2.2), or server-sent events. Text is written as it is, and any other value is a sequence of one document.
 */
export async function writeLines({ mediaType }: Content, value: WireValue): Promise<WrittenContent> {
  return { contentType: mediaType, data: linesOf(mediaType, value) };
}

function linesOf(mediaType: string, value: WireValue): string {
  if (typeof value === 'string') return value;
  const items = Array.isArray(value) ? value : [value];
  const type = essence(mediaType);
  if (type === 'text/event-stream') return items.map(writeEvent).join('');
  const separator = type.endsWith('json-seq') ? '\u001E' : '';
  return items.map((item) => `${separator}${writeJson(item)}\n`).join('');
}

/**
 * Writes a server-sent event: one line for each field and for each line of `data`, then an empty line (HTML §9.2.5).
 */
function writeEvent(event: WireValue): string {
  const fields = isWireObject(event) ? Object.entries(event) : [['data', event] as const];
  const lines = fields.flatMap(([name, value]) => {
    if (value === null) return [];
    const texts = plainText(value).split(/\r\n|\r|\n/);
    return (name === 'data' ? texts : [texts.join(' ')]).map((text) => `${name}: ${text}\n`);
  });
  return `${lines.join('')}\n`;
}
