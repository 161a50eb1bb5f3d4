import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createToolChecker } from '../../bench/check-tools.js';
import type { ApiDescriptor } from '../../src/descriptor.ts';
import type { Json, JsonSchema } from '../../src/json/value.ts';

/** A v1 client reads schemas as draft-07, a v2 client and the server as 2020-12. */
export const drafts = ['draft-07', '2020-12'] as const;
export type Draft = (typeof drafts)[number];

/** Says whether a value fits. */
export type Fits = (value: Json) => boolean;

const options = { strict: false, logger: false, addUsedSchema: false } as const;
const compilers = { 'draft-07': new Ajv(options), '2020-12': new Ajv2020(options) };
for (const compiler of Object.values(compilers)) addFormats.default(compiler);

/** Compiles a schema as clients do, the schema itself checked too. */
export function compile(schema: JsonSchema, draft: Draft): Fits {
  const compiler = compilers[draft];
  const validate = compiler.compile(schema);
  compiler.removeSchema(schema);
  return (value) => validate(value) === true;
}

const checkTools = createToolChecker();

/** What a client would refuse of an API's lists; nothing where all is lawful. */
export function unlawful(api: ApiDescriptor): string[] {
  return checkTools(api).map(({ operation, reason }) => `${operation}: ${reason}`);
}
