import { removeHidden } from './hidden-properties.ts';
import { resolveSchema, rootPosition } from './resolve-schema.ts';
import { sampleNested } from './sample-run.ts';
import { sampleResolved } from './sample-schema.ts';
import type { Random } from './random.ts';
import type { SampleOptions } from './sample-run.ts';
import type { Direction } from '../model/schema-reader.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Samples values of the schemas of one document for one direction. */
export class Sampler {
  readonly #document: JsonObject;
  readonly #direction: Direction;
  readonly #accepts: (schema: JsonObject, value: Json) => boolean;

  /** @param accepts Returns true if a schema of the document accepts a value. Used to check branches of `oneOf`. */
  constructor(
    document: JsonObject,
    direction: Direction,
    accepts: (schema: JsonObject, value: Json) => boolean = () => true,
  ) {
    this.#document = document;
    this.#direction = direction;
    this.#accepts = accepts;
  }

  /** Returns a value built from a schema. Some keywords are ignored, so the caller should validate it. */
  sample(schema: SourceSchema, random: Random, options: SampleOptions): Json {
    const run = {
      document: this.#document,
      direction: this.#direction,
      accepts: this.#accepts,
      random,
      options,
      sampleResolved,
    };
    const value = sampleNested(schema, rootPosition, { ...run, steps: 0, omitRecursive: false });
    if (value !== undefined) return value;
    return sampleNested(schema, rootPosition, { ...run, steps: 0, omitRecursive: true }) ?? null;
  }

  /** Returns an example without the properties that this direction hides: readOnly or writeOnly ones. */
  withoutHidden(schema: SourceSchema, value: Json): Json {
    const resolved = resolveSchema(this.#document, schema, rootPosition);
    return resolved === undefined ? value : removeHidden(this.#document, resolved, value, this.#direction);
  }
}
