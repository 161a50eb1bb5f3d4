import { essence, isJson } from '../http/media-type.ts';
import { asJsonObject } from '../json/narrow.ts';
import { tryParseJson } from './deserialize-text.ts';
import { objectAt } from './follow-references.ts';
import { namedExamples } from './named-examples.ts';
import { isBinary, sampleTextBody } from './write-body.ts';
import type { Random } from './random.ts';
import type { SampleOptions } from './sample-run.ts';
import type { Sampler } from './sampler.ts';
import type { SchemaValidator } from './schema-validator.ts';
import type { ValidationError } from './validation-error.ts';
import type { MediaType } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Options from the most realistic to the most likely to be valid. */
const fullOptions: SampleOptions[] = [
  { examples: true, optional: true, branch: 0 },
  { examples: false, optional: true, branch: 0 },
  ...Array.from({ length: 12 }, (_, branch): SampleOptions[] => [
    { examples: false, optional: false, branch },
    { examples: true, optional: true, branch: branch + 1 },
    { examples: false, optional: true, branch: branch + 1 },
  ]).flat(),
];

const minimalOptions: SampleOptions[] = [
  { examples: true, optional: false, branch: 0 },
  ...fullOptions.filter(({ optional }) => !optional),
  ...fullOptions,
];

/** Samples valid response bodies. */
export class ResponseSampler {
  readonly #document: JsonObject;
  readonly #validator: SchemaValidator;
  readonly #sampler: Sampler;

  constructor(document: JsonObject, validator: SchemaValidator, sampler: Sampler) {
    this.#document = document;
    this.#validator = validator;
    this.#sampler = sampler;
  }

  /** Returns the errors in a response body. */
  validate({ schema, pointer }: MediaType, value: Json): ValidationError[] {
    return this.#validator.compile(schema, `${pointer}/schema`, 'response')(value);
  }

  /** Returns the first valid example, or else a sample. */
  sample(media: MediaType, createRandom: () => Random): Json {
    for (const example of this.examples(media).values()) {
      const value = this.withoutHidden(media, example);
      if (isBinary(media) || this.validate(media, value).length === 0) return value;
    }
    return isBinary(media) ? '' : this.#sampleSchema(media, fullOptions, createRandom);
  }

  /** Returns a sample with only the required properties. */
  sampleMinimal(media: MediaType, createRandom: () => Random): Json {
    return this.#sampleSchema(media, minimalOptions, createRandom);
  }

  /** Returns a sample of the schema alone, which may be invalid. */
  sampleWithoutExamples({ schema }: MediaType, random: Random): Json {
    return this.#sampler.sample(schema, random, { examples: false, optional: true, branch: 0 });
  }

  /** Returns the examples of a media type by name. */
  examples(media: MediaType): Map<string, Json> {
    const examples = namedExamples(this.#document, objectAt(this.#document, media.pointer) ?? {});
    return new Map([...examples].map(([name, value]) => [name, this.#parseExample(media, value)]));
  }

  /** Returns a value without its writeOnly properties. */
  withoutHidden({ schema }: MediaType, value: Json): Json {
    return this.#sampler.withoutHidden(schema, value);
  }

  #sampleSchema(media: MediaType, attempts: SampleOptions[], createRandom: () => Random): Json {
    const type = essence(media.mediaType);
    if (hasEmptySchema(media))
      return isJson(type) || type === '*/*' || type === '' ? {} : sampleTextBody(type, createRandom());
    // All attempts share one source of numbers, so that a retry differs.
    const random = createRandom();
    let first: Json | undefined;
    for (const options of attempts) {
      const value = this.#sampler.sample(media.schema, random, options);
      if (this.validate(media, value).length === 0) return value;
      first ??= value;
    }
    return first ?? null;
  }

  /** Returns the value of an example that is given as JSON text, as documents often do. */
  #parseExample(media: MediaType, value: Json): Json {
    if (typeof value !== 'string' || !isJson(media.mediaType)) return value;
    const parsed = tryParseJson(value);
    if (parsed === undefined) return value;
    return typeof parsed === 'object' || this.validate(media, value).length > 0 ? parsed : value;
  }
}

function hasEmptySchema({ schema }: MediaType): boolean {
  return schema === true || Object.keys(asJsonObject(schema) ?? {}).length === 0;
}
