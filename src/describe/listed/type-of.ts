import { asArray, asJsonObject, asString } from '../../json/narrow.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/**
 * Returns the type of a schema: its own, or those of its branches if all of them have one. `resolve` returns the schema that
 * a reference leads to.
 */
export function typeOf(
  root: JsonObject,
  resolve: (reference: string) => JsonObject | undefined,
): Json | undefined {
  const known = new Map<JsonObject, Json | undefined>();

  function visit(node: Json): Json | undefined {
    const schema = asJsonObject(node) ?? {};
    if (known.has(schema)) return known.get(schema);
    // A schema that includes itself adds nothing.
    known.set(schema, undefined);
    const type = read(schema);
    known.set(schema, type);
    return type;
  }

  function read({ type, properties, $ref, anyOf, oneOf, allOf }: JsonObject): Json | undefined {
    if (type !== undefined) return type;
    if (properties !== undefined) return 'object';
    const reference = asString($ref);
    if (reference !== undefined) return visit(resolve(reference) ?? {});
    const types = asArray(anyOf ?? oneOf)?.map(visit) ?? [];
    if (types.length > 0 && !types.includes(undefined)) {
      const [only = null, ...others] = new Set(types.flatMap((each) => each ?? []));
      return others.length === 0 ? only : [only, ...others];
    }
    return asArray(allOf)
      ?.map(visit)
      .find((each) => each !== undefined);
  }

  return visit(root);
}
