/** The length of text, in characters, for which the cost of a pattern is estimated. */
const textLength = 50_000;

/** The most steps of a backtracking engine for such a text: well under a second. */
const maximumSteps = 100 * textLength;

/** The deepest nesting of groups that is read, which bounds the recursion. */
const maximumDepth = 100;

/**
 * The engine that can safely match a pattern.
 *
 * - `native`: the engine of the platform.
 * - `linear`: an engine that follows all alternatives at once.
 * - `none`: the pattern needs backtracking, and may take too many steps.
 */
export type PatternEngine = 'native' | 'linear' | 'none';

/** The estimated cost of a part of a pattern. */
interface MatchingCost {
  /** An upper bound of the ways in which a backtracking engine can match the part from one position. */
  ways: number;
  /** True if the part can match only at the start of the text. */
  isAnchored: boolean;
}

/** A part of a pattern that can be matched on its own. */
export interface PatternCondition {
  pattern: string;
  /** False for a negative look-ahead, whose pattern must not match. */
  mustMatch: boolean;
}

/**
 * Splits a pattern into conditions: each look-ahead at its start becomes a pattern of its own. Documents describe
 * passwords with such patterns: `^(?=.*\d)(?!.*\s).{8,}$`.
 */
export function splitConditions(pattern: string): PatternCondition[] {
  const whole = [{ pattern, mustMatch: true }];
  const reader = { pattern, index: 1 };
  if (!pattern.startsWith('^')) return whole;
  const conditions: PatternCondition[] = [];
  for (let start = 1; /^\(\?[=!]/.test(pattern.slice(start, start + 3)); start = reader.index) {
    readAtom(reader, 0);
    if (/[*+?{]/.test(pattern[reader.index] ?? '')) return whole;
    const inner = pattern.slice(start + 3, reader.index - 1);
    conditions.push({ pattern: `^(?:${inner})`, mustMatch: pattern[start + 2] === '=' });
  }
  const rest = pattern.slice(reader.index);
  readSequence(reader, 0);
  // With alternatives, the look-aheads belong to the first one only.
  if (reader.index < pattern.length) return whole;
  return [...conditions, { pattern: `^${rest}`, mustMatch: true }];
}

/**
 * Returns the engine that matches a pattern (ECMA-262 §22.2.1, `u` flag) in time linear in the text: the engine of the
 * platform if the pattern causes little backtracking, else the linear one, which supports neither look-around nor
 * references to groups.
 */
export function chooseEngine(pattern: string): PatternEngine {
  const { ways, isAnchored } = readAlternatives({ pattern, index: 0 }, 0);
  if (ways * (isAnchored ? 1 : textLength) <= maximumSteps) return 'native';
  return needsBacktracking(pattern) ? 'none' : 'linear';
}

/** Returns true if a pattern, or each of its conditions, can be matched in linear time. */
export function isCheckable(pattern: string): boolean {
  return (
    chooseEngine(pattern) !== 'none' ||
    splitConditions(pattern).every((condition) => chooseEngine(condition.pattern) !== 'none')
  );
}

/** Returns true for look-around, references to groups, and more repetitions than the linear engine supports. */
function needsBacktracking(pattern: string): boolean {
  let isInClass = false;
  for (const [token] of pattern.matchAll(/\\(?:k<|u\{|.)|\(\?<?[=!]|\{\d+(?:,\d*)?\}|[[\]]/gsu)) {
    if (token === '[') isInClass = true;
    else if (token === ']') isInClass = false;
    else if (isInClass) continue;
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

/** A position in a pattern that is read. */
interface Reader {
  pattern: string;
  index: number;
}

/** Reads alternatives up to the end of a group, or of the pattern. */
function readAlternatives(reader: Reader, depth: number): MatchingCost {
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

function readSequence(reader: Reader, depth: number): MatchingCost {
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

function readAtom(reader: Reader, depth: number): MatchingCost {
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
  // The text of a group may be as long as the whole text, and is compared each time.
  return { ways: /^[1-9k]/.test(escape) ? textLength : 1, isAnchored: false };
}

function readGroup(reader: Reader, depth: number): MatchingCost {
  const { pattern } = reader;
  const expression = /\?(?:<?[=!]|:|<[^<>]*>|[a-z-]+:)/suy;
  expression.lastIndex = reader.index;
  const kind = expression.exec(pattern)?.[0] ?? '';
  reader.index += kind.length;
  if (depth > maximumDepth) {
    reader.index = pattern.length;
    return { ways: Infinity, isAnchored: false };
  }
  const inner = readAlternatives(reader, depth + 1);
  reader.index++;
  // A look-behind is tried from every position before the current one.
  if (kind.startsWith('?<=') || kind.startsWith('?<!'))
    return { ways: inner.ways * textLength, isAnchored: false };
  const isAhead = kind === '?=' || kind === '?!';
  return { ways: inner.ways, isAnchored: inner.isAnchored && !isAhead };
}

/** Reads a quantifier, and returns the ways of the repeated atom. */
function readQuantifier(reader: Reader, ways: number): { ways: number; isOptional: boolean } {
  const expression = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;
  expression.lastIndex = reader.index;
  const found = expression.exec(reader.pattern);
  if (found === null) return { ways, isOptional: false };
  reader.index += found[0].length;
  const [, sign, least = '', comma = '', most = ''] = found;
  const minimum = sign === undefined ? Number(least) : sign === '+' ? 1 : 0;
  const isEndless = sign === '*' || sign === '+' || (sign === undefined && comma !== '' && most === '');
  const maximum = isEndless ? textLength : sign === '?' ? 1 : Number(most || least);
  const counts = sign === '?' ? 2 : Math.max(maximum, 1);
  return {
    ways: ways === 1 ? counts : Math.min(ways ** maximum * counts, Number.MAX_VALUE),
    isOptional: minimum === 0,
  };
}
