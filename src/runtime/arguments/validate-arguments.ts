import { argumentsSchemaFor } from '../request/body/choose-content.ts';
import { withoutBigints } from '../../json/exact-json.ts';
import { mapValues } from '../../json/map-values.ts';
import { explainArguments } from '../../schema/explain-errors.ts';
import { ValueChecker } from '../../schema/value-checker.ts';
import type { Arguments } from './coerce-arguments.ts';
import type { ArgumentsSource } from '../request/body/choose-content.ts';
import type { JsonSchema } from '../../json/value.ts';

/**
 * Validates arguments against the checking schema of an operation. Returns the problems: an empty list for valid
 * arguments.
 */
export type ValidateArguments = (operation: ArgumentsSource, args: Arguments) => Promise<string[]>;

/** Returns a validator that imports Ajv at the first call, and compiles each schema at its first use. */
export function createArgumentValidator(definitions: Record<string, JsonSchema> = {}): ValidateArguments {
  const checker = new ValueChecker(definitions);
  return async (operation, args) => {
    const schema = argumentsSchemaFor(operation, args);
    const plain = mapValues(args, withoutBigints);
    const errors = await checker.check(schema, plain);
    return errors.length === 0 ? [] : explainArguments(errors, { schema, definitions }, plain);
  };
}
