import { mapValues } from '../json/map-values.ts';
import { allowOverlaps } from '../schema/allow-overlaps.ts';
import { isOverlap } from '../schema/value-checker.ts';
import { SchemaReader } from '../model/schema-reader.ts';
import { SchemaCompiler } from '../schema/schema-compiler.ts';
import { limitsOf } from '../schema/validation-cost.ts';
import { toValidationErrors } from './validation-error.ts';
import type { ValidationError } from './validation-error.ts';
import type { Direction } from '../model/schema-reader.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** Returns the errors in a value; an empty array for a valid one. */
export type Validate = (value: Json) => ValidationError[];

/** Validates values against the schemas of one document. */
export class SchemaValidator {
  readonly #request: ValidatorPool;
  readonly #response: ValidatorPool;

  private constructor(request: ValidatorPool, response: ValidatorPool) {
    this.#request = request;
    this.#response = response;
  }

  static async create(document: JsonObject): Promise<SchemaValidator> {
    const reader = new SchemaReader(document, () => undefined, { discriminators: 'requests' });
    const [request, response] = await Promise.all([
      ValidatorPool.open(reader, 'request'),
      ValidatorPool.open(reader, 'response'),
    ]);
    return new SchemaValidator(request, response);
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

/** The schemas of a direction, which share their definitions. */
class ValidatorPool {
  readonly #compiler: SchemaCompiler;
  /** The compiler of schemas whose branches of `oneOf` may overlap. */
  readonly #openCompiler: SchemaCompiler;
  readonly #openDefinitions: Record<string, JsonSchema>;
  readonly #openRoots = new WeakMap<JsonSchema, JsonSchema>();
  readonly #reader: SchemaReader;
  readonly #direction: Direction;
  readonly #definitions: Record<string, JsonSchema>;
  readonly #normalized = new Map<string, JsonSchema>();
  readonly #validators = new Map<string, Validate>();

  private constructor(
    compiler: SchemaCompiler,
    definitions: Record<string, JsonSchema>,
    open: { compiler: SchemaCompiler; definitions: Record<string, JsonSchema> },
    reader: SchemaReader,
    direction: Direction,
  ) {
    this.#compiler = compiler;
    this.#definitions = definitions;
    this.#openCompiler = open.compiler;
    this.#openDefinitions = open.definitions;
    this.#reader = reader;
    this.#direction = direction;
  }

  static async open(reader: SchemaReader, direction: Direction): Promise<ValidatorPool> {
    const definitions: Record<string, JsonSchema> = {};
    const compiler = await SchemaCompiler.load(definitions, { allErrors: true });
    const openDefinitions: Record<string, JsonSchema> = {};
    const openCompiler = await SchemaCompiler.load(openDefinitions, { allErrors: false });
    const open = { compiler: openCompiler, definitions: openDefinitions };
    return new ValidatorPool(compiler, definitions, open, reader, direction);
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
    if (limitsOf(root, this.#definitions).isTooCostly) return () => [];
    // A schema that does not compile accepts every value.
    const validate = this.#compiler.compile(root);
    return (value) => {
      if (validate === undefined || validate(value)) return [];
      const errors = validate.errors ?? [];
      if (this.#direction === 'request' && errors.some(isOverlap) && this.#fitsWithOverlaps(root, value))
        return [];
      return toValidationErrors(errors);
    };
  }

  /** Returns true for a value that only fits several branches of `oneOf`, as the arguments of a call may. */
  #fitsWithOverlaps(root: JsonSchema, value: Json): boolean {
    if (Object.keys(this.#openDefinitions).length < Object.keys(this.#definitions).length)
      Object.assign(this.#openDefinitions, mapValues(this.#definitions, allowOverlaps));
    const open = this.#openRoots.get(root) ?? allowOverlaps(root);
    this.#openRoots.set(root, open);
    return this.#openCompiler.compile(open)?.(value) === true;
  }
}
