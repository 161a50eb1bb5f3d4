import { isImpossible } from './impossible-pattern.ts';
import { compiles, translateNotation } from './pattern-notation.ts';
import { isCheckable } from '../schema/pattern-cost.ts';
import type { KeywordReport } from './report-findings.ts';

/**
 * Returns the pattern that texts are checked with, and reports it if it is read in another notation. Returns `undefined`
 * for a pattern that is not checked, which is reported too.
 */
export function readPattern(pattern: string, report: KeywordReport): string | undefined {
  const quoted = JSON.stringify(pattern);
  const repaired = repairPattern(pattern);
  if (repaired === undefined)
    report('relaxed', `pattern ${quoted} is not checked: it is not a regular expression of ECMA-262`);
  else if (isImpossible(repaired)) {
    report('relaxed', `pattern ${quoted} is not checked: no text can match it`);
    return undefined;
  } else if (!isCheckable(repaired))
    report('relaxed', `pattern ${quoted} is not checked: on some texts it would take too long`);
  else if (translateNotation(pattern) !== pattern)
    report('repaired', `pattern ${quoted} is read as ${JSON.stringify(repaired)}`);
  return repaired;
}

/**
 * Returns the pattern if it compiles with the `u` flag, as validators compile it; else the pattern with needless escapes
 * removed and missing ones added, if it compiles then. Patterns of other notations are translated before. Returns
 * `undefined` for those that ECMA-262 has no equal of.
 */
export function repairPattern(pattern: string): string | undefined {
  const translated = translateNotation(pattern);
  return translated === undefined ? undefined : [translated, repairEscapes(translated)].find(compiles);
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
