import { explainErrors } from './explain.ts';
import type { Arguments } from './lenient.ts';
import type { JsonSchema, OperationDescriptor } from './types.ts';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';

/** Checks arguments against an operation's input schema; answers what is wrong, nothing where all is right. */
export type ArgumentCheck = (operation: OperationDescriptor, args: Arguments) => Promise<string[]>;

/** Ajv is loaded at the first call and each schema compiled at its first use. */
export function createArgumentCheck(): ArgumentCheck {
  const compiled = new WeakMap<JsonSchema, ValidateFunction>();
  let ajv: Promise<Ajv2020> | undefined;

  return async (operation, args) => {
    const schema = operation.inputSchema;
    ajv ??= loadAjv();
    const validate = compiled.get(schema) ?? (await ajv).compile(schema);
    compiled.set(schema, validate);
    const plain = Object.fromEntries(
      Object.entries(args).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
    );
    return validate(plain) ? [] : explainErrors(validate.errors ?? [], schema, plain);
  };
}

async function loadAjv(): Promise<Ajv2020> {
  const [{ Ajv2020: Ajv }, { default: addFormats }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ]);
  const instance = new Ajv({
    allErrors: true,
    strict: false,
    logger: false,
    verbose: true,
    validateSchema: false,
  });
  // The package is CommonJS: its types and its shape under ESM differ by one `default`.
  const plugin = 'default' in addFormats ? addFormats.default : addFormats;
  (plugin as unknown as (target: Ajv2020) => void)(instance);
  return instance;
}
