import { childrenOf, isEscaped, jsonKind, lengthOf, readSpans } from '../../json/json-spans.ts';
import type { Truncation } from './truncation.ts';
import type { JsonSpans } from '../../json/json-spans.ts';
import type { Json } from '../../json/value.ts';

/** JSON within the limit, with the parts that were left out. */
export interface TruncatedJson {
  text: string;
  value: Json;
  truncations: Truncation[];
}

/** Strings are truncated below this length only if nothing else makes enough room. */
const stringFloor = 120;

/** An object with more members is treated as a map: its first members stay whole, like the items of an array. */
const mapSize = 32;

/** Containers below this depth are emptied. */
const maxDepth = 200;

/**
 * Truncates a JSON text to `maximum` characters. A text within the limit is not changed. Otherwise white space
 * between tokens is removed first, then the last items of the largest array and of the next ones, then the ends of
 * long strings, then the last members of objects. The rest is made of slices of the original text, so digits and the
 * order of keys do not change.
 *
 * The result is valid JSON within the limit. A limit below 5, the length of `false`, counts as 5.
 */
export function truncateJson(value: Json, text: string, maximum: number): TruncatedJson {
  const limit = Math.max(maximum, 5);
  if (text.length <= limit) return { text, value, truncations: [] };
  const spans = readSpans(text);
  if (spans.text.length <= limit) return { text: spans.text, value, truncations: [] };
  const truncator: Truncator = { spans, ...readFloors(spans), truncations: [] };
  const truncated = truncateValue(truncator, 0, limit, []);
  return { text: truncated, value: JSON.parse(truncated) as Json, truncations: truncator.truncations };
}

interface Floors {
  /** The length of each value after its arrays are emptied. */
  withoutItems: Uint32Array;
  /** The same, with its long strings truncated. */
  withoutStrings: Uint32Array;
}

interface Truncator extends Floors {
  spans: JsonSpans;
  truncations: Truncation[];
}

type Path = (string | number)[];

/** Computes the floors from the last value to the first, since a value precedes the values inside it. */
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

/** Returns the value within `room` characters. `room` is at least `leastOf` it. */
function truncateValue(truncator: Truncator, index: number, room: number, path: Path): string {
  const { spans } = truncator;
  if (lengthOf(spans, index) <= room) return sliceOf(spans, index);
  switch (spans.kind[index]) {
    case jsonKind.array:
      return `[${keepFirst(truncator, index, room - 2, path, 'items')}]`;
    case jsonKind.object: {
      const shares = shareRoom(truncator, index, room);
      return shares === undefined || path.length > maxDepth
        ? `{${keepFirst(truncator, index, room - 2, path, 'members')}}`
        : `{${truncateMembers(truncator, index, shares, room, path)}}`;
    }
    default:
      return truncateString(truncator, index, room, path);
  }
}

/** Returns the shortest length that a value can be truncated to. */
function leastOf(spans: JsonSpans, index: number): number {
  return spans.kind[index] === jsonKind.scalar ? Math.min(lengthOf(spans, index), stringFloor) : 2;
}

/**
 * Returns the leading children that fit. A child that takes most of the room is truncated itself, so that a part of
 * it is kept.
 */
function keepFirst(
  truncator: Truncator,
  index: number,
  room: number,
  path: Path,
  unit: 'items' | 'members',
): string {
  const { spans } = truncator;
  const children = childrenOf(spans, index);
  const begin = (spans.start[index] ?? 0) + 1;
  const fitting = children.findIndex((child) => (spans.end[child] ?? 0) - begin > room);
  const whole = fitting === -1 ? children.length : fitting;
  const next = children[whole];
  const from = next === undefined ? begin : (spans.start[next] ?? begin);
  const left = room - (from - begin);
  const isPartial =
    next !== undefined &&
    path.length < maxDepth &&
    left >= Math.max(leastOf(spans, next), whole === 0 ? 0 : room / 2);
  const kept = isPartial ? whole + 1 : whole;
  if (kept < children.length) truncator.truncations.push({ path, kept, total: children.length, unit });
  if (isPartial) {
    const step = stepOf(spans, index, next, whole);
    return spans.text.slice(begin, from) + truncateValue(truncator, next, left, [...path, step]);
  }
  const last = children[whole - 1];
  return last === undefined ? '' : spans.text.slice(begin, spans.end[last]);
}

interface Share {
  child: number;
  /** Offset of the key. */
  from: number;
  floor: number;
}

/**
 * Returns the minimum length of each member, by the first plan that makes enough room: to empty arrays, to truncate
 * strings, or to empty all values. Returns `undefined` if no plan does, or for a map.
 */
function shareRoom(truncator: Truncator, index: number, room: number): Share[] | undefined {
  const { spans, withoutItems, withoutStrings } = truncator;
  const children = childrenOf(spans, index);
  // If arrays had no room for some of their items, truncating strings would be better.
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

/** Returns all members: small ones whole, while the large ones share the remaining room equally. */
function truncateMembers(
  truncator: Truncator,
  index: number,
  shares: Share[],
  room: number,
  path: Path,
): string {
  const { spans } = truncator;
  const excess = ({ child, floor }: Share): number => lengthOf(spans, child) - floor;
  const keys = shares.map(({ child, from }) => (spans.start[child] ?? 0) - from);
  const fixed = keys.reduce((sum, length) => sum + length, 2 + shares.length - 1);
  let left = room - fixed - shares.reduce((sum, { floor }) => sum + floor, 0);
  const texts = new Map<number, string>();
  const smallestFirst = shares.toSorted((one, other) => excess(one) - excess(other));
  for (const [done, share] of smallestFirst.entries()) {
    const { child, floor } = share;
    const extra = Math.min(excess(share), Math.floor(left / (shares.length - done)));
    const text = truncateValue(truncator, child, floor + extra, [...path, stepOf(spans, index, child, 0)]);
    texts.set(child, text);
    left -= text.length - floor;
  }
  return shares
    .map(({ child, from }) => spans.text.slice(from, spans.start[child]) + (texts.get(child) ?? ''))
    .join(',');
}

/** Returns the start of a string. A number that is longer than any number needs to be becomes a string. */
function truncateString({ spans, truncations }: Truncator, index: number, room: number, path: Path): string {
  const whole = sliceOf(spans, index);
  const isString = spans.kind[index] === jsonKind.string;
  const head = whole.slice(isString ? 1 : 0, endOfHead(spans.text, index, spans, room, isString));
  const total = isString ? decodedLength(whole.slice(1, -1)) : whole.length;
  truncations.push({ path, kept: decodedLength(head), total, unit: 'characters' });
  return room < 3 ? '""' : `"${head}…"`;
}

/** Returns the offset in the value where its start ends: never inside an escape or a surrogate pair. */
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

/** An escape has at most the length of `\u1234`, so its backslash is among the last five characters. */
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

/** Returns the key of a member, or the index of an item. */
function stepOf(spans: JsonSpans, parent: number, child: number, position: number): string | number {
  if (spans.kind[parent] === jsonKind.array) return position;
  const colon = (spans.start[child] ?? 0) - 1;
  let from = spans.text.lastIndexOf('"', colon - 2);
  while (isEscaped(spans.text, from)) from = spans.text.lastIndexOf('"', from - 1);
  return JSON.parse(spans.text.slice(from, colon)) as string;
}
