/** The place of a comment in a text. */
interface CommentRange {
  start: number;
  end: number;
}

const comment = /\/\/.*|\/\*[^]*?\*\//y;
const regularExpression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y;
/** Text of a template, from its start or from the end of an expression in it. */
const templateText = /[`}](?:\\[^]|\$(?!\{)|[^\\`$])*(?:`|\$\{)/y;
const otherToken = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[\w$]+|\s+|[^]/y;

/** Words that are no operands: a slash after one begins a regular expression. */
const operators = new Set(
  'await case delete do else in instanceof of return throw typeof void yield'.split(' '),
);

/**
 * Returns the comments in code. Code that Prettier formats has no division after a block, and no statement that begins
 * with a regular expression.
 */
export function commentsIn(code: string): CommentRange[] {
  const comments: CommentRange[] = [];
  /** The tokens that opened the braces around a token. */
  const braces: string[] = [];
  let previous = '';
  for (let start = 0; start < code.length;) {
    const isInTemplate = braces.at(-1)?.endsWith('${') === true;
    const found = matchAt(comment, code, start);
    const token = found ?? tokenAt(code, start, { previous, isInTemplate });
    const end = start + token.length;
    if (found !== undefined) comments.push({ start, end });
    else {
      if (token.startsWith('}')) braces.pop();
      if (token.endsWith('{')) braces.push(token);
      if (token.trim() !== '') previous = token;
    }
    start = end;
  }
  return comments;
}

function tokenAt(
  code: string,
  start: number,
  { previous, isInTemplate }: { previous: string; isInTemplate: boolean },
): string {
  const character = code.charAt(start);
  const isText = character === '`' || (character === '}' && isInTemplate);
  const special = isText
    ? templateText
    : character === '/' && !isOperand(previous)
      ? regularExpression
      : otherToken;
  return matchAt(special, code, start) ?? character;
}

/** Returns true for a token that ends an operand: a slash after it divides. */
function isOperand(token: string): boolean {
  return /[\w$)\]}'"`]$|^\/.+$/.test(token) && !operators.has(token);
}

function matchAt(pattern: RegExp, code: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(code)?.[0];
}
