import { decodeDocument } from './decode-document.ts';
import { parseText, readJson } from './parse-text.ts';
import type { Report } from '../errors.ts';
import type { Json } from '../json/value.ts';
import type { ScalarTexts } from './yaml-scalar.ts';

/** The most runs of other characters than ASCII that are escaped. With more, decoding the whole text is faster. */
const mostRuns = 10_000;

/**
 * Parses the bytes of a document, as `parseText` does its text.
 *
 * @throws OpenApiMcpError SYNTAX_INVALID, NOT_OPENAPI
 */
export async function parseBytes(
  bytes: Buffer,
  source: string,
  report: Report,
  texts?: ScalarTexts,
): Promise<Json> {
  const ascii = asciiJson(bytes);
  if (ascii !== undefined) {
    try {
      return await readJson(ascii, report, texts);
    } catch (error) {
      // The error names a place in the text, not among the escapes.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return parseText(decodeDocument(bytes), source, report, texts);
}

/**
 * Returns JSON in which escapes replace the characters beyond ASCII. V8 holds and parses it in half of the memory and two
 * thirds of the time of a text with one such character. Returns `undefined` for other texts than JSON.
 */
function asciiJson(bytes: Buffer): string | undefined {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const start = hasMark ? 3 : 0;
  // The beginning decides, so that YAML is not decoded in vain.
  if (!/^\s*[{[]/.test(bytes.toString('latin1', start, start + 100))) return undefined;
  const text = bytes.toString('latin1', start);
  const parts: string[] = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(/[\x80-\xff]+/g)) {
    // The escape would make other JSON of a backslash before it.
    if (parts.length > 2 * mostRuns || text[index - 1] === '\\') return undefined;
    parts.push(text.slice(end, index), escapeRun(run));
    end = index + run.length;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(end);
}

/** Returns the escapes of the characters whose UTF-8 is given as Latin-1. */
function escapeRun(run: string): string {
  const text = Buffer.from(run, 'latin1').toString('utf8');
  return Array.from(
    { length: text.length },
    (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
