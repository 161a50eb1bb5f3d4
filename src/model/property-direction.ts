import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** Requests have no readOnly properties, and responses need no writeOnly ones (OpenAPI 3.1 §4.8.24). */
export type Direction = 'request' | 'response';

/** Returns the names of the properties, own and inherited, that a schema declares but a direction excludes. */
export type ExcludedProperties = (schema: JsonObject, direction: Direction) => ReadonlySet<string>;

/** More levels of inheritance than any person wrote. */
const maximumDepth = 200;

const none: ReadonlySet<string> = new Set();

/** Finds excluded properties in the schemas of one document, visiting each schema once. */
export function createExcludedProperties(document: JsonObject): ExcludedProperties {
  const excludedIn = { request: new Map<JsonObject, ReadonlySet<string>>(), response: new Map() };
  const markedIn = { request: new Map<JsonObject, boolean>(), response: new Map<JsonObject, boolean>() };

  function inheritedSchemas(schema: JsonObject): JsonObject[] {
    if (!inherits(schema)) return [];
    const reference = asString(schema['$ref']);
    const target = reference === undefined ? undefined : resolveReference(document, reference);
    const bases = [target, ...(asArray(schema['allOf']) ?? [])];
    return bases.map((base) => asJsonObject(base)).filter((base) => base !== undefined);
  }

  /** Returns true if a property's schema, or one that it inherits from, has `readOnly` or `writeOnly`. */
  function isMarked(schema: JsonObject, direction: Direction, depth: number): boolean {
    const marked = markedIn[direction];
    const known = depth > maximumDepth ? false : marked.get(schema);
    if (known !== undefined) return known;
    // A schema that inherits from itself is not marked by that.
    marked.set(schema, false);
    const isMarkedItself = schema[direction === 'request' ? 'readOnly' : 'writeOnly'] === true;
    const result =
      isMarkedItself || inheritedSchemas(schema).some((base) => isMarked(base, direction, depth + 1));
    marked.set(schema, result);
    return result;
  }

  function excludedNames(schema: JsonObject, direction: Direction, depth: number): ReadonlySet<string> {
    const excluded = excludedIn[direction];
    const known = depth > maximumDepth ? none : excluded.get(schema);
    if (known !== undefined) return known;
    excluded.set(schema, none);
    const own = Object.entries(asJsonObject(schema['properties']) ?? {}).flatMap(([name, value]) => {
      const property = asJsonObject(value);
      return property !== undefined && isMarked(property, direction, 0) ? [name] : [];
    });
    const inherited = inheritedSchemas(schema).map((base) => excludedNames(base, direction, depth + 1));
    const [first = none, ...others] = [new Set(own), ...inherited].filter(({ size }) => size > 0);
    const result = others.length === 0 ? first : new Set([first, ...others].flatMap((names) => [...names]));
    excluded.set(schema, result);
    return result;
  }

  // Most schemas do not describe objects.
  return (schema, direction) =>
    schema['properties'] === undefined && !inherits(schema) ? none : excludedNames(schema, direction, 0);
}

function inherits(schema: JsonObject): boolean {
  return schema['$ref'] !== undefined || schema['allOf'] !== undefined;
}

/** Keywords whose subschemas describe the same object. */
const unions = ['allOf', 'anyOf', 'oneOf'];
const conditions = ['then', 'else'];

/**
 * Returns the schema without some properties, which its branches then do not require either. Only changed nodes are copied;
 * a reference is replaced with a copy of its target if that changes.
 *
 * @param definition Returns the target of a `$ref`, unless it is being read
 */
export function withoutProperties(
  schema: JsonSchema,
  excluded: ReadonlySet<string>,
  definition: (reference: string) => JsonSchema | undefined,
): JsonSchema {
  if (excluded.size === 0) return schema;
  const results = new Map<JsonSchema, JsonSchema>();

  function strip(node: JsonSchema): JsonSchema {
    const known = results.get(node);
    if (known !== undefined) return known;
    // A schema that includes itself is stripped once.
    results.set(node, node);
    const result = stripNode(node);
    results.set(node, result);
    return result;
  }

  function stripNode(node: JsonSchema): JsonSchema {
    const reference = asString(node['$ref']);
    const target = reference === undefined ? undefined : definition(reference);
    if (target !== undefined) {
      const stripped = strip(target);
      return stripped === target ? node : stripped;
    }
    const changed: JsonSchema = {};
    const properties = Object.entries(asJsonObject(node['properties']) ?? {});
    const remaining = properties.filter(([name]) => !excluded.has(name));
    if (remaining.length < properties.length) changed['properties'] = Object.fromEntries(remaining);
    const names = asArray(node['required']) ?? [];
    const required = names.filter((name) => !excluded.has(String(name)));
    if (required.length < names.length) changed['required'] = required;
    for (const keyword of unions) {
      const branches = asArray(node[keyword]);
      const stripped = branches?.map(stripSubschema);
      if (stripped?.some((branch, index) => branch !== branches?.[index])) changed[keyword] = stripped;
    }
    const dependent = stripDependencies(node['dependentRequired'], excluded);
    if (dependent !== node['dependentRequired'] && dependent !== undefined)
      changed['dependentRequired'] = dependent;
    for (const keyword of conditions) {
      const branch = node[keyword];
      const stripped = branch === undefined ? undefined : stripSubschema(branch);
      if (stripped !== undefined && stripped !== branch) changed[keyword] = stripped;
    }
    if (Object.keys(changed).length === 0) return node;
    const { required: _, ...rest } = { ...node, ...changed };
    return required.length > 0 ? { ...node, ...changed } : rest;
  }

  function stripSubschema(node: Json): Json {
    const branch = asJsonObject(node);
    return branch === undefined ? node : strip(branch);
  }

  return strip(schema);
}

/** Returns the value of `dependentRequired` without some names. */
function stripDependencies(value: Json | undefined, excluded: ReadonlySet<string>): Json | undefined {
  const lists = Object.entries(asJsonObject(value) ?? {});
  const stripped = lists.map(
    ([name, names]) => [name, (asArray(names) ?? []).filter((each) => !excluded.has(String(each)))] as const,
  );
  const isChanged = stripped.some(
    ([, names], index) => names.length < (asArray(lists[index]?.[1]) ?? []).length,
  );
  return isChanged ? Object.fromEntries(stripped) : value;
}
