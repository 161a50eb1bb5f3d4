import { mapValues } from './map-values.ts';
import { quoteLargeIntegers } from './large-integers.ts';
import { isWireObject } from './narrow.ts';
import type { Json, WireValue } from './value.ts';

/** Returns a value as JSON text. Bigints are written as integers. */
export function writeJson(value: WireValue): string {
  return holdsBigint(value) ? writeNode(value) : JSON.stringify(value);
}

/** Returns JSON text with all other than ASCII characters escaped (RFC 8259 §7). */
export function toAsciiJson(text: string): string {
  return text.replace(/[^\0-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Returns JSON text with all characters escaped that control a terminal, change the direction of text or are invisible.
 */
export function toVisibleJson(text: string): string {
  return text.replace(/[\x7f-\x9f\u2028\u2029]|\p{Cf}|\p{Co}|\p{Cn}/gu, (character) =>
    character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

function writeNode(value: WireValue): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(writeNode).join(',')}]`;
  if (!isWireObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${writeNode(item)}`);
  return `{${members.join(',')}}`;
}

function holdsBigint(value: WireValue): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  return Object.values(value).some(holdsBigint);
}

/** Marks the digits of a large integer while a text is parsed. JSON text never contains this character unescaped. */
const mark = '\u0000';

/**
 * Parses JSON text. Integers beyond 2^53 become bigints.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): WireValue {
  // Quoting expects valid JSON, and a string with the mark would be mistaken for an integer.
  const plain: Json = JSON.parse(text);
  if (!/\d{16}/.test(text) || text.includes('\\u0000')) return plain;
  const marked = quoteLargeIntegers(text, String.raw`\u0000`);
  return unmark(JSON.parse(marked));
}

/** Returns true for the text of an integer that a number cannot represent exactly. */
export function isLongInteger(text: string): boolean {
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
}

function unmark(value: WireValue): WireValue {
  if (typeof value === 'string') return value.startsWith(mark) ? BigInt(value.slice(1)) : value;
  if (Array.isArray(value)) return value.map(unmark);
  return isWireObject(value) ? mapValues(value, unmark) : value;
}

/** Returns the value with bigints rounded to numbers. */
export function withoutBigints(value: WireValue): Json {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(withoutBigints);
  return isWireObject(value) ? mapValues(value, withoutBigints) : value;
}
