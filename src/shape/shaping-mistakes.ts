import { isOpenApiMcpError } from '../errors.ts';
import { parseDuration } from '../http/duration.ts';
import { parseRate } from '../http/rate.ts';
import { asArray, asJsonObject, asNumber, asString } from '../json/narrow.ts';
import { parsePointer } from '../json/pointer.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A value of a shaping that cannot be. */
export interface ShapingMistake {
  /** The keys that lead to it, from the shaping on. */
  keys: (string | number)[];
  /** The predicate of a sentence about the last key. */
  message: string;
  hint?: string;
}

/** Returns the values of the shaping of a pattern that no operation can have. Values of another type are passed over. */
export function findShapingMistakes(given: Json): ShapingMistake[] {
  const { name, arguments: ofArguments, result, ...calls } = asJsonObject(given) ?? {};
  return [
    ...checkName(name),
    ...Object.entries(asJsonObject(ofArguments) ?? {}).flatMap(([key, change]) =>
      checkArgument(asJsonObject(change) ?? {}).map((mistake) => ({
        ...mistake,
        keys: ['arguments', key, ...mistake.keys],
      })),
    ),
    ...checkResult(asJsonObject(result) ?? {}).map((mistake) => ({
      ...mistake,
      keys: ['result', ...mistake.keys],
    })),
    ...checkCount(calls, 'timeout', 1),
    ...checkCount(calls, 'retries', 0),
    ...checkText(calls, 'rateLimit', (text) => parseRate(text, '')),
    ...checkText(calls, 'cache', (text) => text === 'off' || parseDuration(text, '')),
  ];
}

function checkName(name: Json | undefined): ShapingMistake[] {
  if (typeof name !== 'string' || /^[a-zA-Z0-9_-]{1,64}$/.test(name)) return [];
  return [
    {
      keys: ['name'],
      message: 'is no name for a tool',
      hint: 'Use up to 64 letters, digits, hyphens and underscores.',
    },
  ];
}

function checkArgument({ name, value, claim }: JsonObject): ShapingMistake[] {
  const isNamed = typeof name !== 'string' || /^[a-zA-Z0-9.-][a-zA-Z0-9_.-]{0,63}$/.test(name);
  const nameMistake = {
    keys: ['name'],
    message: 'is no name for an argument',
    hint: 'Use up to 64 letters, digits, dots, hyphens and underscores, and begin with another character than an underscore.',
  };
  const both = { keys: [], message: 'has both a value and a claim', hint: 'Give one of them.' };
  return [...(isNamed ? [] : [nameMistake]), ...(value === undefined || claim === undefined ? [] : [both])];
}

function checkResult(result: JsonObject): ShapingMistake[] {
  const pointers = ['drop', 'mask'].flatMap((key) =>
    (asArray(result[key]) ?? []).flatMap((pointer, index): ShapingMistake[] => {
      const text = asString(pointer);
      const path = text === undefined ? [''] : parsePointer(text);
      if (path !== undefined && path.length > 0) return [];
      const message = 'is no JSON Pointer of a part of a response';
      return [{ keys: [key, index], message, hint: 'Write it as /items/*/email.' }];
    }),
  );
  return [...pointers, ...checkCount(result, 'maxChars', 1)];
}

function checkCount(owner: JsonObject, key: string, least: number): ShapingMistake[] {
  const count = asNumber(owner[key]);
  if (count === undefined || (Number.isSafeInteger(count) && count >= least)) return [];
  return [{ keys: [key], message: `must be a whole number of at least ${least}` }];
}

/** Reports the error of a reader whose message begins with the name of its source, which is empty. */
function checkText(owner: JsonObject, key: string, read: (text: string) => unknown): ShapingMistake[] {
  try {
    const text = asString(owner[key]);
    if (text !== undefined) read(text);
    return [];
  } catch (error) {
    if (!isOpenApiMcpError(error)) throw error;
    const hint = error.hint === 'See --help.' ? {} : { hint: error.hint };
    return [{ keys: [key], message: error.message.trim(), ...hint }];
  }
}
