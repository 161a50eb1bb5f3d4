import { argumentsSchemaFor } from './schema-for-content.ts';
import { withoutBigints } from '../../json/exact-json.ts';
import { mapValues } from '../../json/map-values.ts';
import { schemaCapabilities } from '../../schema/capabilities.ts';
import { explainAccepted, explainArguments } from '../../schema/explain-errors.ts';
import { ValueChecker } from '../../schema/value-checker.ts';
import type { Arguments } from './coerce-arguments.ts';
import type { ArgumentsSource } from './arguments-schema.ts';
import type { JsonSchema } from '../../json/value.ts';

/** The judgment of arguments. */
export interface ArgumentsCheck {
  /** The mismatches: an empty list for valid arguments. */
  problems: string[];
  /** The places that were accepted although they do not fit exactly. */
  notes: string[];
}

/** Validates arguments against the checking schema of an operation. `hide` replaces what no caller may see. */
export type ValidateArguments = (
  operation: ArgumentsSource,
  args: Arguments,
  hide?: (text: string) => string,
) => Promise<ArgumentsCheck>;

/** Returns a validator that imports Ajv at the first call, and compiles each schema at its first use. */
export function createArgumentValidator(definitions: Record<string, JsonSchema> = {}): ValidateArguments {
  const checker = new ValueChecker(definitions);
  return async (operation, args, hide) => {
    const schema = argumentsSchemaFor(operation, args);
    const plain = mapValues(args, withoutBigints);
    schemaCapabilities.exactIntegers?.keep(plain, args);
    const check = await checker.check(schema, plain);
    const notes = explainAccepted(check, plain);
    if (check.errors.length === 0) return { problems: [], notes };
    const problems = explainArguments(check.errors, { schema, definitions }, plain, hide);
    return { problems: [...problems, ...(await fittingTypes(operation, args, schema))], notes };
  };

  /** Returns a line for the first media type that the arguments fit, if the body does not fit the chosen one. */
  async function fittingTypes(
    operation: ArgumentsSource,
    args: Arguments,
    chosen: JsonSchema,
  ): Promise<string[]> {
    for (const { mediaType } of operation.body?.content ?? []) {
      const other = { ...args, bodyContentType: mediaType };
      const schema = argumentsSchemaFor(operation, other);
      if (schema === chosen) continue;
      const { errors } = await checker.check(schema, mapValues(other, withoutBigints));
      if (errors.length === 0) return [`body: fits bodyContentType ${JSON.stringify(mediaType)}`];
    }
    return [];
  }
}
