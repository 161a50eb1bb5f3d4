import { asJsonObject } from '../json/narrow.ts';
import { essence, isJson } from '../http/media-type.ts';
import { parseJson } from './read-values.ts';
import { isBinary, sampleProse } from './write-media.ts';
import { locate, namedExamples } from './locate.ts';
import type { Check, Checker } from './schema-checker.ts';
import type { Random } from './random.ts';
import type { SampleChoice, Sampler } from './sampler.ts';
import type { MediaType } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Makes values of response schemas that those schemas accept. */
export interface ValueMaker {
  /** The first example that the schema accepts, else a sample. */
  value(media: MediaType, createRandom: () => Random): Json;
  /** A sample with nothing that it need not have, defaults aside. */
  minimal(media: MediaType, createRandom: () => Random): Json;
  examples(media: MediaType): Map<string, Json>;
  check(media: MediaType): Check;
  withoutHidden(media: MediaType, value: Json): Json;
}

/** From what is nicest to what is likeliest to be accepted. */
const choices: SampleChoice[] = [
  { examples: true, optional: true, branch: 0 },
  { examples: false, optional: true, branch: 0 },
  ...Array.from({ length: 12 }, (_, branch): SampleChoice[] => [
    { examples: false, optional: false, branch },
    { examples: true, optional: true, branch: branch + 1 },
    { examples: false, optional: true, branch: branch + 1 },
  ]).flat(),
];

const minimalChoices: SampleChoice[] = [
  { examples: true, optional: false, branch: 0 },
  ...choices.filter(({ optional }) => !optional),
  ...choices,
];

export function createValueMaker(document: JsonObject, checker: Checker, sampler: Sampler): ValueMaker {
  const check = (media: MediaType): Check =>
    checker.check(media.schema, `${media.pointer}/schema`, 'response');

  function sample(media: MediaType, order: SampleChoice[], createRandom: () => Random): Json {
    const type = essence(media.mediaType);
    if (isUnbounded(media))
      return isJson(type) || type === '*/*' || type === '' ? {} : sampleProse(type, createRandom());
    const isRight = check(media);
    // One source of numbers for all attempts, or luck would never turn.
    const random = createRandom();
    let first: Json | undefined;
    for (const choice of order) {
      const value = sampler.sample(media.schema, random, choice);
      if (isRight(value).length === 0) return value;
      first ??= value;
    }
    return first ?? null;
  }

  function examples(media: MediaType): Map<string, Json> {
    const found = namedExamples(document, locate(document, media.pointer) ?? {});
    return new Map([...found].map(([name, value]) => [name, readExample(media, value, check(media))]));
  }

  return {
    check,
    examples,
    withoutHidden: (media, value) => sampler.withoutHidden(media.schema, value),
    value(media, createRandom) {
      const isRight = check(media);
      for (const example of examples(media).values()) {
        const value = sampler.withoutHidden(media.schema, example);
        if (isBinary(media) || isRight(value).length === 0) return value;
      }
      return isBinary(media) ? '' : sample(media, choices, createRandom);
    },
    minimal: (media, createRandom) => sample(media, minimalChoices, createRandom),
  };
}

function isUnbounded({ schema }: MediaType): boolean {
  return schema === true || Object.keys(asJsonObject(schema) ?? {}).length === 0;
}

/** Examples of JSON are often given as the text of it. */
function readExample(media: MediaType, value: Json, check: Check): Json {
  if (typeof value !== 'string' || !isJson(media.mediaType)) return value;
  const parsed = parseJson(value);
  return parsed !== undefined && (check(value).length > 0 || typeof parsed === 'object') ? parsed : value;
}
