import { getOwn } from '../json/get-own.ts';

/** Delimiters of PHP and Perl that close with another character than they open with. */
const closings: Record<string, string> = { '{': '}', '<': '>' };

/** The classes of POSIX in the notation of ECMA-262. Letters and digits of all scripts count, as the locale may allow them. */
const posixClasses: Record<string, string> = {
  alnum: '\\p{L}\\p{Nd}',
  alpha: '\\p{L}',
  ascii: '\\x00-\\x7f',
  blank: ' \\t',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
  lower: '\\p{Ll}',
  print: ' \\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
  punct: '\\p{P}\\p{S}',
  space: '\\s',
  upper: '\\p{Lu}',
  word: '\\w\\p{L}\\p{Nd}',
  xdigit: '0-9A-Fa-f',
};

/**
 * Returns a pattern of another notation in that of ECMA-262: without the delimiters of PHP, Perl and JavaScript (`/^a$/`,
 * `#^a$#`), and with the classes of POSIX (`[[:alpha:]]`) written out. Returns `undefined` if ECMA-262 has no equal.
 */
export function translateNotation(pattern: string): string | undefined {
  const inner = withoutDelimiters(pattern);
  if (inner === undefined || compiles(inner)) return inner;
  return translateClasses(inner);
}

/** Returns true for a pattern that validators can compile, which use the `u` flag. */
export function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Returns `undefined` for a pattern with flags after its delimiters that change its meaning. */
function withoutDelimiters(pattern: string): string | undefined {
  const [, start = '', opening = ''] = /^((?:m|qr)?)([^\p{L}\p{N}\s\\^$.*+?()[\]|])/u.exec(pattern) ?? [];
  if (opening === '') return pattern;
  const closing = closings[opening] ?? opening;
  const begin = start.length + opening.length;
  const end = pattern.lastIndexOf(closing);
  const flags = pattern.slice(end + closing.length);
  if (end < begin || !/^[a-zA-Z]*$/.test(flags)) return pattern;
  const inner = pattern.slice(begin, end);
  // A pattern that requires a character before the start or after the end would match nothing.
  const isAnchored = inner.startsWith('^') || /(?:^|[^\\])(?:\\\\)*\$$/.test(inner);
  if (!isAnchored && (start !== '' || opening !== '/' || !isExpression(inner))) return pattern;
  // The flags for Unicode, for all matches, and for the end before a last line feed.
  return /^[ugD]*$/.test(flags) ? inner : undefined;
}

/** Returns true for a text with special characters in which each slash is escaped, which no path is. */
function isExpression(inner: string): boolean {
  const rest = inner.replace(/\\./gsu, '\\');
  return /[\\^$*+?()[\]{}|]/.test(rest) && !rest.includes('/');
}

/** Returns `undefined` for a class that is not known, such as a collating element. */
function translateClasses(pattern: string): string | undefined {
  let isInClass = false;
  let isKnown = true;
  const translated = pattern.replace(
    /\\.|\[:(\^?)([a-z]+):\](-(?!\]))?|\[([.=])[^[\]]+\4\]|[[\]]/gsu,
    (text, negation?: string, name?: string, dash = '', collating?: string) => {
      if (text === '[' || text === ']') isInClass = text === '[';
      if (!isInClass || (name === undefined && collating === undefined)) return text;
      const members = negation === '^' ? negate(name ?? '') : getOwn(posixClasses, name ?? '');
      if (members === undefined) isKnown = false;
      return `${members ?? ''}${dash === '' ? '' : '\\-'}`;
    },
  );
  return isKnown ? translated : undefined;
}

/** Returns the members of a negated class within another class, which only a class of one property can be. */
function negate(name: string): string | undefined {
  const members = getOwn(posixClasses, name);
  return members !== undefined && /^\\(?:p\{\w+\}|s)$/.test(members)
    ? `${members.slice(0, 1)}${members.slice(1, 2).toUpperCase()}${members.slice(2)}`
    : undefined;
}
