/*
 * Escapes of JSON and programming languages, of URLs, and of HTML. Several backslashes, `%25` and `&amp;` before an escape
 * come from quoting it again.
 */

/** Every escape. */
const anyEscape =
  /\\+(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|[^\dA-Za-z\\\0])|\\{2,}|%(?:25)*[\da-fA-F]{2}|&(?:amp;)*(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]{2,6});/g;

/** The escapes of letters, digits, the signs of tokens and base64 (`-._~+/=`), and the signs that begin or end an escape. */
const tokenEscape =
  /\\+(?:(?:u00|x)(?:2[356BDEFbdef]|3[\dBDbd]|[46][1-9A-Fa-f]|[57][\dAa]|5[CFcf]|7[Ee])|[/=+.~_#%&;-])|\\{2,}|%(?:25)*(?:2[356BDEFbdef]|3[\dBDbd]|[46][1-9A-Fa-f]|[57][\dAa]|5[CFcf]|7[Ee])|&(?:amp;)*(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|amp|bsol|equals|lowbar|num|percnt|period|plus|semi|sol);/g;

/**
 * An end of a line, also as an escape of JSON or a URL, within base64 that is wrapped, as in PEM (64 columns) and MIME (76).
 * It is no part of the encoded bytes (RFC 2045 §6.8). Shorter lines are words.
 */
const wrap =
  /(?=[\r\n\\%])(?<=[\w+/-]{60})(?:\r?\n|(?:\\+r)?\\+n|(?:%(?:25)*0[Dd])?%(?:25)*0[Aa])[\t ]*(?=[\w+/=-])/g;

/** The names that encoders of HTML use for characters of ASCII. */
const characterNames: Record<string, string> = {
  amp: '&',
  apos: "'",
  bsol: '\\',
  colon: ':',
  commat: '@',
  dollar: '$',
  equals: '=',
  grave: '`',
  gt: '>',
  lowbar: '_',
  lt: '<',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quot: '"',
  semi: ';',
  sol: '/',
};

/** Largest number of escapes of different formats within one another, as in JSON in a form in HTML. */
const mostRounds = 5;

/** A text without escapes, with the place of each character in the text with escapes. */
export interface UnescapedText {
  text: string;
  starts: Uint32Array;
  ends: Uint32Array;
}

/** Replaces the escapes of a text, and removes the zero bytes of UTF-16, so that its letters follow one another. */
export interface Unescaper {
  /** Bytes that are percent-encoded become one character each. */
  undo(text: string): string;
  /** Does the same, and keeps the places of characters, which takes longer. */
  locate(text: string): UnescapedText;
}

/** Returns an unescaper of all escapes, or one of those that tokens and base64 have, which is faster. */
export function unescaperFor(texts: string[]): Unescaper {
  const pattern = texts.every((text) => /^[\w.~+/=-]*$/.test(text)) ? tokenEscape : anyEscape;
  return {
    undo(text) {
      let current = text;
      for (let round = 0; round < mostRounds; round++) {
        const dense = current.includes('\0') ? current.replaceAll('\0', '') : current;
        const letters = dense.search(wrap) === -1 ? dense : dense.replace(wrap, '');
        const next = letters.search(pattern) === -1 ? letters : letters.replace(pattern, characterOf);
        if (next === current) break;
        current = next;
      }
      return current;
    },
    locate(text) {
      let current: UnescapedText = {
        text,
        starts: Uint32Array.from({ length: text.length }, (_, index) => index),
        ends: Uint32Array.from({ length: text.length }, (_, index) => index + 1),
      };
      for (let round = 0; round < mostRounds; round++) {
        const dense = replaceLocated(current, /\0+/g, () => '');
        const letters = replaceLocated(dense, wrap, () => '');
        const next = replaceLocated(letters, pattern, characterOf);
        if (next.text === current.text) break;
        current = next;
      }
      return current;
    },
  };
}

function replaceLocated(
  source: UnescapedText,
  pattern: RegExp,
  replace: (match: string) => string,
): UnescapedText {
  if (source.text.search(pattern) === -1) return source;
  const starts = new Uint32Array(source.text.length);
  const ends = new Uint32Array(source.text.length);
  const parts: string[] = [];
  let length = 0;
  let position = 0;

  function copy(end: number): void {
    parts.push(source.text.slice(position, end));
    starts.set(source.starts.subarray(position, end), length);
    ends.set(source.ends.subarray(position, end), length);
    length += end - position;
    position = end;
  }

  for (const match of source.text.matchAll(pattern)) {
    copy(match.index);
    const end = match.index + match[0].length;
    const replacement = replace(match[0]);
    starts.fill(source.starts[match.index] ?? 0, length, length + replacement.length);
    ends.fill(source.ends[end - 1] ?? 0, length, length + replacement.length);
    parts.push(replacement);
    length += replacement.length;
    position = end;
  }
  copy(source.text.length);
  return { text: parts.join(''), starts: starts.subarray(0, length), ends: ends.subarray(0, length) };
}

/** Returns the character of an escape. */
function characterOf(escape: string): string {
  if (escape.startsWith('%')) return String.fromCharCode(Number.parseInt(escape.slice(-2), 16));
  if (escape.startsWith('\\')) {
    const code = escape.replace(/^\\+/, '');
    return /^[ux]/.test(code) ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : code || '\\';
  }
  const name = escape.slice(1, -1).replace(/^(?:amp;)+/, '');
  if (!name.startsWith('#'))
    return (Object.hasOwn(characterNames, name) ? characterNames[name] : undefined) ?? escape;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : escape;
}
