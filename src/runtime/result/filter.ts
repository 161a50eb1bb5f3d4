import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../../errors.ts';
import { evaluate, TooMuchWork } from './filter-guard.ts';
import type { Filter } from '../capability-types.ts';
import type { Expression } from './filter-guard.ts';

/** Longer expressions are not read. */
const longest = 2_000;

/** The functions of JMESPath, and those of its successor whose work is no more than their arguments. */
const functions = new Set(
  `abs avg ceil contains ends_with floor join keys length map max max_by merge min min_by not_null reverse sort
  sort_by starts_with sum to_array to_number to_string type values
  from_items items lower split trim upper`.split(/\s+/),
);

/**
 * Reads a JMESPath expression, so that a wrong one is known before anything is sent. The library is loaded at the first.
 *
 * @throws OpenApiMcpError FILTER_INVALID, with the place in the expression
 */
export async function compileFilter(text: string): Promise<Filter> {
  if (text.length > longest) throw invalid(`it is longer than ${longest} characters`);
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
    // The library takes a lone = for the start of its `let`, which is out of bounds here, and finds it always true.
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

/** The library says what it stumbles over, not where: it is the end of the longest beginning that it can go on from. */
function locate(text: string, compile: Compile, tokenize: Tokenize): string {
  let readable = text.length;
  while (readable > 0 && !succeeds(() => tokenize(text.slice(0, readable)))) readable -= 1;
  const starts = tokenize(text.slice(0, readable)).map(({ start }) => start);
  const ends = [...starts.slice(1), readable];
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (canGoOn(text.slice(0, ends[middle]), compile)) low = middle + 1;
    else high = middle;
  }
  const at = starts[low] ?? readable;
  if (at >= text.length) return `it ends too early, after character ${text.length}`;
  const found = text.slice(at, Math.max(ends[low] ?? 0, at + 1)).trim();
  return `unexpected ${JSON.stringify(found)} at character ${at + 1}`;
}

function canGoOn(beginning: string, compile: Compile): boolean {
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

/** The library finds an unknown function only when it gets to it. */
function checkFunctions(text: string): void {
  const tokens = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|([A-Za-z_]\w*)\s*\(/g;
  for (const { 1: name, index } of text.matchAll(tokens))
    if (name !== undefined && !functions.has(name))
      throw invalid(
        `there is no function ${name} (character ${index + 1}); there are ${[...functions].join(', ')}`,
      );
}

function explainEvaluation(error: unknown): string {
  if (error instanceof TooMuchWork) return 'it asks for too much work';
  if (error instanceof RangeError) return 'it goes too deep';
  return messageOf(error).slice(0, 500).replace(/\.$/, '');
}

function invalid(problem: string, cause?: unknown): OpenApiMcpError {
  return new OpenApiMcpError(
    'FILTER_INVALID',
    `_filter is not right: ${problem}`,
    cause === undefined ? {} : { cause },
  );
}
