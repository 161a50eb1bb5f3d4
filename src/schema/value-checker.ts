import { SchemaCompiler } from './schema-compiler.ts';
import { canCollectErrors, isTooCostly } from './validation-cost.ts';
import { mapValues } from '../json/map-values.ts';
import type { Json, JsonSchema } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

/** A compiler of schemas in which the branches of `oneOf` may overlap. */
interface OverlapCompiler {
  compiler: SchemaCompiler;
  allowOverlaps: (schema: JsonSchema) => JsonSchema;
  /** Schemas by the schema that they stand for. */
  schemas: WeakMap<JsonSchema, JsonSchema>;
}

/** The judgment of a value. */
export interface ValueCheck {
  /** The errors: none for a valid value, and none for a schema that cannot be checked. */
  errors: ErrorObject[];
  /** The errors of a value that only fits several branches of `oneOf`, which is accepted: no other would do. */
  overlaps: ErrorObject[];
  /** The date-times without a UTC offset, which are accepted. */
  localTimes: string[];
}

const accepted: ValueCheck = { errors: [], overlaps: [], localTimes: [] };

/** Checks values against schemas that share definitions. Imports Ajv at the first check. */
export class ValueChecker {
  readonly #definitions: Record<string, JsonSchema>;
  #forAllErrors: Promise<SchemaCompiler> | undefined;
  #forFirstError: Promise<SchemaCompiler> | undefined;
  #forOverlaps: Promise<OverlapCompiler> | undefined;

  constructor(definitions: Record<string, JsonSchema>) {
    this.#definitions = definitions;
  }

  /** Judges a value. All errors are collected unless that would take too much memory. */
  async check(schema: JsonSchema, value: Json): Promise<ValueCheck> {
    const definitions = this.#definitions;
    if (isTooCostly(schema, definitions)) return accepted;
    const compiler = await this.#compiler(canCollectErrors(schema, definitions, value));
    const validate = compiler.compile(schema);
    if (validate === undefined) return accepted;
    const errors = validate(value) ? [] : (validate.errors ?? []);
    const localTimes = compiler.takeLocalTimes();
    const overlaps = errors.filter(isOverlap);
    if (overlaps.length === 0) return { errors, overlaps, localTimes };
    if (await this.#fitsWithOverlaps(schema, value)) return { errors: [], overlaps, localTimes };
    const others = errors.filter((error) => !isOverlap(error));
    return { errors: others.length > 0 ? others : errors, overlaps: [], localTimes };
  }

  #compiler(allErrors: boolean): Promise<SchemaCompiler> {
    if (allErrors) return (this.#forAllErrors ??= SchemaCompiler.load(this.#definitions, { allErrors }));
    return (this.#forFirstError ??= SchemaCompiler.load(this.#definitions, { allErrors }));
  }

  async #fitsWithOverlaps(schema: JsonSchema, value: Json): Promise<boolean> {
    this.#forOverlaps ??= openOverlapCompiler(this.#definitions);
    const { compiler, allowOverlaps, schemas } = await this.#forOverlaps;
    const open = schemas.get(schema) ?? allowOverlaps(schema);
    schemas.set(schema, open);
    return compiler.compile(open)?.(value) ?? true;
  }
}

async function openOverlapCompiler(definitions: Record<string, JsonSchema>): Promise<OverlapCompiler> {
  const { allowOverlaps } = await import('./allow-overlaps.ts');
  const compiler = await SchemaCompiler.load(mapValues(definitions, allowOverlaps), { allErrors: false });
  return { compiler, allowOverlaps, schemas: new WeakMap() };
}

/** Returns true for the error of a value that fits several branches of `oneOf`. */
export function isOverlap({ keyword, params }: ErrorObject): boolean {
  return keyword === 'oneOf' && Array.isArray((params as { passingSchemas?: unknown }).passingSchemas);
}
