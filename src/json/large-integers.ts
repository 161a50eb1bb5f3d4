import { jsonKind, lengthOf, readSpans } from './json-spans.ts';
import type { JsonSpans } from './json-spans.ts';

/** Replaces integers beyond 2^53 with strings of `mark` and their digits, so that parsing the text loses no digit. */
export function quoteLargeIntegers(text: string, mark = ''): string {
  if (!/\d{16}/.test(text)) return text;
  const spans = readSpans(text);
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, digits } of listLargeIntegers(spans)) {
    pieces.push(spans.text.slice(from, start), `"${mark}${digits}"`);
    from = end;
  }
  return pieces.join('') + spans.text.slice(from);
}

/** Returns the digits of all integers beyond 2^53 in a JSON text. */
export function largeIntegers(text: string): Set<string> {
  if (!/\d{16}/.test(text)) return new Set();
  return new Set(Array.from(listLargeIntegers(readSpans(text)), ({ digits }) => digits));
}

function* listLargeIntegers(spans: JsonSpans): Generator<{ start: number; end: number; digits: string }> {
  for (let index = 0; index < (spans.next[0] ?? 0); index += 1) {
    if (spans.kind[index] !== jsonKind.scalar || lengthOf(spans, index) < 16) continue;
    const start = spans.start[index] ?? 0;
    const end = spans.end[index] ?? 0;
    const digits = spans.text.slice(start, end);
    if (/^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits))) yield { start, end, digits };
  }
}
