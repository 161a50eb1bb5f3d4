/**
 * The pattern where it compiles with the `u` flag, which is how validators read it; else what its author must have
 * meant, where only needless or missing escapes are in the way. `undefined` for other flavours of pattern.
 */
export function repairPattern(pattern: string): string | undefined {
  // Written as a literal of JavaScript or PHP it could match nothing: there is no slash before a start.
  const literal = /^\/(\^.*\$)\/([a-z]*)$/s.exec(pattern);
  if (literal !== null) return literal[2] === '' ? repairPattern(literal[1] ?? '') : undefined;
  return [pattern, repairEscapes(pattern)].find(compiles);
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** What the `u` flag alone forbids: `\-` and `\_`, a lone bracket or brace, a range that begins with `\w`. */
function repairEscapes(pattern: string): string {
  let inClass = false;
  return pattern.replace(
    /(\\[dswDSW])-(?=[^\]])|\\(.)|\{\d+(?:,\d*)?\}|[[\]{}]/gsu,
    (text, classEscape?: string, escaped?: string) => {
      if (classEscape !== undefined) return inClass ? `${classEscape}\\-` : text;
      if (escaped !== undefined) return isNeeded(escaped, inClass) ? text : escaped;
      if (text.length > 1) return text;
      if (text === '[' && !inClass) inClass = true;
      else if (text === ']' && inClass) inClass = false;
      else if (!inClass) return `\\${text}`;
      return text;
    },
  );
}

/** A letter behind a backslash may mean something in another flavour (\A, \z); other characters mean themselves. */
function isNeeded(escaped: string, inClass: boolean): boolean {
  return escaped === '-' ? inClass : /[\^$\\.*+?()[\]{}|/\p{L}\p{N}]/u.test(escaped);
}
