import type { WireValue } from './style.ts';
import type { Json, JsonObject, JsonSchema, OperationDescriptor } from './types.ts';

/** Arguments as they go to the wire: an integer beyond 2^53 given as text is a bigint. */
export type Arguments = Record<string, WireValue>;

const allTypes = ['string', 'number', 'boolean', 'object', 'array', 'null'];

/**
 * Understands what clients send for what they mean, where the schema leaves no doubt: a JSON text for an object or a
 * list, a numeric text for a number, `true` for a boolean, null for an optional argument that was left out.
 */
export function readArguments(operation: OperationDescriptor, given: JsonObject): Arguments {
  const properties = operation.inputSchema['properties'] as Record<string, JsonSchema> | undefined;
  const required = operation.inputSchema['required'];
  const entries = Object.entries(given).flatMap(([name, value]): [string, WireValue][] => {
    const schema = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (schema === undefined) return [[name, value]];
    const types = typesOf(schema, operation.inputSchema, 0);
    const isOptional = !Array.isArray(required) || !required.includes(name);
    if (value === null && isOptional && !types.has('null')) return [];
    return [[name, typeof value === 'string' && !types.has('string') ? readText(value, types) : value]];
  });
  return Object.fromEntries(entries);
}

function readText(text: string, types: Set<string>): WireValue {
  const trimmed = text.trim();
  if (types.has('number') && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed)) {
    const number = Number(trimmed);
    return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(trimmed)
      ? BigInt(trimmed)
      : number;
  }
  if (types.has('boolean') && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true';
  const looksRight =
    (types.has('object') && trimmed.startsWith('{')) || (types.has('array') && trimmed.startsWith('['));
  return looksRight ? parseOr(trimmed, text) : text;
}

function parseOr(text: string, otherwise: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return otherwise;
  }
}

/** Types that a schema can take; all of them where it does not say. Integers count as numbers. */
export function typesOf(schema: JsonSchema, root: JsonSchema, depth: number): Set<string> {
  if (depth > 16) return new Set(allTypes);
  const types = new Set<string>(declaredTypes(schema));
  const branches = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined;
  if (branches !== undefined)
    narrow(types, union(branches.map((branch) => typesOf(branch, root, depth + 1))));
  for (const part of (schema['allOf'] ?? []) as JsonSchema[]) narrow(types, typesOf(part, root, depth + 1));
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const definitions = root['$defs'] as Record<string, JsonSchema> | undefined;
    const target = definitions?.[reference.replace('#/$defs/', '')];
    if (target !== undefined) narrow(types, typesOf(target, root, depth + 1));
  }
  return types;
}

function declaredTypes(schema: JsonSchema): string[] {
  const declared = schema['type'];
  if (declared !== undefined)
    return [declared].flat().map((type) => (type === 'integer' ? 'number' : String(type)));
  const values = schema['const'] !== undefined ? [schema['const']] : schema['enum'];
  if (Array.isArray(values)) return values.map(jsonType);
  return allTypes;
}

function narrow(types: Set<string>, to: Set<string>): void {
  for (const type of types) if (!to.has(type)) types.delete(type);
}

function union(sets: Set<string>[]): Set<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

/** The JSON type of a value. */
export function jsonType(value: WireValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'bigint' ? 'number' : typeof value;
}
