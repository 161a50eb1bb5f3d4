/** The first syntax error of a JSON text. */
export interface JsonSyntaxError {
  /** Counted from 1. */
  line: number;
  /** Counted from 1. */
  column: number;
  /** The token there, and what JSON requires instead. */
  reason: string;
  /** The token begins a comment. */
  isComment: boolean;
}

/** Descriptions of tokens that are not valid themselves, by the `ScanError` of jsonc-parser. */
const invalidTokens = [
  undefined,
  'a comment, which JSON does not have',
  'a string that is not closed',
  'a number that is not complete',
  'a string with an invalid \\u escape sequence',
  'a string with an invalid escape sequence',
  'a string with a control character that is not escaped',
];

/**
 * Finds the first error of a text that `JSON.parse` refused, because its messages seldom have a position. Uses the scanner
 * of jsonc-parser instead of its parser, which is recursive and fails for a text that is nested deeply.
 */
export async function findJsonSyntaxError(text: string): Promise<JsonSyntaxError | undefined> {
  const { createScanner } = await import('jsonc-parser');
  const scanner = createScanner(text);
  const open: ('}' | ']')[] = [];
  let expected = 'a value';
  for (;;) {
    scanner.scan();
    const token = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    if (/^[ \t\r\n]/.test(token)) continue;
    if (token === '' && expected === 'the end') return undefined;
    const isComment =
      token.startsWith('//') || (token.startsWith('/*') && token.length > 3 && token.endsWith('*/'));
    const isOpen = !isComment && token.startsWith('/*');
    const invalid = isOpen
      ? 'a comment that is not closed'
      : isComment
        ? invalidTokens[1]
        : invalidTokens[scanner.getTokenError()];
    const next = invalid === undefined ? expectedAfter(token, expected, open) : undefined;
    if (next === undefined) {
      const line = scanner.getTokenStartLine() + 1;
      const column = scanner.getTokenStartCharacter() + 1;
      const reason = invalid ?? `${describeToken(token)} where ${expected} is expected`;
      return { line, column, reason, isComment };
    }
    expected = next;
  }
}

/** Returns what JSON requires after a token, or undefined if the token is not expected. Updates the open brackets. */
function expectedAfter(token: string, expected: string, open: ('}' | ']')[]): string | undefined {
  if ((token === '}' || token === ']') && expected.endsWith(` or ${token}`)) {
    open.pop();
    return expectedAfterValue(open);
  }
  if (expected.startsWith('a key')) return token.startsWith('"') ? 'a colon' : undefined;
  if (expected === 'a colon') return token === ':' ? 'a value' : undefined;
  if (expected === ', or }') return token === ',' ? 'a key' : undefined;
  if (expected === ', or ]') return token === ',' ? 'a value' : undefined;
  if (!expected.startsWith('a value')) return undefined;
  if (token === '{' || token === '[') {
    open.push(token === '{' ? '}' : ']');
    return token === '{' ? 'a key or }' : 'a value or ]';
  }
  return /^(?:"|-?\d|true$|false$|null$)/.test(token) ? expectedAfterValue(open) : undefined;
}

function expectedAfterValue(open: readonly string[]): string {
  const close = open.at(-1);
  return close === undefined ? 'the end' : `, or ${close}`;
}

function describeToken(token: string): string {
  if (token === '') return 'the text ends';
  return token.length > 20 ? `${token.slice(0, 20)}…` : token;
}
