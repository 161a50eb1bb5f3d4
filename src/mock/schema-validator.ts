import { SchemaReader } from '../model/schema-reader.ts';
import { loadAjv } from '../schema/ajv.ts';
import { isTooCostly } from '../schema/validation-cost.ts';
import { toValidationErrors } from './validation-error.ts';
import type { ValidationError } from './validation-error.ts';
import type { Direction } from '../model/schema-reader.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';
import type { Ajv2020 } from 'ajv/dist/2020.js';

/** Returns the errors in a value; an empty array for a valid one. */
export type Validate = (value: Json) => ValidationError[];

/** Validates values against the schemas of one document. */
export class SchemaValidator {
  readonly #request: ValidatorPool;
  readonly #response: ValidatorPool;

  private constructor(ajv: Ajv2020, reader: SchemaReader) {
    this.#request = new ValidatorPool(ajv, reader, 'request');
    this.#response = new ValidatorPool(ajv, reader, 'response');
  }

  static async create(document: JsonObject): Promise<SchemaValidator> {
    return new SchemaValidator(
      await loadAjv({ allErrors: true }),
      new SchemaReader(document, () => undefined),
    );
  }

  /** Returns the validator of a schema, compiled on first use. The schema is cached by its pointer. */
  compile(schema: SourceSchema, pointer: string, direction: Direction): Validate {
    return this.#pool(direction).compile(schema, pointer);
  }

  /** Returns the self-contained schema in JSON Schema 2020-12 that values are validated against. */
  normalize(schema: SourceSchema, pointer: string, direction: Direction): JsonSchema {
    return this.#pool(direction).normalize(schema, pointer);
  }

  /** Returns true if a value is valid in a response, for a schema that has no pointer. */
  accepts(schema: JsonObject, value: Json): boolean {
    return this.#response.compile(schema, JSON.stringify(schema))(value).length === 0;
  }

  #pool(direction: Direction): ValidatorPool {
    return direction === 'request' ? this.#request : this.#response;
  }
}

/** The schemas of a direction. Ajv has them as one schema, so that a shared definition is compiled once. */
class ValidatorPool {
  readonly #ajv: Ajv2020;
  readonly #reader: SchemaReader;
  readonly #direction: Direction;
  readonly #definitions: Record<string, JsonSchema> = {};
  readonly #roots: JsonSchema[] = [];
  readonly #normalized = new Map<string, JsonSchema>();
  readonly #validators = new Map<string, Validate>();

  constructor(ajv: Ajv2020, reader: SchemaReader, direction: Direction) {
    this.#ajv = ajv;
    this.#reader = reader;
    this.#direction = direction;
    ajv.addSchema({ $defs: this.#definitions, roots: this.#roots }, direction);
  }

  normalize(schema: SourceSchema, key: string): JsonSchema {
    const cached = this.#normalized.get(key);
    if (cached !== undefined) return cached;
    const definitions = this.#reader.definitions(this.#direction);
    const before = definitions.size;
    const root = this.#reader.read(schema, key, this.#direction);
    if (definitions.size > before) Object.assign(this.#definitions, Object.fromEntries(definitions));
    const normalized = definitions.size === 0 ? root : { ...root, $defs: this.#definitions };
    this.#normalized.set(key, normalized);
    return normalized;
  }

  compile(schema: SourceSchema, key: string): Validate {
    const validate = this.#validators.get(key) ?? this.#compileRoot(schema, key);
    this.#validators.set(key, validate);
    return validate;
  }

  #compileRoot(schema: SourceSchema, key: string): Validate {
    const { $defs: _, ...root } = this.normalize(schema, key);
    // Such a schema would take minutes to validate against.
    if (isTooCostly(root, this.#definitions)) return () => [];
    return toValidate(this.#ajv, `${this.#direction}#/roots/${this.#roots.push(root) - 1}`);
  }
}

/** Returns the validator of a schema, which accepts every value if the schema does not compile. */
function toValidate(ajv: Ajv2020, reference: string): Validate {
  let validate: ReturnType<Ajv2020['getSchema']>;
  try {
    validate = ajv.getSchema(reference);
  } catch {
    return () => [];
  }
  return (value) =>
    validate === undefined || validate(value) ? [] : toValidationErrors(validate.errors ?? []);
}
