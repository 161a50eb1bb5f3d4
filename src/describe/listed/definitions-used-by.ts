import { asJsonObject, asString } from '../../json/narrow.ts';
import { eachSubschema } from '../../schema/subschemas.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

const prefix = '#/$defs/';

/** Returns the definitions that a schema refers to, directly or through others. */
export function definitionsUsedBy(
  schema: JsonSchema,
  definitions: ReadonlyMap<string, JsonSchema>,
): Record<string, JsonSchema> {
  const used = new Map<string, JsonSchema>();
  const pending: Json[] = [schema];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const each = asJsonObject(node);
    if (each === undefined) continue;
    const name = asString(each['$ref'])?.slice(prefix.length);
    const target = name === undefined || used.has(name) ? undefined : definitions.get(name);
    if (name !== undefined && target !== undefined) {
      used.set(name, target);
      pending.push(target);
    }
    eachSubschema(each, (subschema) => pending.push(subschema));
  }
  return Object.fromEntries(used);
}
