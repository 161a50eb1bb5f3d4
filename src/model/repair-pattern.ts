/**
 * Returns the pattern if it compiles with the `u` flag, as validators compile it; else the pattern with needless escapes
 * removed and missing ones added, if it compiles then. Returns `undefined` for patterns of another flavour.
 */
export function repairPattern(pattern: string): string | undefined {
  // A pattern written as a literal of JavaScript or PHP (`/^…$/`) matches nothing: no slash stands before the start.
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

/** Repairs what only the `u` flag forbids: `\-` and `\_`, a lone bracket or brace, a range that begins with `\w`. */
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

/** An escaped letter may have a meaning in another flavour (\A, \z); any other character stands for itself. */
function isNeeded(escaped: string, inClass: boolean): boolean {
  return escaped === '-' ? inClass : /[\^$\\.*+?()[\]{}|/\p{L}\p{N}]/u.test(escaped);
}
