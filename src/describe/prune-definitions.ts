import { asArray, asJsonObject } from '../json/narrow.ts';
import { eachSubschema } from '../schema/subschemas.ts';
import { jsonSize } from '../json/json-size.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

const prefix = '#/$defs/';

/**
 * Takes away the definitions that are farthest from the root until the schema is within `limit` bytes. What refers to
 * them takes anything of their type: where entities refer to one another, one tool would else carry all of an API.
 * Undefined where there is none to take away.
 */
export function pruneDefinitions(schema: JsonSchema, limit: number): JsonSchema | undefined {
  const definitions = asJsonObject(schema['$defs']) ?? {};
  const { $defs: _, ...root } = schema;
  const kept = new Set<string>();
  const seen = new Set(namesIn(root));
  let size = jsonSize(root);
  // Grows while it is read: nearest first.
  for (const name of seen) {
    const definition = asJsonObject(definitions[name]);
    if (definition === undefined || size + jsonSize(definition) > limit) continue;
    kept.add(name);
    size += jsonSize(definition);
    for (const next of namesIn(definition)) seen.add(next);
  }
  if (kept.size === Object.keys(definitions).length) return undefined;
  const loosen = createLoosener(definitions, kept);
  const entries = [...kept].map((name) => [name, loosen(asJsonObject(definitions[name]) ?? {})] as const);
  const loosened = loosen(root);
  return entries.length === 0 ? loosened : { ...loosened, $defs: Object.fromEntries(entries) };
}

function namesIn(schema: JsonSchema): Set<string> {
  const names = new Set<string>();
  const seen = new Set<object>();
  const pending: Json[] = [schema];
  // In the order of the schema, so that the same document always gives the same tools.
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

/** Copies a schema, with what is not kept loosened; only what changes is copied. */
function createLoosener(definitions: JsonObject, kept: Set<string>): (schema: JsonSchema) => JsonSchema {
  const known = new Map<object, JsonSchema>();

  function loosen(schema: JsonSchema): JsonSchema {
    const name = nameOf(schema);
    if (name !== undefined && !kept.has(name)) return anythingOfType(asJsonObject(definitions[name]) ?? {});
    const done = known.get(schema) ?? loosenChildren(schema);
    known.set(schema, done);
    return done;
  }

  function loosenChildren(schema: JsonSchema): JsonSchema {
    const replaced = new Map<Json, JsonSchema>();
    eachSubschema(schema, (subschema) => {
      const before = asJsonObject(subschema);
      const after = before && loosen(before);
      if (after !== undefined && after !== before) replaced.set(subschema, after);
    });
    if (replaced.size === 0) return schema;
    const swap = (value: Json): Json => replaced.get(value) ?? value;
    const swapped = Object.entries(schema).map(([keyword, value]) => [keyword, swapIn(value, swap)] as const);
    return withoutContradiction(schema, Object.fromEntries(swapped));
  }

  return loosen;
}

/** What is looser where it must not match, or must match alone, would forbid what was allowed. */
function withoutContradiction(before: JsonSchema, after: JsonSchema): JsonSchema {
  const isLooser = (keyword: string): boolean => !isSame(before[keyword], after[keyword]);
  const {
    oneOf: branches,
    not: excluded,
    if: condition,
    then: consequence,
    else: alternative,
    ...rest
  } = after;
  if (excluded !== undefined && !isLooser('not')) rest['not'] = excluded;
  if (condition !== undefined && !isLooser('if')) {
    rest['if'] = condition;
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    if (consequence !== undefined) rest['then'] = consequence;
    if (alternative !== undefined) rest['else'] = alternative;
  }
  if (branches !== undefined && !isLooser('oneOf')) rest['oneOf'] = branches;
  else if (branches !== undefined) rest['allOf'] = [...(asArray(rest['allOf']) ?? []), { anyOf: branches }];
  return rest;
}

/** The value of a keyword with its schemas swapped: it is one, or a list or a map of them. */
function swapIn(value: Json, swap: (value: Json) => Json): Json {
  const swapped = swap(value);
  if (swapped !== value || typeof value !== 'object' || value === null) return swapped;
  const list = asArray(value);
  if (list !== undefined) return list.map(swap);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, swap(item)]));
}

/** Whether nothing was swapped: lists are copies of one another then. */
function isSame(before: Json | undefined, after: Json | undefined): boolean {
  const [list, other] = [asArray(before), asArray(after)];
  return list === undefined || other === undefined
    ? before === after
    : list.every((item, index) => item === other[index]);
}

/** What stands in for a schema that is not kept. */
function anythingOfType({ type, title, description }: JsonSchema): JsonSchema {
  return {
    ...(type === undefined ? {} : { type }),
    ...([type].flat().includes('array') ? { items: {} } : {}),
    ...(title === undefined ? {} : { title }),
    ...(typeof description === 'string' && description.length <= 120 ? { description } : {}),
  };
}
