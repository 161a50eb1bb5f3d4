import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../../errors.ts';
import { evaluate, TooMuchWork } from './filter-guard.ts';
import type { Expression } from './filter-guard.ts';
import type { Json } from '../../json/value.ts';

/** Longer expressions are refused. */
const maxLength = 2_000;

/** The functions of JMESPath, and those of its successor that need no more work than the size of their arguments. */
const functions = new Set(
  `abs avg ceil contains ends_with floor join keys length map max max_by merge min min_by not_null reverse sort
  sort_by starts_with sum to_array to_number to_string type values
  from_items items lower split trim upper`.split(/\s+/),
);

/**
 * A compiled JMESPath expression. It changes a JSON response.
 *
 * @throws OpenApiMcpError FILTER_INVALID if the expression does not fit the response, or needs too much work
 */
export type Filter = (value: Json) => Json;

/**
 * Compiles a JMESPath expression. The library is loaded on first use.
 *
 * @throws OpenApiMcpError FILTER_INVALID, with the place in the expression
 */
export async function compileFilter(text: string): Promise<Filter> {
  if (text.length > maxLength) throw invalid(`it is longer than ${maxLength} characters`);
  if (text.trim() === '') throw invalid('it is empty');
  const { compile, tokenize, TreeInterpreter } = await import('@jmespath-community/jmespath');
  const expression = parse(text, compile, tokenize);
  checkFunctions(text);
  return (value) => {
    try {
      return evaluate(TreeInterpreter, expression, value);
    } catch (error) {
      throw invalid(explainEvaluation(error), error);
    }
  };
}

type Compile = (text: string) => Expression;
type Tokenize = (text: string) => { start: number; type: string }[];

function parse(text: string, compile: Compile, tokenize: Tokenize): Expression {
  try {
    const expression = compile(text);
    // The library parses a lone `=` as part of its `let` syntax, which is not supported here, and evaluates it to
    // true.
    const assignment = tokenize(text).find(({ type }) => type === 'Assign');
    if (assignment !== undefined)
      throw invalid(`unexpected "=" at character ${assignment.start + 1}: equality is ==`);
    return expression;
  } catch (error) {
    if (isOpenApiMcpError(error)) throw error;
    if (error instanceof RangeError) throw invalid('it is nested too deeply', error);
    throw invalid(locate(text, compile, tokenize), error);
  }
}

/**
 * Returns the position of a syntax error, which the library does not report: the end of the longest prefix that can
 * be continued.
 */
function locate(text: string, compile: Compile, tokenize: Tokenize): string {
  let readable = text.length;
  while (readable > 0 && !succeeds(() => tokenize(text.slice(0, readable)))) readable -= 1;
  const starts = tokenize(text.slice(0, readable)).map(({ start }) => start);
  const ends = [...starts.slice(1), readable];
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (canContinue(text.slice(0, ends[middle]), compile)) low = middle + 1;
    else high = middle;
  }
  const at = starts[low] ?? readable;
  if (at >= text.length) return `it ends too early, after character ${text.length}`;
  const found = text.slice(at, Math.max(ends[low] ?? 0, at + 1)).trim();
  return `unexpected ${JSON.stringify(found)} at character ${at + 1}`;
}

function canContinue(beginning: string, compile: Compile): boolean {
  try {
    compile(beginning);
    return true;
  } catch (error) {
    return /\bEOF\b/.test(messageOf(error));
  }
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** Checks the names of functions. The library reports an unknown function only when it evaluates it. */
function checkFunctions(text: string): void {
  const tokens = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|([A-Za-z_]\w*)\s*\(/g;
  for (const { 1: name, index } of text.matchAll(tokens))
    if (name !== undefined && !functions.has(name))
      throw invalid(
        `there is no function ${name} (character ${index + 1}); there are ${[...functions].join(', ')}`,
      );
}

function explainEvaluation(error: unknown): string {
  if (error instanceof TooMuchWork) return 'it needs too much work';
  if (error instanceof RangeError) return 'it is nested too deeply';
  return messageOf(error).slice(0, 500).replace(/\.$/, '');
}

function invalid(problem: string, cause?: unknown): OpenApiMcpError {
  return new OpenApiMcpError(
    'FILTER_INVALID',
    `resultFilter is invalid: ${problem}`,
    cause === undefined ? {} : { cause },
  );
}
