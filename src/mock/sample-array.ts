import { asArray, asNumber } from '../json/narrow.ts';
import { optionalDepth } from './sample-object.ts';
import { sampleNested } from './sample-run.ts';
import type { ResolvedSchema } from './resolve-schema.ts';
import type { SampleRun } from './sample-run.ts';
import type { Json } from '../json/value.ts';

/** Samples the items of an array. Returns `undefined` if there are fewer than `minItems`. */
export function sampleArray({ schema, position }: ResolvedSchema, run: SampleRun): Json[] | undefined {
  const tuple = asArray(schema['prefixItems']) ?? asArray(schema['items']) ?? [];
  const items = Array.isArray(schema['items']) ? schema['additionalItems'] : schema['items'];
  const { contains } = schema;
  const isUnique = schema['uniqueItems'] === true;
  // Items that match `contains` follow those of the tuple.
  const contained = contains === undefined ? 0 : (asNumber(schema['minContains']) ?? 1);
  const maximum = asNumber(schema['maxItems']) ?? Infinity;
  const needed = contained === 0 ? 0 : Math.min(maximum, tuple.length + contained);
  const minimum = Math.max(asNumber(schema['minItems']) ?? 0, needed);
  const isShort = items === false || position.depth > optionalDepth;
  const usual = isShort ? tuple.length : Math.max(tuple.length, 2);
  const wanted = run.options.optional ? usual : Math.max(tuple.length, 1);
  const count = Math.min(maximum, Math.max(minimum, wanted));
  const attempts = count + (isUnique ? 20 : 1);
  const result: Json[] = [];
  const taken = new Set<string>();
  for (let attempt = 0; result.length < count && attempt < attempts; attempt++) {
    const index = result.length;
    const node = tuple[index] ?? (index < tuple.length + contained ? contains : items);
    const value = sampleNested(node, position, attempt < count ? run : withoutExamples(run));
    if (value === undefined) break;
    const text = JSON.stringify(value);
    if (taken.has(text) && (isUnique || result.length >= minimum)) continue;
    taken.add(text);
    result.push(value);
  }
  return result.length < minimum ? undefined : result;
}

function withoutExamples(run: SampleRun): SampleRun {
  return { ...run, options: { ...run.options, examples: false } };
}
