import { SchemaCompiler } from './schema-compiler.ts';
import { isModerate, limitsOf } from './validation-cost.ts';
import { unionCapabilities } from './union-capabilities.ts';
import type { OverlapChecker } from './union-capability-types.ts';
import type { SchemaLimits } from './validation-cost.ts';
import type { Json, JsonSchema } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

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
  readonly #overlaps: OverlapChecker | undefined;

  constructor(definitions: Record<string, JsonSchema>) {
    this.#definitions = definitions;
    this.#forAllErrors = new LazyCompiler(definitions, true);
    this.#forFirstError = new LazyCompiler(definitions, false);
    this.#overlaps = unionCapabilities.openOverlaps?.(definitions);
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
    return {
      ...((await this.#overlaps?.judge(schema, value, errors)) ?? { errors, overlaps: [] }),
      localTimes,
    };
  }

  #limitsOf(schema: JsonSchema): SchemaLimits {
    let limits = this.#limits.get(schema);
    if (limits === undefined) this.#limits.set(schema, (limits = limitsOf(schema, this.#definitions)));
    return limits;
  }
}
