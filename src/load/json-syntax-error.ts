import type { JSONVisitor } from 'jsonc-parser';

/** The first syntax error of a JSON text. */
export interface JsonSyntaxError {
  /** Counted from 1. */
  line: number;
  /** Counted from 1. */
  column: number;
  /** What stands there, and what JSON requires there. */
  reason: string;
}

/** Errors inside a token, by their codes in jsonc-parser. */
const tokenErrors: Record<string, string> = {
  InvalidCharacter: 'a string with a control character that is not escaped',
  InvalidCommentToken: 'a comment, which JSON does not have',
  InvalidEscapeCharacter: 'a string with an invalid escape sequence',
  InvalidUnicode: 'a string with an invalid \\u escape sequence',
  UnexpectedEndOfNumber: 'a number that is not complete',
  UnexpectedEndOfString: 'a string that is not closed',
};

/**
 * Finds the first error of a text that `JSON.parse` refused, because its messages seldom have a position. Returns undefined
 * if there is none, or if the text is nested too deeply to be searched.
 */
export async function findJsonSyntaxError(text: string): Promise<JsonSyntaxError | undefined> {
  const { printParseErrorCode, visit } = await import('jsonc-parser');
  const expectation = trackExpectation();
  let first: JsonSyntaxError | undefined;
  const onError: JSONVisitor['onError'] = (code, offset, length, line, character) => {
    if (first !== undefined) return;
    const name = printParseErrorCode(code);
    const expected = name.startsWith('Close') ? expectation.beforeEnd : expectation.next;
    const token = length === 0 ? 'the text ends' : truncate(text.slice(offset, offset + length));
    const reason = tokenErrors[name] ?? `${token} where ${expected} is expected`;
    first = { line: line + 1, column: character + 1, reason };
  };
  try {
    visit(text, { ...expectation.visitor, onError }, { disallowComments: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return first;
}

/** What JSON requires after the tokens that a visitor has seen. */
interface Expectation {
  visitor: JSONVisitor;
  next: string;
  /** The value of `next` before the end of the last object or array, which jsonc-parser reports even if it is missing. */
  beforeEnd: string;
}

function trackExpectation(): Expectation {
  const open: ('}' | ']')[] = [];
  const begin = (close: '}' | ']'): void => {
    open.push(close);
    expectation.next = close === '}' ? 'a key or }' : 'a value or ]';
  };
  const complete = (): void => {
    const close = open.at(-1);
    expectation.next = close === undefined ? 'the end' : `, or ${close}`;
  };
  const end = (): void => {
    expectation.beforeEnd = expectation.next;
    open.pop();
    complete();
  };
  const separate = (separator: string): void => {
    expectation.next = separator === ',' && open.at(-1) === '}' ? 'a key' : 'a value';
  };
  const visitor: JSONVisitor = {
    onObjectBegin: () => begin('}'),
    onArrayBegin: () => begin(']'),
    onObjectProperty: () => void (expectation.next = 'a colon'),
    onSeparator: separate,
    onLiteralValue: complete,
    onObjectEnd: end,
    onArrayEnd: end,
  };
  const expectation: Expectation = { visitor, next: 'a value', beforeEnd: '' };
  return expectation;
}

function truncate(token: string): string {
  return token.length > 20 ? `${token.slice(0, 20)}…` : token;
}
