import { loadPatternCompiler } from './regular-expression.ts';
import type { SchemaCapabilities } from './native-pattern.ts';

/** The optional part of the validation of schemas. A generated server has it if it needs it. */
export const schemaCapabilities: SchemaCapabilities = {
  loadPatternCompiler,
};
