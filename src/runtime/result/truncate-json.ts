import { childrenOf, isEscaped, jsonKind, lengthOf, readSpans } from '../../json/json-spans.ts';
import type { Truncation } from './truncation.ts';
import type { JsonSpans } from '../../json/json-spans.ts';
import type { Json } from '../../json/value.ts';

/** A JSON answer that fits, and what it lost for that. */
export interface TruncatedJson {
  text: string;
  value: Json;
  truncations: Truncation[];
}

/** A string is not cut below this while something else can give way. */
const stringFloor = 120;

/** Objects with more members are taken for maps: their first members are kept whole, like the items of an array. */
const mapSize = 32;

/** Containers deeper than this are emptied rather than searched for something to cut. */
const deepest = 200;

/**
 * Keeps a JSON text within `limit` characters. A text that fits stays as it was sent. Otherwise white space between
 * tokens goes first; then arrays lose their last items, the largest array first; then long strings their ends; then
 * objects their last members. What is kept are slices of the text as sent, so no digit and no key order changes.
 *
 * The result is valid JSON within the limit; a limit below 5, the length of `false`, counts as 5.
 */
export function truncateJson(value: Json, text: string, maximum: number): TruncatedJson {
  const limit = Math.max(maximum, 5);
  if (text.length <= limit) return { text, value, truncations: [] };
  const spans = readSpans(text);
  if (spans.text.length <= limit) return { text: spans.text, value, truncations: [] };
  const cutter: Truncator = { spans, ...readFloors(spans), truncations: [] };
  const bounded = truncateValue(cutter, 0, limit, []);
  return { text: bounded, value: JSON.parse(bounded) as Json, truncations: cutter.truncations };
}

interface Floors {
  /** Characters that are left of each value when the arrays in it are emptied. */
  withoutItems: Uint32Array;
  /** The same when its long strings are cut as well. */
  withoutStrings: Uint32Array;
}

interface Truncator extends Floors {
  spans: JsonSpans;
  truncations: Truncation[];
}

type Path = (string | number)[];

/** Values come before what is inside them, so going backwards meets the inside first. */
function readFloors(spans: JsonSpans): Floors {
  const count = spans.next[0] ?? 0;
  const withoutItems = new Uint32Array(count);
  const withoutStrings = new Uint32Array(count);
  for (let index = count - 1; index >= 0; index -= 1) {
    const length = lengthOf(spans, index);
    const kind = spans.kind[index];
    if (kind === jsonKind.array) {
      withoutItems[index] = 2;
      withoutStrings[index] = 2;
    } else if (kind === jsonKind.object) {
      let [items, strings] = [length, length];
      const last = spans.next[index] ?? 0;
      for (let child = index + 1; child < last; child = spans.next[child] ?? last) {
        items -= lengthOf(spans, child) - (withoutItems[child] ?? 0);
        strings -= lengthOf(spans, child) - (withoutStrings[child] ?? 0);
      }
      withoutItems[index] = items;
      withoutStrings[index] = strings;
    } else {
      withoutItems[index] = length;
      withoutStrings[index] = Math.min(length, stringFloor);
    }
  }
  return { withoutItems, withoutStrings };
}

/** The value within `room` characters, which are at least `leastOf` it. */
function truncateValue(cutter: Truncator, index: number, room: number, path: Path): string {
  const { spans } = cutter;
  if (lengthOf(spans, index) <= room) return sliceOf(spans, index);
  switch (spans.kind[index]) {
    case jsonKind.array:
      return `[${keepFirst(cutter, index, room - 2, path, 'items')}]`;
    case jsonKind.object: {
      const shares = shareRoom(cutter, index, room);
      return shares === undefined || path.length > deepest
        ? `{${keepFirst(cutter, index, room - 2, path, 'members')}}`
        : `{${truncateMembers(cutter, index, shares, room, path)}}`;
    }
    default:
      return truncateString(cutter, index, room, path);
  }
}

/** Fewest characters that a value can be cut to. */
function leastOf(spans: JsonSpans, index: number): number {
  return spans.kind[index] === jsonKind.scalar ? Math.min(lengthOf(spans, index), stringFloor) : 2;
}

/** As many leading children as fit. One that holds most of the room is cut itself, so that not all of it is lost. */
function keepFirst(
  cutter: Truncator,
  index: number,
  room: number,
  path: Path,
  unit: 'items' | 'members',
): string {
  const { spans } = cutter;
  const children = childrenOf(spans, index);
  const begin = (spans.start[index] ?? 0) + 1;
  const fitting = children.findIndex((child) => (spans.end[child] ?? 0) - begin > room);
  const whole = fitting === -1 ? children.length : fitting;
  const next = children[whole];
  const from = next === undefined ? begin : (spans.start[next] ?? begin);
  const left = room - (from - begin);
  const isPartial =
    next !== undefined &&
    path.length < deepest &&
    left >= Math.max(leastOf(spans, next), whole === 0 ? 0 : room / 2);
  const kept = isPartial ? whole + 1 : whole;
  if (kept < children.length) cutter.truncations.push({ path, kept, total: children.length, unit });
  if (isPartial) {
    const step = stepOf(spans, index, next, whole);
    return spans.text.slice(begin, from) + truncateValue(cutter, next, left, [...path, step]);
  }
  const last = children[whole - 1];
  return last === undefined ? '' : spans.text.slice(begin, spans.end[last]);
}

