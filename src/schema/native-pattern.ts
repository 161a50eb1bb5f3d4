import type { Json, JsonSchema, WireValue } from '../json/value.ts';
import type { Ajv2020 } from 'ajv/dist/2020.js';

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
  /** Integers beyond 2^53 in schemas. */
  exactIntegers?: ExactIntegers;
}

/** The integers beyond 2^53 that schemas state. */
export interface ExactIntegers {
  /** Returns true if `enum` or `const` of a schema has the integer with these digits. */
  states(schema: JsonSchema, digits: string): boolean;
  /** Returns the values of `enum` or `const` with all numbers as text, if one of them is beyond 2^53. */
  exactValues(schema: JsonSchema): Json[] | undefined;
  /** Returns a schema with its integers beyond 2^53 as text. */
  stateExactly(schema: JsonSchema): JsonSchema;
  /** Keeps the bigints of a value for the checks and the errors of its copy without bigints. */
  keep(copy: Json, value: WireValue): void;
  /** Returns the bigint at a place of a copy, as text. */
  textAt(copy: Json, path: string[]): string | undefined;
  /** Lets an instance of Ajv check bigints, which other keywords see rounded. */
  addKeyword(instance: Ajv2020): void;
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
