import type { JsonObject } from '../json/value.ts';

/** Returns the types that `type` names, or `undefined` where it names none. */
export function declaredTypes({ type }: JsonObject): string[] | undefined {
  const names = [type].flat().filter((name) => typeof name === 'string');
  return names.length === 0 ? undefined : names;
}

/** Returns the types that `type` names, with `number` for `integer`. */
export function declaredJsonTypes(schema: JsonObject): string[] | undefined {
  return declaredTypes(schema)?.map((name) => (name === 'integer' ? 'number' : name));
}
