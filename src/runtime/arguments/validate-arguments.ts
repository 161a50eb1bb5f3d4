import { isLarge, loadAjv } from '../../schema/ajv.ts';
import { inputSchemaFor } from '../request/body/choose-content.ts';
import { withoutBigints } from '../../json/exact-json.ts';
import { mapValues } from '../../json/map-values.ts';
import { isTooCostly, mostApplied, mostExplained } from '../../schema/validation-cost.ts';
import { explainArguments } from '../../schema/explain-errors.ts';
import type { Arguments } from './coerce-arguments.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { JsonSchema } from '../../json/value.ts';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';

/** Checks arguments against an operation's input schema; answers what is wrong, nothing where all is right. */
export type ValidateArguments = (
  operation: Pick<OperationDescriptor, 'inputSchema' | 'body'>,
  args: Arguments,
) => Promise<string[]>;

/** Ajv is loaded at the first call and each schema compiled at its first use. */
export function createArgumentValidator(): ValidateArguments {
  const thorough = createCompiler(true);
  const brief = createCompiler(false);

  return async (operation, args) => {
    const schema = inputSchemaFor(operation, args);
    const definitions = (schema['$defs'] ?? {}) as Record<string, JsonSchema>;
    if (isTooCostly(schema, definitions)) return [];
    const plain = mapValues(args, withoutBigints);
    const isBrief = isLarge(plain) || mostApplied(schema, definitions) > mostExplained;
    const validate = await (isBrief ? brief : thorough)(schema);
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

/** A schema that cannot be compiled forbids nothing: half a surrogate pair in the name of a property is enough. */
function tryToCompile(ajv: Ajv2020, schema: JsonSchema): ValidateFunction | undefined {
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}
