import { conditionsOf, engineOf } from './pattern-cost.ts';

/** A pattern that texts are held to. */
export interface TextPattern {
  test(text: string): boolean;
}

/**
 * How validators try the patterns of a document, which nobody vouches for, on texts that a model wrote: with re2js where
 * the platform's engine could take forever. It is RE2 in JavaScript, so time grows with the text alone; a guard or a
 * time limit in its place would leave such patterns unchecked. What neither can try is not checked.
 */
export async function loadPatternCompiler(): Promise<(pattern: string) => TextPattern> {
  const { RE2JS } = await import('re2js');

  function compile(pattern: string): TextPattern {
    switch (engineOf(pattern)) {
      case 'native':
        return new RegExp(pattern, 'u');
      case 'linear':
        return RE2JS.compile(RE2JS.translateRegExp(translate(pattern)));
      case 'none':
        return compileConditions(pattern);
    }
  }

  function compileConditions(pattern: string): TextPattern {
    const conditions = conditionsOf(pattern);
    if (conditions.length === 1) return { test: () => true };
    const compiled = conditions.map((condition) => ({
      ...condition,
      expression: compile(condition.pattern),
    }));
    return {
      test: (text) => compiled.every(({ expression, isWanted }) => expression.test(text) === isWanted),
    };
  }

  return (pattern) => {
    // Ajv takes patterns whose texts are alike for the same one.
    const toString = (): string => `/${pattern}/u`;
    try {
      const expression = compile(pattern);
      // The platform finds out at the first text only that a pattern is too large for it.
      expression.test('');
      return { test: (text) => expression.test(text), toString };
    } catch {
      return { test: () => true, toString };
    }
  };
}

const spaces =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** What RE2 reads otherwise: white space and line ends are ASCII to it, and classes may hold classes. */
function translate(pattern: string): string {
  let isIn = false;
  return pattern.replace(
    /\\u(d[89ab]..)\\u(d[c-f]..)|\\p\{(?:sc|Script|gc|General_Category)=([^}]*)\}|\\.|[[\].]/gisu,
    (token, ...groups) => {
      const [high, low, property] = groups as (string | undefined)[];
      if (high !== undefined && low !== undefined)
        return String.fromCharCode(parseInt(high, 16), parseInt(low, 16));
      if (property !== undefined) return `${token.slice(0, 2)}{${property}}`;
      if (token === '[' && isIn) return '\\[';
      if (token === '[' || token === ']') {
        isIn = token === '[';
        return token;
      }
      if (isIn) return classTokens[token] ?? token;
      return tokens[token] ?? token;
    },
  );
}

const tokens: Record<string, string> = {
  '.': '[^\\n\\r\\x{2028}\\x{2029}]',
  '\\s': `[${spaces}]`,
  '\\S': `[^${spaces}]`,
};

const classTokens: Record<string, string> = { '\\s': spaces, '\\b': '\\x08' };
