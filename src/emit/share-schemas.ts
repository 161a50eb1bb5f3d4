import { plain } from './print-data.ts';
import { claimName } from './named-types.ts';
import { jsonSize } from '../json/json-size.ts';
import { schemaMapKeywords } from '../schema/subschemas.ts';
import type { ApiDescriptor, SharedDescriptor } from '../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** Schemas with fewer characters, about thirty lines, read better in place. */
const shortest = 1_000;

/**
 * Returns the descriptor with long repeated schemas written once, if that makes it less than half as large. Schemas are
 * described without references, so that 22 of Shopware's 24 MB are repetitions. Other descriptors keep each operation
 * whole, so that a start has nothing to expand. Returns undefined for them, and if a document uses the key `$shared`.
 */
export function shareSchemas(api: ApiDescriptor): SharedDescriptor | undefined {
  const repeats = findRepeats(
    api.operations.flatMap(({ inputSchema, outputSchema }) => [
      inputSchema,
      ...(outputSchema ? [outputSchema] : []),
    ]),
  );
  if (repeats === undefined) return undefined;
  const { numberOf, isRepeated } = repeats;
  const names = new Map<number, string>();
  const taken = new Set<string>();
  const shared = new Map<string, JsonSchema>();
  const written = new Map<number, JsonSchema>();

  /** Writes a schema; `place` is the operation and the properties that lead to it. */
  function write(schema: JsonSchema, place: string, isNaming = false): JsonSchema {
    if (!isRepeated(schema) || jsonSize(schema) <= shortest) return writeWhole(schema, place, isNaming);
    const number = numberOf(schema);
    const known = names.get(number);
    if (known !== undefined) return { $shared: known };
    const name = claimName(place, taken);
    names.set(number, name);
    // A schema comes before the schemas that it shares itself.
    shared.set(name, {});
    shared.set(name, writeWhole(schema, place, isNaming));
    return { $shared: name };
  }

  function writeWhole(schema: JsonSchema, place: string, isNaming: boolean): JsonSchema {
    const known = written.get(numberOf(schema));
    if (known !== undefined) return known;
    const members = Object.entries(schema).map(([key, member]): [string, Json] => [
      key,
      writeMember(member, isNaming ? `${place}.${key}` : place, !isNaming && schemaMapKeywords.has(key)),
    ]);
    const whole = Object.fromEntries(members);
    written.set(numberOf(schema), whole);
    return whole;
  }

  function writeMember(value: Json, place: string, isNaming: boolean): Json {
    if (Array.isArray(value)) return value.map((item) => writeMember(item, place, false));
    return typeof value === 'object' && value !== null ? write(value, place, isNaming) : value;
  }

  const operations = api.operations.map((operation) => {
    const { name, inputSchema, outputSchema } = operation;
    const output = outputSchema === undefined ? {} : { outputSchema: write(outputSchema, `${name}.output`) };
    return { ...operation, inputSchema: write(inputSchema, name), ...output };
  });
  const stored = { ...api, operations, sharedSchemas: Object.fromEntries(shared) };
  return jsonSize(plain(stored)) * 2 < jsonSize(plain(api)) ? stored : undefined;
}

interface Repeats {
  /** Returns the same number for equal objects. */
  numberOf: (value: JsonObject) => number;
  /** Returns true if an object occurs in several places. Inside an object that is repeated, it occurs once. */
  isRepeated: (value: JsonObject) => boolean;
}

/** Finds the repeated objects; undefined if a schema uses the key `$shared`. */
function findRepeats(schemas: JsonSchema[]): Repeats | undefined {
  const numbers = new Map<object, number>();
  const numbersByText = new Map<string, number>();
  const uses = new Map<number, number>();
  let isMarked = false;

  function numberOf(value: JsonObject): number {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    isMarked ||= '$shared' in value;
    const inner: number[] = [];
    const text = JSON.stringify(Object.keys(value)) + textOf(Object.values(value), inner);
    const number = numbersByText.get(text) ?? numbersByText.size;
    if (!numbersByText.has(text)) inner.forEach(use);
    numbersByText.set(text, number);
    numbers.set(value, number);
    return number;
  }

  /** Returns the text of a value with numbers for its objects, which are added to `inner`. */
  function textOf(value: Json, inner: number[]): string {
    if (Array.isArray(value)) return `[${value.map((item) => textOf(item, inner)).join()}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    inner.push(numberOf(value));
    return `#${inner.at(-1)}`;
  }

  function use(number: number): void {
    uses.set(number, (uses.get(number) ?? 0) + 1);
  }

  for (const schema of schemas) use(numberOf(schema));
  return isMarked ? undefined : { numberOf, isRepeated: (value) => (uses.get(numberOf(value)) ?? 0) > 1 };
}
