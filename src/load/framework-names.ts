import { isJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The finding about every such name, which is no flaw of the document. One text, so that they are reported together. */
export const frameworkNameMessage =
  'a type or format that JSON Schema does not have is read by its meaning, or as a hint';

/** Types that frameworks write, as JSON Schema has them. Names are compared without case and punctuation. */
const types: Record<string, JsonObject | undefined> = {
  ...named(
    { type: 'integer' },
    'int integer bigint biginteger short uint uint8 uint16 uint32 uint64 int8 int16',
  ),
  ...named({ type: 'integer', format: 'int32' }, 'int32'),
  ...named({ type: 'integer', format: 'int64' }, 'int64 long'),
  ...named({ type: 'number' }, 'number decimal bigdecimal numeric'),
  ...named({ type: 'number', format: 'float' }, 'float float32'),
  ...named({ type: 'number', format: 'double' }, 'double float64'),
  ...named({ type: 'string' }, 'string str text char varchar'),
  ...named({ type: 'string', format: 'date' }, 'date localdate'),
  ...named({ type: 'string', format: 'date-time' }, 'datetime'),
  ...named({ type: 'string', format: 'uuid' }, 'uuid guid'),
  ...named({ type: 'string', format: 'email' }, 'email'),
  ...named({ type: 'string', format: 'uri' }, 'uri url'),
  ...named({ type: 'boolean' }, 'boolean bool'),
  ...named({ type: 'object' }, 'object dict dictionary map hash hashmap struct'),
  ...named({ type: 'array' }, 'array list set'),
  ...named({ type: 'null' }, 'null none nil'),
  ...named({}, 'any mixed'),
};

/** Formats that frameworks write, as JSON Schema and OpenAPI have them. */
const formats: Record<string, string | undefined> = {
  datetime: 'date-time',
  rfc3339: 'date-time',
  fulldate: 'date',
  fulltime: 'time',
  guid: 'uuid',
  mail: 'email',
  emailaddress: 'email',
  fqdn: 'hostname',
  ipv4address: 'ipv4',
  ipv6address: 'ipv6',
  int32: 'int32',
  int64: 'int64',
  long: 'int64',
  float32: 'float',
  float64: 'double',
};

function named(schema: JsonObject, names: string): Record<string, JsonObject> {
  return Object.fromEntries(names.split(' ').map((name) => [name, schema]));
}

const standardTypes = new Set<Json>(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

/** Returns the format that a name of a framework means. */
export function meaningOfFormat(format: string): string | undefined {
  return lookUp(formats, format);
}

/** Replaces the types of a schema that frameworks write by those that they mean. Returns true if it had such a type. */
export function repairTypes(schema: JsonObject): boolean {
  const { type } = schema;
  if (typeof type === 'string') return !standardTypes.has(type) && repairType(schema, type);
  if (!Array.isArray(type)) return false;
  // An unquoted null of YAML is no name.
  if (type.every((name) => typeof name !== 'string' || standardTypes.has(name))) return false;
  const read = type.map((name) =>
    typeof name === 'string' && !standardTypes.has(name) ? meaningOf(name) : { type: name },
  );
  if (read.some((meaning) => meaning?.['type'] === undefined)) return false;
  schema['type'] = [...new Set(read.map((meaning) => meaning?.['type'] ?? null))];
  return true;
}

function repairType(schema: JsonObject, type: string): boolean {
  const meaning = meaningOf(type);
  if (!isJsonObject(meaning)) return false;
  delete schema['type'];
  const { type: name, format } = meaning;
  if (name !== undefined) schema['type'] = name;
  if (format !== undefined) schema['format'] ??= format;
  return true;
}

function meaningOf(type: string): JsonObject | undefined {
  return lookUp(types, type);
}

function lookUp<Value>(table: Record<string, Value | undefined>, name: string): Value | undefined {
  const bare = name.toLowerCase().replaceAll(/[-_ ]/g, '');
  return Object.hasOwn(table, bare) ? table[bare] : undefined;
}
