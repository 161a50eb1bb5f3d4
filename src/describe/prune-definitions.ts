import { asArray, asJsonObject } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { eachSubschema } from '../schema/subschemas.ts';
import { jsonSize } from '../json/json-size.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

const prefix = '#/$defs/';

/**
 * Removes the definitions that are farthest from the root until the schema is within `limit` bytes. A reference to a
 * removed definition becomes a schema of its type alone: if entities refer to one another, one tool would otherwise
 * carry all schemas of an API. Returns `undefined` if there is no definition to remove.
 */
export function pruneDefinitions(schema: JsonSchema, limit: number): JsonSchema | undefined {
  const definitions = asJsonObject(schema['$defs']) ?? {};
  const { $defs: _, ...root } = schema;
  const retained = new Set<string>();
  const seen = new Set(namesIn(root));
  let size = jsonSize(root);
  // The set grows while it is iterated, nearest definitions first.
  for (const name of seen) {
    const definition = asJsonObject(definitions[name]);
    if (definition === undefined || size + jsonSize(definition) > limit) continue;
    retained.add(name);
    size += jsonSize(definition);
    for (const next of namesIn(definition)) seen.add(next);
  }
  if (retained.size === Object.keys(definitions).length) return undefined;
  const relax = createRelaxer(definitions, retained);
  const entries = [...retained].map((name) => [name, relax(asJsonObject(definitions[name]) ?? {})] as const);
  const relaxed = relax(root);
  return entries.length === 0 ? relaxed : { ...relaxed, $defs: Object.fromEntries(entries) };
}

function namesIn(schema: JsonSchema): Set<string> {
  const names = new Set<string>();
  const seen = new Set<object>();
  const pending: Json[] = [schema];
  // The order of the schema decides, so that the same document always gives the same tools.
  for (let index = 0; index < pending.length; index++) {
    const node = asJsonObject(pending[index]);
    if (node === undefined || seen.has(node)) continue;
    seen.add(node);
    const name = nameOf(node);
    if (name !== undefined) names.add(name);
    eachSubschema(node, (subschema) => pending.push(subschema));
  }
  return names;
}

function nameOf({ $ref: reference }: JsonObject): string | undefined {
  return typeof reference === 'string' && reference.startsWith(prefix)
    ? reference.slice(prefix.length)
    : undefined;
}

/** Creates a function that relaxes references to definitions that are removed. Only changed nodes are copied. */
function createRelaxer(definitions: JsonObject, retained: Set<string>): (schema: JsonSchema) => JsonSchema {
  const known = new Map<object, JsonSchema>();

  function relax(schema: JsonSchema): JsonSchema {
    const name = nameOf(schema);
    if (name !== undefined && !retained.has(name))
      return anyValueOfType(asJsonObject(definitions[name]) ?? {});
    const done = known.get(schema) ?? relaxSubschemas(schema);
    known.set(schema, done);
    return done;
  }

  function relaxSubschemas(schema: JsonSchema): JsonSchema {
    const replaced = new Map<Json, JsonSchema>();
    eachSubschema(schema, (subschema) => {
      const before = asJsonObject(subschema);
      const after = before && relax(before);
      if (after !== undefined && after !== before) replaced.set(subschema, after);
    });
    if (replaced.size === 0) return schema;
    const swap = (value: Json): Json => replaced.get(value) ?? value;
    const swapped = Object.entries(schema).map(([keyword, value]) => [keyword, swapIn(value, swap)] as const);
    return keepSatisfiable(schema, Object.fromEntries(swapped));
  }

  return relax;
}

/** Drops relaxed conditions and `not`, and turns a relaxed `oneOf` into `anyOf`: they would forbid valid values now. */
function keepSatisfiable(before: JsonSchema, after: JsonSchema): JsonSchema {
  const isRelaxed = (keyword: string): boolean => !isSame(before[keyword], after[keyword]);
  const {
    oneOf: branches,
    not: excluded,
    if: condition,
    then: consequence,
    else: alternative,
    ...rest
  } = after;
  if (excluded !== undefined && !isRelaxed('not')) rest['not'] = excluded;
  if (condition !== undefined && !isRelaxed('if')) {
    rest['if'] = condition;
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    if (consequence !== undefined) rest['then'] = consequence;
    if (alternative !== undefined) rest['else'] = alternative;
  }
  if (branches !== undefined && !isRelaxed('oneOf')) rest['oneOf'] = branches;
  else if (branches !== undefined) rest['allOf'] = [...(asArray(rest['allOf']) ?? []), { anyOf: branches }];
  return rest;
}

/** Returns the value of a keyword, which is a schema, or an array or a map of schemas, with its schemas swapped. */
function swapIn(value: Json, swap: (value: Json) => Json): Json {
  const swapped = swap(value);
  if (swapped !== value || typeof value !== 'object' || value === null) return swapped;
  const list = asArray(value);
  if (list !== undefined) return list.map(swap);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, swap(item)]));
}

/** Returns true if no schema was swapped; arrays are always copies, so their items are compared. */
function isSame(before: Json | undefined, after: Json | undefined): boolean {
  const [list, other] = [asArray(before), asArray(after)];
  return list === undefined || other === undefined
    ? before === after
    : list.every((item, index) => item === other[index]);
}

/** Returns the schema that stands in for a removed one. */
function anyValueOfType({ type, title, description }: JsonSchema): JsonSchema {
  const isShort = typeof description === 'string' && description.length <= 120;
  return omitUndefined({
    type,
    items: [type].flat().includes('array') ? {} : undefined,
    title,
    description: isShort ? description : undefined,
  }) as JsonSchema;
}
