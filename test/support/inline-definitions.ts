import type { ApiDescriptor, OperationDescriptor } from '../../src/descriptor.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Returns a schema with definitions in place of references to them, except for recursive ones. */
export function inlineDefinitions(schema: JsonObject, definitions: Record<string, JsonObject>): JsonObject {
  return inline(schema, definitions, []) as JsonObject;
}

/** Returns the schema that the arguments of an operation are checked with, without references where it has no recursion. */
export function checkingSchema(
  { requestDefinitions }: ApiDescriptor,
  { argumentsSchema = {} }: OperationDescriptor,
): JsonObject {
  return inlineDefinitions(argumentsSchema, requestDefinitions);
}

function inline(node: Json, definitions: Record<string, JsonObject>, above: string[]): Json {
  if (Array.isArray(node)) return node.map((item) => inline(item, definitions, above));
  if (typeof node !== 'object' || node === null) return node;
  const name = nameIn(node);
  const target = name === undefined ? undefined : definitions[name];
  if (name === undefined || target === undefined)
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, inline(value, definitions, above)]),
    );
  return reaches(target, name, definitions) || above.includes(name)
    ? node
    : inline(target, definitions, [...above, name]);
}

/** Returns true if a schema refers to a definition, directly or through others. */
function reaches(schema: Json, name: string, definitions: Record<string, JsonObject>): boolean {
  const seen = new Set<Json>([schema]);
  for (const node of seen) {
    if (typeof node !== 'object' || node === null) continue;
    const next = Array.isArray(node) ? undefined : nameIn(node);
    if (next === name) return true;
    const target = next === undefined ? undefined : definitions[next];
    for (const value of [...Object.values(node), ...(target === undefined ? [] : [target])]) seen.add(value);
  }
  return false;
}

function nameIn({ $ref: reference }: JsonObject): string | undefined {
  return typeof reference === 'string' ? reference.replace('#/$defs/', '') : undefined;
}
