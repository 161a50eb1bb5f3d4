import { childPointer } from '../json/pointer.ts';
import { createSchemaReader } from '../model/schema-reader.ts';
import { isTooCostly } from '../schema/validation-cost.ts';
import { loadPatternCompiler } from '../schema/regular-expression.ts';
import type { Direction, SchemaReader } from '../model/schema-reader.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';
import type { Ajv2020, ErrorObject } from 'ajv/dist/2020.js';

/** One thing that is wrong with a message. */
export interface Problem {
  /** JSON pointer into the body, or the name of a parameter. */
  pointer: string;
  detail: string;
}

/** Says what is wrong with a value; nothing where it is right. */
export type Check = (value: Json) => Problem[];

export interface Checker {
  check(schema: SourceSchema, pointer: string, direction: Direction): Check;
  /** The schema that is checked against: self-contained, only what validators know. */
  lawful(schema: SourceSchema, pointer: string, direction: Direction): JsonSchema;
  /** Whether a response may hold this value; for schemas that have no place of their own. */
  accepts(schema: JsonObject, value: Json): boolean;
}

/** Checks values against schemas of one document, each compiled at its first use. */
export async function createChecker(document: JsonObject): Promise<Checker> {
  const ajv = await loadAjv();
  const reader = createSchemaReader(document, () => undefined);
  const pools = {
    request: createPool(ajv, reader, 'request'),
    response: createPool(ajv, reader, 'response'),
  };

  return {
    lawful: (schema, pointer, direction) => pools[direction].lawful(schema, pointer),
    check: (schema, pointer, direction) => pools[direction].check(schema, pointer),
    accepts: (schema, value) => pools.response.check(schema, JSON.stringify(schema))(value).length === 0,
  };
}

interface Pool {
  lawful(schema: SourceSchema, key: string): JsonSchema;
  check(schema: SourceSchema, key: string): Check;
}

/** All schemas of a direction are one to the validator, so that what several refer to is compiled once. */
function createPool(ajv: Ajv2020, reader: SchemaReader, direction: Direction): Pool {
  const read = new Map<string, JsonSchema>();
  const definitions: Record<string, JsonSchema> = {};
  const roots: JsonSchema[] = [];
  const lawfulSchemas = new Map<string, JsonSchema>();
  const checks = new Map<string, Check>();
  ajv.addSchema({ $defs: definitions, roots }, direction);

  function lawful(schema: SourceSchema, key: string): JsonSchema {
    const known = lawfulSchemas.get(key);
    if (known !== undefined) return known;
    const before = read.size;
    const own = reader.readInto(read, schema, key, direction);
    if (read.size > before) Object.assign(definitions, Object.fromEntries(read));
    const result = read.size === 0 ? own : { ...own, $defs: definitions };
    lawfulSchemas.set(key, result);
    return result;
  }

  function compile(schema: SourceSchema, key: string): Check {
    const { $defs: _, ...own } = lawful(schema, key);
    // To check it would take minutes.
    if (isTooCostly(own, definitions)) return () => [];
    return toCheck(ajv, `${direction}#/roots/${roots.push(own) - 1}`);
  }

  return {
    lawful,
    check(schema, key) {
      const check = checks.get(key) ?? compile(schema, key);
      checks.set(key, check);
      return check;
    },
  };
}

/** A schema that cannot be compiled forbids nothing. */
function toCheck(ajv: Ajv2020, reference: string): Check {
  let validate: ReturnType<Ajv2020['getSchema']>;
  try {
    validate = ajv.getSchema(reference);
  } catch {
    return () => [];
  }
  return (value) => (validate === undefined || validate(value) ? [] : describe(validate.errors ?? []));
}

async function loadAjv(): Promise<Ajv2020> {
  const [{ Ajv2020: Ajv }, { default: addFormats }, pattern] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
    loadPatternCompiler(),
  ]);
  // Each schema is used a few times only: compiling is what costs.
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    logger: false,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false, regExp: Object.assign(pattern, { code: 'new RegExp' }) },
  });
  // The package is CommonJS: its types and its shape under ESM differ by one `default`.
  const plugin = 'default' in addFormats ? addFormats.default : addFormats;
  (plugin as unknown as (target: Ajv2020) => void)(ajv);
  return ajv;
}

function describe(errors: ErrorObject[]): Problem[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const problems = errors
    .filter(({ keyword }) => keyword !== 'if')
    // Which branch of a union was meant nobody can tell, so its errors are told in one.
    .filter(
      (error) =>
        !unions.some((union) => error !== union && error.schemaPath.startsWith(`${union.schemaPath}/`)),
    )
    .map(toProblem);
  const distinct = new Map(problems.map((problem) => [`${problem.pointer} ${problem.detail}`, problem]));
  return [...distinct.values()];
}

function toProblem({ keyword, instancePath, params, message }: ErrorObject): Problem {
  const details = params as JsonObject;
  switch (keyword) {
    case 'required':
      return {
        pointer: childPointer(instancePath, String(details['missingProperty'])),
        detail: 'is required',
      };
    case 'additionalProperties':
      return {
        pointer: childPointer(instancePath, String(details['additionalProperty'])),
        detail: 'is not known',
      };
    case 'enum':
      return { pointer: instancePath, detail: `must be one of ${JSON.stringify(details['allowedValues'])}` };
    case 'const':
      return { pointer: instancePath, detail: `must be ${JSON.stringify(details['allowedValue'])}` };
    default:
      return { pointer: instancePath, detail: message ?? 'is wrong' };
  }
}
