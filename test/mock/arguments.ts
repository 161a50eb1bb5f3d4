import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createRandom } from '../../src/mock/random.ts';
import { createSampler } from '../../src/mock/sample.ts';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Json, JsonObject, OperationDescriptor } from '../../src/index.ts';

const ajv = new Ajv2020({
  strict: false,
  logger: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
});
addFormats.default(ajv);

/** Arguments that an operation's input schema accepts: all of them, and, where there are some, only those required. */
export function argumentsFor(operation: OperationDescriptor): {
  args: JsonObject;
  also: JsonObject | undefined;
} {
  const all = sampleArguments(operation, true);
  const required = sampleArguments(operation, false);
  const args = all ?? required;
  if (args === undefined) throw new Error(`no arguments pass the input schema`);
  return { args, also: all === undefined || hasEmptyPath(operation, required) ? undefined : required };
}

function sampleArguments(
  { inputSchema, name }: OperationDescriptor,
  optional: boolean,
): JsonObject | undefined {
  const { $defs = {} } = inputSchema;
  const checks = new Map<string, ValidateFunction>();
  const accepts = (schema: JsonObject, value: Json): boolean => {
    const key = JSON.stringify(schema);
    const check = checks.get(key) ?? ajv.compile({ ...schema, $defs });
    checks.set(key, check);
    return check(value);
  };
  const sampler = createSampler(inputSchema, 'request', accepts);
  const validate = ajv.compile(inputSchema);
  const random = createRandom(name);
  for (let branch = 0; branch < 8; branch++)
    for (const examples of [true, false]) {
      const value = sampler.sample(inputSchema, random, { examples, optional, branch });
      if (validate(value)) return value as JsonObject;
    }
  return undefined;
}

/** An empty object cannot stand in a path. */
function hasEmptyPath({ parameters }: OperationDescriptor, args: JsonObject | undefined): boolean {
  return parameters.some(
    ({ in: location, argument }) =>
      location === 'path' &&
      Object.keys(Object(args?.[argument])).length === 0 &&
      typeof args?.[argument] === 'object',
  );
}
