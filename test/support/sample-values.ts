import { isJsonObject } from '../../src/json/narrow.ts';
import { createRandom } from '../../src/mock/random.ts';
import type { Random } from '../../src/mock/random.ts';
import type { Sampler } from '../../src/mock/sampler.ts';
import type { SourceSchema } from '../../src/model/api-model.ts';
import type { Json } from '../../src/json/value.ts';

/** Samples values of a schema, each followed by values that differ from it in one place. */
export function* valuesOf(sampler: Sampler, schema: SourceSchema, seed: string): Generator<Json> {
  const random = createRandom(seed);
  for (let branch = 0; branch < 4; branch++)
    for (const optional of [true, false]) {
      const value = sampler.sample(schema, random, { examples: false, optional, branch });
      yield value;
      yield* mutationsOf(value, random);
    }
}

const others: Json[] = [null, 'x', '', 1.5, -1, 0, true, [], {}, ['x', 1], { x: 1 }];

function* mutationsOf(value: Json, random: Random): Generator<Json> {
  const places = placesIn(value, []);
  for (let count = 0; count < 6; count++) {
    const place = places[random.integer(0, places.length - 1)] ?? [];
    const other = others[random.integer(0, others.length - 1)] ?? null;
    yield replaceAt(value, place, count === 0 ? undefined : other) ?? null;
  }
}

function placesIn(value: Json, place: string[]): string[][] {
  if (place.length > 6 || typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...place, key]))];
}

/** Returns a value with another one at a place, or without it for `undefined`. */
function replaceAt(value: Json, [key, ...rest]: string[], other: Json | undefined): Json | undefined {
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      String(index) === key ? (replaceAt(item, rest, other) ?? []) : [item],
    );
  if (!isJsonObject(value)) return other;
  const entries = Object.entries(value).flatMap(([name, item]): [string, Json][] => {
    const replaced = name === key ? replaceAt(item, rest, other) : item;
    return replaced === undefined ? [] : [[name, replaced]];
  });
  return Object.fromEntries(entries);
}
