import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createToolChecker } from '../../bench/check-tools.js';
import type { ApiDescriptor } from '../../src/descriptor.ts';
import type { Json, JsonSchema } from '../../src/json/value.ts';

/** The dialects of clients: v1 clients read schemas as draft-07, v2 clients and the server as 2020-12. */
export const drafts = ['draft-07', '2020-12'] as const;
export type Draft = (typeof drafts)[number];

/** Returns true for a valid value. */
export type IsValid = (value: Json) => boolean;

const options = { strict: false, logger: false, addUsedSchema: false } as const;
const compilers = { 'draft-07': new Ajv(options), '2020-12': new Ajv2020(options) };
for (const compiler of Object.values(compilers)) addFormats.default(compiler);

/** Compiles a schema as clients do, and checks the schema itself. */
export function compile(schema: JsonSchema, draft: Draft): IsValid {
  const compiler = compilers[draft];
  const validate = compiler.compile(schema);
  compiler.removeSchema(schema);
  return (value) => validate(value) === true;
}

const checkTools = createToolChecker();

/** Returns the problems that a client would find in the lists of an API. */
export function listProblems(api: ApiDescriptor): string[] {
  return checkTools(api).map(({ operation, reason }) => `${operation}: ${reason}`);
}
