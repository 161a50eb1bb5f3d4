import { loadAjv } from '../../schema/ajv.ts';
import { inputSchemaFor } from '../request/body/choose-content.ts';
import { withoutBigints } from '../../json/exact-json.ts';
import { mapValues } from '../../json/map-values.ts';
import { canCollectErrors, isTooCostly } from '../../schema/validation-cost.ts';
import { explainArguments } from '../../schema/explain-errors.ts';
import type { Arguments } from './coerce-arguments.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { JsonSchema } from '../../json/value.ts';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';

/**
 * Validates arguments against the input schema of an operation. Returns the problems: an empty list for valid
 * arguments.
 */
export type ValidateArguments = (
  operation: Pick<OperationDescriptor, 'inputSchema' | 'body'>,
  args: Arguments,
) => Promise<string[]>;

/** Returns a validator that imports Ajv at the first call, and compiles each schema at its first use. */
export function createArgumentValidator(): ValidateArguments {
  const compileForAllErrors = createCompiler(true);
  const compileForFirstError = createCompiler(false);

  return async (operation, args) => {
    const schema = inputSchemaFor(operation, args);
    const definitions = (schema['$defs'] ?? {}) as Record<string, JsonSchema>;
    if (isTooCostly(schema, definitions)) return [];
    const plain = mapValues(args, withoutBigints);
    const collectsErrors = canCollectErrors(schema, definitions, plain);
    const validate = await (collectsErrors ? compileForAllErrors : compileForFirstError)(schema);
    if (validate === undefined || validate(plain)) return [];
    return explainArguments(validate.errors ?? [], schema, plain);
  };
}

function createCompiler(allErrors: boolean): (schema: JsonSchema) => Promise<ValidateFunction | undefined> {
  const compiled = new WeakMap<JsonSchema, { validate: ValidateFunction | undefined }>();
  let ajv: Promise<Ajv2020> | undefined;

  return async (schema) => {
    ajv ??= loadAjv({ allErrors });
    const known = compiled.get(schema) ?? { validate: tryToCompile(await ajv, schema) };
    compiled.set(schema, known);
    return known.validate;
  };
}

/**
 * Returns `undefined` for a schema that cannot be compiled, for example because a property name has half a surrogate
 * pair.
 */
function tryToCompile(ajv: Ajv2020, schema: JsonSchema): ValidateFunction | undefined {
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}
