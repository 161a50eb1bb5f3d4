/** The types of JSON values that the first character distinguishes. */
export const jsonKind = { scalar: 0, string: 1, array: 2, object: 3 } as const;

/**
 * The positions of all values in a JSON text, parents before children. The text is not parsed, so that digits, the
 * order of keys and repeated keys stay as they are. The arrays are flat because a response can hold a million values.
 */
export interface JsonSpans {
  /** The text without white space between tokens: a member begins one character after the end of the previous one. */
  text: string;
  kind: Uint8Array;
  start: Uint32Array;
  /** The offset after the last character. */
  end: Uint32Array;
  /** The index of the next value that is not inside this one. */
  next: Uint32Array;
}

/** Returns the length of the value at `index`, in characters. */
export function lengthOf({ start, end }: JsonSpans, index: number): number {
  return (end[index] ?? 0) - (start[index] ?? 0);
}

/** Returns the indices of the values directly inside an array or object. */
export function childrenOf({ next }: JsonSpans, index: number): number[] {
  const children: number[] = [];
  const last = next[index] ?? 0;
  for (let child = index + 1; child < last; child = next[child] ?? last) children.push(child);
  return children;
}

/** Reads the positions of all values. The text must be valid JSON (RFC 8259). */
export function readSpans(json: string): JsonSpans {
  const text = withoutWhiteSpace(json);
  let spans = allocate(text, 1024);
  const open: number[] = [];
  let count = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === comma || code === colon) {
      at += 1;
    } else if (code === closeBracket || code === closeBrace) {
      at += 1;
      const container = open.pop() ?? 0;
      spans.end[container] = at;
      spans.next[container] = count;
    } else if (code === quote && isKey(text, at, spans, open)) {
      at = endOfString(text, at) + 1;
    } else {
      if (count === spans.start.length) spans = grow(spans);
      const kind = kindOf(code);
      spans.kind[count] = kind;
      spans.start[count] = at;
      if (kind >= jsonKind.array) {
        open.push(count);
        at += 1;
      } else {
        at = kind === jsonKind.string ? endOfString(text, at) : endOfScalar(text, at);
        spans.end[count] = at;
        spans.next[count] = count + 1;
      }
      count += 1;
    }
  }
  return spans;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

function kindOf(code: number): number {
  if (code === openBrace) return jsonKind.object;
  if (code === openBracket) return jsonKind.array;
  return code === quote ? jsonKind.string : jsonKind.scalar;
}

/** Returns true for a key: a string in an object without a colon before it. */
function isKey(text: string, at: number, { kind }: JsonSpans, open: number[]): boolean {
  const container = open.at(-1);
  return container !== undefined && kind[container] === jsonKind.object && text.charCodeAt(at - 1) !== colon;
}

/**
 * Returns the offset after the closing quote of the string that opens at `start`. Does not use `indexOf`, because V8
 * hoists that call before the check that a string opens here, which is quadratic in a text of numbers.
 */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    at += code === backslash ? 2 : 1;
  }
  return text.length;
}

/** Returns true if an odd number of backslashes stands before a character. */
export function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

function endOfScalar(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === comma || code === closeBracket || code === closeBrace) break;
    end += 1;
  }
  return end;
}

function withoutWhiteSpace(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
    } else if (isWhiteSpace(code)) {
      if (at > from) pieces.push(text.slice(from, at));
      while (isWhiteSpace(text.charCodeAt(at))) at += 1;
      from = at;
    } else {
      at += 1;
    }
  }
  return from === 0 ? text : pieces.join('') + text.slice(from);
}

/** Returns true for white space, and for a byte order mark, which some APIs send. */
function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff;
}

function allocate(text: string, size: number): JsonSpans {
  const numbers = (): Uint32Array => new Uint32Array(size);
  return { text, kind: new Uint8Array(size), start: numbers(), end: numbers(), next: numbers() };
}

function grow(spans: JsonSpans): JsonSpans {
  const grown = allocate(spans.text, spans.start.length * 2);
  for (const column of ['kind', 'start', 'end', 'next'] as const) grown[column].set(spans[column]);
  return grown;
}
