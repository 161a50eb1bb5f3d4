import { SchemaCompiler } from './schema-compiler.ts';
import { isModerate, limitsOf } from './validation-cost.ts';
import type { SchemaLimits } from './validation-cost.ts';
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
  /** The date-times and times without a UTC offset, which are accepted. */
  localTimes: string[];
}

const accepted: ValueCheck = { errors: [], overlaps: [], localTimes: [] };

/** A compiler that is loaded at its first use. To await one that is loaded would delay every call. */
class LazyCompiler {
  loaded: SchemaCompiler | undefined;
  #loading: Promise<SchemaCompiler> | undefined;
  readonly #definitions: Record<string, JsonSchema>;
  readonly #allErrors: boolean;

  constructor(definitions: Record<string, JsonSchema>, allErrors: boolean) {
    this.#definitions = definitions;
    this.#allErrors = allErrors;
  }

  async load(): Promise<SchemaCompiler> {
    this.#loading ??= SchemaCompiler.load(this.#definitions, { allErrors: this.#allErrors });
    return (this.loaded = await this.#loading);
  }
}

/** Checks values against schemas that share definitions. Imports Ajv at the first check. */
export class ValueChecker {
  readonly #definitions: Record<string, JsonSchema>;
  readonly #limits = new Map<JsonSchema, SchemaLimits>();
  readonly #forAllErrors: LazyCompiler;
  readonly #forFirstError: LazyCompiler;
  #forOverlaps: Promise<OverlapCompiler> | undefined;

  constructor(definitions: Record<string, JsonSchema>) {
    this.#definitions = definitions;
    this.#forAllErrors = new LazyCompiler(definitions, true);
    this.#forFirstError = new LazyCompiler(definitions, false);
  }

  /** Judges a value. All errors are collected unless that would take too much memory. */
  async check(schema: JsonSchema, value: Json): Promise<ValueCheck> {
    const { isTooCostly, canCollectErrors } = this.#limitsOf(schema);
    if (isTooCostly) return accepted;
    const lazy = canCollectErrors && isModerate(value) ? this.#forAllErrors : this.#forFirstError;
    const compiler = lazy.loaded ?? (await lazy.load());
    const validate = compiler.compile(schema);
    if (validate === undefined) return accepted;
    const isValid = validate(value);
    const localTimes = compiler.takeLocalTimes();
    if (isValid) return localTimes.length === 0 ? accepted : { ...accepted, localTimes };
    const errors = validate.errors ?? [];
    const overlaps = errors.filter(isOverlap);
    if (overlaps.length === 0) return { errors, overlaps, localTimes };
    if (await this.#fitsWithOverlaps(schema, value)) return { errors: [], overlaps, localTimes };
    const others = errors.filter((error) => !isOverlap(error));
    return { errors: others.length > 0 ? others : errors, overlaps: [], localTimes };
  }

  #limitsOf(schema: JsonSchema): SchemaLimits {
    let limits = this.#limits.get(schema);
    if (limits === undefined) this.#limits.set(schema, (limits = limitsOf(schema, this.#definitions)));
    return limits;
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