interface Share {
  child: number;
  /** Where its key begins. */
  from: number;
  floor: number;
}

/**
 * The least that each member is given, by the first thing whose loss makes enough room: items of arrays, ends of strings,
 * or all that is in the members. Absent where nothing does, or where the object is a map.
 */
function shareRoom(cutter: Truncator, index: number, room: number): Share[] | undefined {
  const { spans, withoutItems, withoutStrings } = cutter;
  const children = childrenOf(spans, index);
  // Arrays must have room for some of their items, else it is better to cut strings too.
  const plans: [floor: (child: number) => number, most: number][] = [
    [(child) => withoutItems[child] ?? 0, (room * 3) / 4],
    [(child) => withoutStrings[child] ?? 0, children.length > mapSize ? room / 2 : room],
  ];
  if (children.length <= mapSize) plans.push([(child) => leastOf(spans, child), room]);
  const total = lengthOf(spans, index);
  const sizes = children.reduce((sum, child) => sum + lengthOf(spans, child), 0);
  const plan = plans.find(
    ([floor, most]) => total - sizes + children.reduce((sum, child) => sum + floor(child), 0) <= most,
  );
  if (plan === undefined) return undefined;
  let from = (spans.start[index] ?? 0) + 1;
  return children.map((child) => {
    const share = { child, from, floor: plan[0](child) };
    from = (spans.end[child] ?? 0) + 1;
    return share;
  });
}

/** Every member stays; the small ones whole, and the large ones share the room that is left alike. */
function truncateMembers(
  cutter: Truncator,
  index: number,
  shares: Share[],
  room: number,
  path: Path,
): string {
  const { spans } = cutter;
  const excess = ({ child, floor }: Share): number => lengthOf(spans, child) - floor;
  const keys = shares.map(({ child, from }) => (spans.start[child] ?? 0) - from);
  const fixed = keys.reduce((sum, length) => sum + length, 2 + shares.length - 1);
  let left = room - fixed - shares.reduce((sum, { floor }) => sum + floor, 0);
  const texts = new Map<number, string>();
  const smallestFirst = shares.toSorted((one, other) => excess(one) - excess(other));
  for (const [done, share] of smallestFirst.entries()) {
    const { child, floor } = share;
    const extra = Math.min(excess(share), Math.floor(left / (shares.length - done)));
    const text = truncateValue(cutter, child, floor + extra, [...path, stepOf(spans, index, child, 0)]);
    texts.set(child, text);
    left -= text.length - floor;
  }
  return shares
    .map(({ child, from }) => spans.text.slice(from, spans.start[child]) + (texts.get(child) ?? ''))
    .join(',');
}

/** The head of a string, or of a number that is longer than any number needs to be, as a string. */
function truncateString({ spans, truncations }: Truncator, index: number, room: number, path: Path): string {
  const whole = sliceOf(spans, index);
  const isString = spans.kind[index] === jsonKind.string;
  const head = whole.slice(isString ? 1 : 0, endOfHead(spans.text, index, spans, room, isString));
  const total = isString ? decodedLength(whole.slice(1, -1)) : whole.length;
  truncations.push({ path, kept: decodedLength(head), total, unit: 'characters' });
  return room < 3 ? '""' : `"${head}…"`;
}

/** Offset in the value at which its head ends: never inside an escape or between two surrogates. */
function endOfHead(text: string, index: number, spans: JsonSpans, room: number, isString: boolean): number {
  const start = spans.start[index] ?? 0;
  if (room <= 3) return 0;
  let end = start + room - 3 + (isString ? 1 : 0);
  end = outsideEscape(text, end);
  const before = text.charCodeAt(end - 1);
  if (before >= 0xd800 && before <= 0xdbff) end -= 1;
  const escape = text.slice(Math.max(start, end - 6), end);
  if (/^\\u[dD][89abAB][0-9a-fA-F]{2}$/.test(escape) && !isEscaped(text, end - 6)) end -= 6;
  return Math.max(end - start, 0);
}

/** No escape is longer than `\u1234`, so its backslash is among the last five characters. */
function outsideEscape(text: string, end: number): number {
  const from = Math.max(end - 5, 0);
  const offset = text.slice(from, end).lastIndexOf('\\');
  const slash = from + offset;
  if (offset === -1 || isEscaped(text, slash)) return end;
  const length = text.charAt(slash + 1) === 'u' ? 6 : 2;
  return slash + length > end ? slash : end;
}

function decodedLength(raw: string): number {
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string).length : raw.length;
}

function sliceOf({ text, start, end }: JsonSpans, index: number): string {
  return text.slice(start[index], end[index]);
}

/** The key of an object's member, or the index of an array's item. */
function stepOf(spans: JsonSpans, parent: number, child: number, position: number): string | number {
  if (spans.kind[parent] === jsonKind.array) return position;
  const colon = (spans.start[child] ?? 0) - 1;
  let from = spans.text.lastIndexOf('"', colon - 2);
  while (isEscaped(spans.text, from)) from = spans.text.lastIndexOf('"', from - 1);
  return JSON.parse(spans.text.slice(from, colon)) as string;
}
