/** Where a text stops being JSON. */
export interface JsonError {
  offset: number;
  reason: string;
}

const space = /[ \t\r\n]*/y;
const token =
  /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ !#-[\]-\uffff]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\d.\w])|(?:true|false|null)\b|[{}[\]:,]/y;

/** Finds the first error in a text that JSON.parse refused; its own message seldom says where. */
export function findJsonError(text: string): JsonError {
  const open: string[] = [];
  let expected = 'a value';
  let offset = 0;
  for (;;) {
    space.lastIndex = offset;
    space.test(text);
    offset = space.lastIndex;
    if (offset >= text.length) return { offset, reason: `the text ends where ${expected} is expected` };
    token.lastIndex = offset;
    const found = token.exec(text)?.[0];
    if (found === undefined) return { offset, reason: unreadable(text, offset, expected) };
    const next = step(found, expected, open);
    if (next === undefined) return { offset, reason: `${shown(found)} where ${expected} is expected` };
    expected = next;
    offset += found.length;
  }
}

/** What is expected after `found`, or undefined where it may not stand. */
function step(found: string, expected: string, open: string[]): string | undefined {
  const isString = found.startsWith('"');
  if (expected === 'a key or }' && isString) return 'a colon';
  if (expected === 'a key' && isString) return 'a colon';
  if (expected === 'a colon') return found === ':' ? 'a value' : undefined;
  if (closes(found, expected)) {
    open.pop();
    return after(open);
  }
  if (expected === ', or }') return found === ',' ? 'a key' : undefined;
  if (expected === ', or ]') return found === ',' ? 'a value' : undefined;
  if (expected !== 'a value' && expected !== 'a value or ]') return undefined;
  if (found === '{' || found === '[') {
    open.push(found);
    return found === '{' ? 'a key or }' : 'a value or ]';
  }
  return /^[}\]:,]$/.test(found) ? undefined : after(open);
}

function closes(found: string, expected: string): boolean {
  return (found === '}' || found === ']') && expected.endsWith(` or ${found}`);
}

function after(open: string[]): string {
  const last = open.at(-1);
  if (last === undefined) return 'the end';
  return last === '{' ? ', or }' : ', or ]';
}

function unreadable(text: string, offset: number, expected: string): string {
  if (text[offset] === '"') return 'a string that is not closed, or with a character that needs escaping';
  return `${shown(text.slice(offset, offset + 1))} where ${expected} is expected`;
}

function shown(found: string): string {
  return found.length > 20 ? `${found.slice(0, 20)}…` : found;
}
