import { isJsonObject } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { RuntimeOptions } from './runtime-options.ts';

/** Merges options group by group. Later values replace earlier ones; values that are undefined replace nothing. */
export function mergeOptions<Options extends RuntimeOptions>(...sets: NoInfer<Options>[]): Options {
  const merged: Record<string, unknown> = {};
  for (const [name, value] of sets.flatMap((options): [string, unknown][] => Object.entries(options))) {
    if (value === undefined) continue;
    const earlier = merged[name];
    merged[name] =
      isJsonObject(earlier) && isJsonObject(value) ? { ...earlier, ...omitUndefined(value) } : value;
  }
  return merged as Options;
}
