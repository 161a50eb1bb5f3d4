import { asArray, asJsonObject } from '../json/narrow.ts';
import { definitionOf } from '../schema/definition-of.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** A change to an object schema at a property, which it may only require. */
export type EditProperty = (owner: JsonSchema, name: string) => JsonSchema;

/** The definitions that `#/$defs/…` refers to. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

/** Schemas of a document are not nested deeper; a composition that contains itself is. */
const maxDepth = 60;

const compositions = ['allOf', 'anyOf', 'oneOf'] as const;

/**
 * Returns a schema with every object schema changed that a path leads to, through references and compositions. A segment
 * `*` leads to all items and all properties. Returns `undefined` if the path leads nowhere. References on the way are
 * replaced by what they refer to, since other uses of a definition stay as they are.
 */
export function editSchema(
  schema: JsonSchema,
  path: readonly string[],
  definitions: Definitions,
  edit: EditProperty,
  depth = 0,
): JsonSchema | undefined {
  const [name = '', ...rest] = path;
  if (depth > maxDepth) return undefined;
  const follow = (inner: JsonSchema, remaining: readonly string[]): JsonSchema | undefined =>
    editSchema(inner, remaining, definitions, edit, depth + 1);
  const own = name === '*' ? editMembers(schema, rest, follow) : editOwn(schema, name, rest, follow, edit);
  let result = own ?? schema;
  let isFound = own !== undefined;
  for (const keyword of compositions) {
    const branches = asArray(schema[keyword]);
    const edited = branches?.map((branch) => follow(asJsonObject(branch) ?? {}, path));
    if (branches === undefined || edited?.every((branch) => branch === undefined) !== false) continue;
    isFound = true;
    result = { ...result, [keyword]: edited.map((branch, index) => branch ?? branches[index] ?? {}) };
  }
  const target = definitionOf(schema, definitions);
  const inlined = target === undefined ? undefined : follow(target, path);
  if (inlined !== undefined) {
    const { $ref: _, ...siblings } = result;
    const isAlone = Object.keys(siblings).length === 0;
    result = isAlone ? inlined : { ...siblings, allOf: [...(asArray(siblings['allOf']) ?? []), inlined] };
    isFound = true;
  }
  return isFound ? result : undefined;
}

type Follow = (inner: JsonSchema, remaining: readonly string[]) => JsonSchema | undefined;

function editOwn(
  schema: JsonSchema,
  name: string,
  rest: readonly string[],
  follow: Follow,
  edit: EditProperty,
): JsonSchema | undefined {
  const properties = propertiesOf(schema);
  const hasProperty = Object.hasOwn(properties, name);
  if (rest.length === 0) return hasProperty || requires(schema, name) ? edit(schema, name) : undefined;
  const inner = hasProperty ? follow(asJsonObject(properties[name]) ?? {}, rest) : undefined;
  return inner && { ...schema, properties: { ...properties, [name]: inner } };
}

/** Edits all items and properties of a schema. */
function editMembers(schema: JsonSchema, rest: readonly string[], follow: Follow): JsonSchema | undefined {
  if (rest.length === 0) return undefined;
  const followMember = (member: Json): JsonSchema | undefined => follow(asJsonObject(member) ?? {}, rest);
  const changes: JsonObject = {};
  for (const keyword of ['items', 'additionalProperties']) {
    const edited = schema[keyword] === undefined ? undefined : followMember(schema[keyword]);
    if (edited !== undefined) changes[keyword] = edited;
  }
  const properties = Object.entries(propertiesOf(schema)).map(
    ([key, member]): [string, Json, JsonSchema | undefined] => [key, member, followMember(member)],
  );
  if (properties.some(([, , edited]) => edited !== undefined))
    changes['properties'] = Object.fromEntries(
      properties.map(([key, member, edited]) => [key, edited ?? member]),
    );
  return Object.keys(changes).length === 0 ? undefined : { ...schema, ...changes };
}

/** Returns the schemas of properties by name. */
export function propertiesOf(schema: JsonSchema): JsonObject {
  return asJsonObject(schema['properties']) ?? {};
}

/** Returns true if an object schema requires a property. */
export function requires(schema: JsonSchema, name: string): boolean {
  return asArray(schema['required'])?.includes(name) === true;
}
