/** Longest text that a pattern is judged for; what is longer takes as much longer as it is. */
const judgedLength = 50_000;

/** Steps that a backtracking engine may take for it: well under a second. */
const mostSteps = 100 * judgedLength;

/** Deeper groups are not worth their stack. */
const deepestGroup = 100;

/** How a pattern can be tried without the danger that it never ends. */
export type PatternEngine = 'native' | 'linear' | 'none';

interface Part {
  /** How often a backtracking engine may try it for one place to start at; an upper bound. */
  ways: number;
  /** Whether it can match at the start of the text alone. */
  isAnchored: boolean;
}

/** One of the patterns that together are one, and whether it has to match or must not. */
export interface PatternCondition {
  pattern: string;
  isWanted: boolean;
}

/**
 * What a pattern asks of a text, one by one: a look-ahead at the start of all is a pattern of its own, as in
 * `^(?=.*\d)(?!.*\s).{8,}$`, which is how documents describe passwords.
 */
export function conditionsOf(pattern: string): PatternCondition[] {
  const whole = [{ pattern, isWanted: true }];
  const reader = { pattern, index: 1 };
  if (!pattern.startsWith('^')) return whole;
  const conditions: PatternCondition[] = [];
  for (let start = 1; /^\(\?[=!]/.test(pattern.slice(start, start + 3)); start = reader.index) {
    readAtom(reader, 0);
    if (/[*+?{]/.test(pattern[reader.index] ?? '')) return whole;
    const inner = pattern.slice(start + 3, reader.index - 1);
    conditions.push({ pattern: `^(?:${inner})`, isWanted: pattern[start + 2] === '=' });
  }
  const rest = pattern.slice(reader.index);
  readSequence(reader, 0);
  // The look-aheads are of the first alternative alone.
  if (reader.index < pattern.length) return whole;
  return [...conditions, { pattern: `^${rest}`, isWanted: true }];
}

/**
 * The engine that tries a pattern (ECMA-262 §22.2.1, `u` flag) in time that grows with the text alone: the one of the
 * platform where it cannot try many ways, else one that follows all ways at once, which knows no look-around and no
 * references to groups. `none`: it has those, and may try too many ways.
 */
export function engineOf(pattern: string): PatternEngine {
  const { ways, isAnchored } = readAlternatives({ pattern, index: 0 }, 0);
  if (ways * (isAnchored ? 1 : judgedLength) <= mostSteps) return 'native';
  return needsBacktracking(pattern) ? 'none' : 'linear';
}

/** Whether texts can be held to a pattern at all without the danger that it never ends. */
export function isCheckable(pattern: string): boolean {
  return (
    engineOf(pattern) !== 'none' || conditionsOf(pattern).every((part) => engineOf(part.pattern) !== 'none')
  );
}

/** Look-around, references to groups, and more repetitions than the linear engine takes. */
function needsBacktracking(pattern: string): boolean {
  let isIn = false;
  for (const [token] of pattern.matchAll(/\\(?:k<|u\{|.)|\(\?<?[=!]|\{\d+(?:,\d*)?\}|[[\]]/gsu)) {
    if (token === '[') isIn = true;
    else if (token === ']') isIn = false;
    else if (isIn) continue;
    else if (token.startsWith('(?') || token === '\\k<' || /^\\[1-9]$/.test(token)) return true;
    else if (
      token.startsWith('{') &&
      token
        .slice(1, -1)
        .split(',')
        .some((count) => Number(count) > 1_000)
    )
      return true;
  }
  return false;
}

interface Reader {
  pattern: string;
  index: number;
}

/** Reads up to the end of a group, or of the pattern. */
function readAlternatives(reader: Reader, depth: number): Part {
  let ways = 0;
  let isAnchored = true;
  for (;;) {
    const sequence = readSequence(reader, depth);
    ways += sequence.ways;
    isAnchored &&= sequence.isAnchored;
    if (reader.pattern[reader.index] !== '|') return { ways, isAnchored };
    reader.index++;
  }
}

function readSequence(reader: Reader, depth: number): Part {
  let ways = 1;
  let isAnchored = false;
  for (let isFirst = true; ; isFirst = false) {
    const next = reader.pattern[reader.index];
    if (next === undefined || next === '|' || next === ')') return { ways, isAnchored };
    const atom = readAtom(reader, depth);
    const repeated = readQuantifier(reader, atom.ways);
    ways *= repeated.ways;
    if (isFirst) isAnchored = atom.isAnchored && !repeated.isOptional;
  }
}

function readAtom(reader: Reader, depth: number): Part {
  const { pattern } = reader;
  const character = pattern[reader.index++];
  if (character === '(') return readGroup(reader, depth);
  if (character === '[') {
    const expression = /(?:\\.|[^\]\\])*\]?/suy;
    expression.lastIndex = reader.index;
    reader.index += expression.exec(pattern)?.[0].length ?? 0;
    return { ways: 1, isAnchored: false };
  }
  if (character !== '\\') return { ways: 1, isAnchored: character === '^' };
  const expression = /[1-9]\d*|k<[^<>]*>|[pPu]\{[^{}]*\}|./suy;
  expression.lastIndex = reader.index;
  const escape = expression.exec(pattern)?.[0] ?? '';
  reader.index += escape.length;
  // What a group holds may be as long as the text, and is compared each time.
  return { ways: /^[1-9k]/.test(escape) ? judgedLength : 1, isAnchored: false };
}

function readGroup(reader: Reader, depth: number): Part {
  const { pattern } = reader;
  const expression = /\?(?:<?[=!]|:|<[^<>]*>|[a-z-]+:)/suy;
  expression.lastIndex = reader.index;
  const kind = expression.exec(pattern)?.[0] ?? '';
  reader.index += kind.length;
  if (depth > deepestGroup) {
    reader.index = pattern.length;
    return { ways: Infinity, isAnchored: false };
  }
  const inner = readAlternatives(reader, depth + 1);
  reader.index++;
  // What stands before a place is looked at from every place.
  if (kind.startsWith('?<=') || kind.startsWith('?<!'))
    return { ways: inner.ways * judgedLength, isAnchored: false };
  const isAhead = kind === '?=' || kind === '?!';
  return { ways: inner.ways, isAnchored: inner.isAnchored && !isAhead };
}

/** Ways of an atom with what stands behind it: repeated as often as it may be. */
function readQuantifier(reader: Reader, ways: number): { ways: number; isOptional: boolean } {
  const expression = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;
  expression.lastIndex = reader.index;
  const found = expression.exec(reader.pattern);
  if (found === null) return { ways, isOptional: false };
  reader.index += found[0].length;
  const [, sign, least = '', comma = '', most = ''] = found;
  const minimum = sign === undefined ? Number(least) : sign === '+' ? 1 : 0;
  const isEndless = sign === '*' || sign === '+' || (sign === undefined && comma !== '' && most === '');
  const maximum = isEndless ? judgedLength : sign === '?' ? 1 : Number(most || least);
  const counts = sign === '?' ? 2 : Math.max(maximum, 1);
  return {
    ways: ways === 1 ? counts : Math.min(ways ** maximum * counts, Number.MAX_VALUE),
    isOptional: minimum === 0,
  };
}
