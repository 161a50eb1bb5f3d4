/** What a value is, as its first character tells. */
export const jsonKind = { scalar: 0, string: 1, array: 2, object: 3 } as const;

/**
 * Every value of a JSON text by its place in it, parents before children: nothing is parsed, so digits, key order and
 * repeated keys stay as they were sent. Flat arrays, because an answer can hold a million values.
 */
export interface JsonSpans {
  /** Without white space between tokens: a child's member begins one after the end of the child before it. */
  text: string;
  kind: Uint8Array;
  start: Uint32Array;
  /** One past the last character. */
  end: Uint32Array;
  /** The value that follows, once all inside it are passed over. */
  next: Uint32Array;
}

/** The length of the value at `index`. */
export function lengthOf({ start, end }: JsonSpans, index: number): number {
  return (end[index] ?? 0) - (start[index] ?? 0);
}

/** The values directly inside an array or object. */
export function childrenOf({ next }: JsonSpans, index: number): number[] {
  const children: number[] = [];
  const last = next[index] ?? 0;
  for (let child = index + 1; child < last; child = next[child] ?? last) children.push(child);
  return children;
}

/** The spans of a text that is known to be JSON (RFC 8259). */
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

/** In an object a string is a key unless a colon stands before it. */
function isKey(text: string, at: number, { kind }: JsonSpans, open: number[]): boolean {
  const container = open.at(-1);
  return container !== undefined && kind[container] === jsonKind.object && text.charCodeAt(at - 1) !== colon;
}

/**
 * One past the closing quote of the string that opens at `start`. Not by `indexOf`: V8 takes it for free of cost and
 * calls it before it is known that a string opens here, which is quadratic in a text of numbers.
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

/** Whether an odd number of backslashes stands before a character. */
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

/** A byte order mark counts too, since some APIs send one. */
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
