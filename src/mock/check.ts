import { createSchemaReader } from '../model/schema.ts';
import type { Direction } from '../model/schema.ts';
import type { SourceSchema } from '../model/types.ts';
import type { Json, JsonObject, JsonSchema } from '../runtime/types.ts';
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

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
  const lawfulSchemas = new Map<string, JsonSchema>();
  const compiled = new Map<string, Check>();

  function lawful(schema: SourceSchema, pointer: string, direction: Direction): JsonSchema {
    const key = `${direction} ${pointer}`;
    const known = lawfulSchemas.get(key);
    if (known !== undefined) return known;
    const result = readLawful(schema, pointer, direction);
    lawfulSchemas.set(key, result);
    return result;
  }

  function readLawful(schema: SourceSchema, pointer: string, direction: Direction): JsonSchema {
    const read = reader.read(schema, pointer, direction, 'definitions');
    return Object.keys(read.definitions).length > 0
      ? { ...read.schema, $defs: read.definitions }
      : read.schema;
  }

  return {
    lawful,
    accepts(schema, value) {
      const key = JSON.stringify(schema);
      const check = compiled.get(key) ?? toCheck(ajv, readLawful(schema, '', 'response'));
      compiled.set(key, check);
      return check(value).length === 0;
    },
    check(schema, pointer, direction) {
      const key = `${direction} ${pointer}`;
      const check = compiled.get(key) ?? toCheck(ajv, lawful(schema, pointer, direction));
      compiled.set(key, check);
      return check;
    },
  };
}

/** A schema that cannot be compiled forbids nothing. */
function toCheck(ajv: Ajv2020, schema: JsonSchema): Check {
  let validate: ValidateFunction;
  try {
    validate = ajv.compile(schema);
  } catch {
    return () => [];
  }
  return (value) => (validate(value) ? [] : describe(validate.errors ?? []));
}

async function loadAjv(): Promise<Ajv2020> {
  const [{ Ajv2020: Ajv }, { default: addFormats }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ]);
  // Each schema is used a few times only: compiling is what costs.
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    logger: false,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
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
      return { pointer: `${instancePath}/${escape(details['missingProperty'])}`, detail: 'is required' };
    case 'additionalProperties':
      return { pointer: `${instancePath}/${escape(details['additionalProperty'])}`, detail: 'is not known' };
    case 'enum':
      return { pointer: instancePath, detail: `must be one of ${JSON.stringify(details['allowedValues'])}` };
    case 'const':
      return { pointer: instancePath, detail: `must be ${JSON.stringify(details['allowedValue'])}` };
    default:
      return { pointer: instancePath, detail: message ?? 'is wrong' };
  }
}

function escape(name: Json | undefined): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}
