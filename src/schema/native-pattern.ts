import type { JsonSchema } from '../json/value.ts';

/** A compiled pattern. */
export interface TextPattern {
  test(text: string): boolean;
}

/** Compiles a pattern of a JSON Schema. */
export type CompilePattern = (pattern: string) => TextPattern;

/** The parts of the validation of schemas that a generated server has only if its API needs them. */
export interface SchemaCapabilities {
  /** Patterns that the platform's engine could take too long for. */
  loadPatternCompiler?: () => Promise<CompilePattern>;
  /** The highest number of schemas that are applied to one value. */
  countAppliedSchemas?: (schema: JsonSchema, definitions: Record<string, JsonSchema>) => number;
}

/** Compiles a pattern with the engine of the platform. */
export function compileNative(pattern: string): TextPattern {
  return new RegExp(pattern, 'u');
}

/** Returns a compiler whose patterns match everything if `compile` throws. */
export function tolerant(compile: CompilePattern): CompilePattern {
  return (pattern) => {
    // Ajv reuses one compiled pattern for all with the same string.
    const toString = (): string => `/${pattern}/u`;
    try {
      const expression = compile(pattern);
      // The platform throws for a pattern that is too large only at the first match.
      expression.test('');
      return { test: (text) => expression.test(text), toString };
    } catch {
      return { test: () => true, toString };
    }
  };
}
