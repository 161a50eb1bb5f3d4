import { loadPatternCompiler } from './regular-expression.ts';
import { countAppliedSchemas } from './applied-schemas.ts';
import { exactIntegers } from './check-exact-integer.ts';
import type { SchemaCapabilities } from './native-pattern.ts';

/** The optional parts of the validation of schemas. A generated server has those that it needs. */
export const schemaCapabilities: SchemaCapabilities = {
  loadPatternCompiler,
  countAppliedSchemas,
  exactIntegers,
};
