import { compileNative, tolerant } from './native-pattern.ts';
import { splitConditions, chooseEngine } from './pattern-cost.ts';
import type { CompilePattern, TextPattern } from './native-pattern.ts';

/**
 * Returns a function that compiles the patterns of a document so that matching takes time linear in the text: neither
 * the document nor the text is trusted. Patterns that could backtrack for too long are compiled by re2js, a port of
 * RE2. A pattern that neither engine can match safely matches everything.
 */
export async function loadPatternCompiler(): Promise<CompilePattern> {
  const { RE2JS } = await import('re2js');

  function compile(pattern: string): TextPattern {
    switch (chooseEngine(pattern)) {
      case 'native':
        return compileNative(pattern);
      case 'linear':
        return RE2JS.compile(RE2JS.translateRegExp(translate(pattern)));
      case 'none':
        return compileConditions(pattern);
    }
  }

  function compileConditions(pattern: string): TextPattern {
    const conditions = splitConditions(pattern);
    if (conditions.length === 1) return { test: () => true };
    const compiled = conditions.map((condition) => ({
      ...condition,
      expression: compile(condition.pattern),
    }));
    return {
      test: (text) => compiled.every(({ expression, mustMatch }) => expression.test(text) === mustMatch),
    };
  }

  return tolerant(compile);
}

const spaces =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** Translates syntax that RE2 reads differently: its white space and line ends are ASCII, and its classes can nest. */
function translate(pattern: string): string {
  let isInClass = false;
  return pattern.replace(
    /\\u(d[89ab]..)\\u(d[c-f]..)|\\p\{(?:sc|Script|gc|General_Category)=([^}]*)\}|\\.|[[\].]/gisu,
    (token, ...groups) => {
      const [high, low, property] = groups as (string | undefined)[];
      if (high !== undefined && low !== undefined)
        return String.fromCharCode(parseInt(high, 16), parseInt(low, 16));
      if (property !== undefined) return `${token.slice(0, 2)}{${property}}`;
      if (token === '[' && isInClass) return '\\[';
      if (token === '[' || token === ']') {
        isInClass = token === '[';
        return token;
      }
      if (isInClass) return classTokens[token] ?? token;
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
