import { asStrings } from '../json/narrow.ts';
import type { Json } from '../json/value.ts';

/** Returns the strings of a list, or undefined if there are none. */
export function nonEmptyStrings(value: Json | undefined): string[] | undefined {
  const strings = asStrings(value);
  return strings.length > 0 ? strings : undefined;
}
