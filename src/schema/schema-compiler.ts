import { loadAjv } from './ajv.ts';
import type { JsonSchema } from '../json/value.ts';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';

const documentName = 'schemas';

/** The most values that are collected until they are taken. */
const maximumLocalTimes = 100;

/**
 * Compiles schemas that share definitions. Ajv has them as one document, so that each definition is compiled once. A schema
 * is compiled at its first use.
 */
export class SchemaCompiler {
  readonly #ajv: Ajv2020;
  readonly #roots: JsonSchema[] = [];
  readonly #localTimes: Set<string>;
  readonly #compiled = new Map<JsonSchema, ValidateFunction | undefined>();

  private constructor(ajv: Ajv2020, definitions: Record<string, JsonSchema>, localTimes: Set<string>) {
    this.#ajv = ajv;
    this.#localTimes = localTimes;
    ajv.addSchema({ $defs: definitions, roots: this.#roots }, documentName);
  }

  /** Imports Ajv. Definitions that are added later must be added before a schema that refers to them is compiled. */
  static async load(
    definitions: Record<string, JsonSchema>,
    options: { allErrors: boolean },
  ): Promise<SchemaCompiler> {
    const localTimes = new Set<string>();
    const onLocalTime = (value: string): void => {
      if (localTimes.size < maximumLocalTimes) localTimes.add(value);
    };
    return new SchemaCompiler(await loadAjv({ ...options, onLocalTime }), definitions, localTimes);
  }

  /** Returns the date-times and times without a UTC offset that were accepted since the last call. */
  takeLocalTimes(): string[] {
    const taken = [...this.#localTimes];
    this.#localTimes.clear();
    return taken;
  }

  /** Returns `undefined` for a schema that cannot be compiled, such as one with half a surrogate pair in a name. */
  compile(schema: JsonSchema): ValidateFunction | undefined {
    if (!this.#compiled.has(schema)) this.#compiled.set(schema, this.#tryToCompile(schema));
    return this.#compiled.get(schema);
  }

  #tryToCompile(schema: JsonSchema): ValidateFunction | undefined {
    try {
      return this.#ajv.getSchema(`${documentName}${definitionPointer(schema) ?? this.#addRoot(schema)}`);
    } catch {
      return undefined;
    }
  }

  #addRoot(schema: JsonSchema): string {
    return `#/roots/${this.#roots.push(schema) - 1}`;
  }
}

/** Returns the pointer of the definition that a schema only refers to. */
function definitionPointer(schema: JsonSchema): string | undefined {
  const { $ref: reference } = schema;
  return typeof reference === 'string' && Object.keys(schema).length === 1 ? reference : undefined;
}
