import { asString } from '../json/narrow.ts';
import type { JsonSchema } from '../json/value.ts';

/** Returns the definition that the `$ref` of a schema names, or `undefined` if there is none. */
export function definitionOf<Definition>(
  { $ref: reference }: JsonSchema,
  definitions: Readonly<Record<string, Definition>> | undefined,
): Definition | undefined {
  const name = asString(reference)?.replace('#/$defs/', '');
  return name === undefined ? undefined : definitions?.[name];
}
