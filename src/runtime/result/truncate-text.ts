import { truncateJson } from './truncate-json.ts';
import { essence, isJsonSequence } from '../../http/media-type.ts';
import type { Truncation } from './truncation.ts';
import type { Json } from '../../json/value.ts';

/** A text within the limit, with the parts that were left out. */
export interface TruncatedText {
  text: string;
  truncations: Truncation[];
}

/**
 * Truncates a text to `limit` characters, which is at least 1. Records (NDJSON, JSON sequences, CSV) and server-sent
 * events stay whole, markup ends between tags, and other text ends at a line break if one is near.
 */
export function truncateText(text: string, limit: number, mediaType: string): TruncatedText {
  if (text.length <= limit) return { text, truncations: [] };
  const type = essence(mediaType);
  if (isJsonSequence(type)) return truncateRecords(text, limit, endsOfJson(text), 'records');
  if (/^text\/(csv|tab-separated-values)$|^application\/csv$/.test(type))
    return truncateRecords(text, limit, endsOfRows(text), 'records');
  if (type === 'text/event-stream') return truncateRecords(text, limit, endsOfEvents(text), 'events');
  const end = /[/+]x?html(\+xml)?$|[/+]xml$/.test(type) ? endOfMarkup(text, limit) : endOfText(text, limit);
  return { text: text.slice(0, end), truncations: [characters(end, text.length)] };
}

function characters(kept: number, total: number): Truncation {
  return { path: [], kept, total, unit: 'characters' };
}

function truncateRecords(
  text: string,
  limit: number,
  ends: number[],
  unit: 'records' | 'events',
): TruncatedText {
  const over = ends.findIndex((end) => end > limit);
  const kept = over === -1 ? ends.length : over;
  // A first record above the limit is truncated like any text, or stays valid JSON if it is JSON.
  if (kept === 0) {
    const first = truncateFirst(text.slice(0, ends[0]), limit);
    const cut: Truncation = { path: [], kept: 1, total: ends.length, unit };
    return {
      text: first.text,
      truncations: ends.length > 1 ? [cut, ...first.truncations] : first.truncations,
    };
  }
  return { text: text.slice(0, ends[kept - 1]), truncations: [{ path: [], kept, total: ends.length, unit }] };
}

function truncateFirst(record: string, limit: number): TruncatedText {
  // RFC 7464 §2.2: a record of a JSON text sequence begins with a record separator.
  const mark = record.startsWith('\u001e') ? '\u001e' : '';
  try {
    const value = JSON.parse(record.slice(mark.length)) as Json;
    const { text, truncations } = truncateJson(
      value,
      record.slice(mark.length),
      Math.max(limit - mark.length - 1, 5),
    );
    if (mark.length + text.length < limit) return { text: `${mark}${text}\n`, truncations };
  } catch {
    // The record is not JSON.
  }
  const end = endOfText(record, limit);
  return { text: record.slice(0, end), truncations: [characters(end, record.length)] };
}

/** Returns the ends of JSON texts: before a record separator (RFC 7464 §2.2), or without any, after a line break. */
function endsOfJson(text: string): number[] {
  const separator = '\u001e';
  if (!text.includes(separator)) return endsOf(text, /\n\s*/g);
  const ends: number[] = [];
  for (let at = text.indexOf(separator, 1); at !== -1; at = text.indexOf(separator, at + 1)) ends.push(at);
  return [...ends, text.length];
}

/** Returns the ends of server-sent events, which are blank lines (HTML Living Standard §9.2.6). */
function endsOfEvents(text: string): number[] {
  return endsOf(text, /(?:\r\n|\n|\r(?!\n)){2,}/g);
}

function endsOf(text: string, separator: RegExp): number[] {
  const ends = Array.from(text.matchAll(separator), (match) => match.index + match[0].length);
  return ends.at(-1) === text.length ? ends : [...ends, text.length];
}

/** Returns the ends of rows. A line break inside quotes belongs to the field (RFC 4180 §2.6). */
function endsOfRows(text: string): number[] {
  const ends: number[] = [];
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) isQuoted = !isQuoted;
    else if (code === 0x0a && !isQuoted) ends.push(at + 1);
  }
  return ends.at(-1) === text.length ? ends : [...ends, text.length];
}

/** Returns the end of the last complete tag, or the start of an incomplete one. */
function endOfMarkup(text: string, limit: number): number {
  const open = text.lastIndexOf('<', limit - 1);
  const close = text.lastIndexOf('>', limit - 1);
  if (open > close && open > limit / 2) return open;
  return close + 1 > limit / 2 ? close + 1 : endOfText(text, limit);
}

/** Returns the last line break in the second half, or else the limit, but never inside a surrogate pair. */
function endOfText(text: string, limit: number): number {
  const line = text.lastIndexOf('\n', limit - 1) + 1;
  if (line > limit / 2) return line;
  const last = text.charCodeAt(limit - 1);
  return last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
}
