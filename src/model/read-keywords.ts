import { repairEnum } from './repair-enum.ts';
import { keywordReaders, uncheckedPatternMessage } from './keyword-readers.ts';
import { asArray, asJsonObject } from '../json/narrow.ts';
import { repairPattern } from './repair-pattern.ts';
import { isCheckable } from '../schema/pattern-cost.ts';
import { childPointer } from '../json/pointer.ts';
import { schemaKeywords, schemaListKeywords, schemaMapKeywords } from '../schema/subschemas.ts';
import type { KeywordReport } from './keyword-readers.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** The functions of the schema reader that reading keywords needs. */
export interface KeywordContext {
  /** `isInPlace`: the subschema applies to every value that the schema applies to, as in `allOf`. */
  readSubschema(node: Json | undefined, pointer: string, isInPlace?: boolean): JsonSchema;
  report: Report;
}

/** Keywords that are read together with others (tuples, dependencies), or that a result never has (definitions). */
const rewritten = new Set([
  'prefixItems',
  'additionalItems',
  'dependencies',
  'dependentSchemas',
  '$defs',
  'definitions',
]);

/** Constraints that draft 07 ignores, so that the drafts would disagree. */
const unknownToDraft07 = new Set(['unevaluatedItems', 'unevaluatedProperties', 'minContains', 'maxContains']);

/** Reads all keywords of a schema except references, into keywords that mean the same in drafts 07 and 2020-12. */
export function readKeywords(schema: JsonObject, pointer: string, context: KeywordContext): JsonSchema {
  const result: JsonSchema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const read = readKeyword(keyword, value, childPointer(pointer, keyword), context);
    // Only keywords of JSON Schema have a reader, so `__proto__` is never assigned.
    if (read !== undefined) result[keyword] = read;
  }
  const report: KeywordReport = (kind, message) => context.report({ kind, pointer, message });
  readTuple(schema, result, pointer, context);
  readDependencies(schema, result, pointer, context);
  if (schema['nullable'] === true) allowNull(result, report);
  if (schema['minContains'] === 0) delete result['contains'];
  if (includesType(result, 'array') && result['items'] === undefined) result['items'] = {};
  allowIntegerOrText(schema, result);
  repairEnum(result, report);
  if (result['examples'] === undefined && schema['example'] !== undefined)
    result['examples'] = [schema['example']];
  return result;
}

/** Allows both types where Kubernetes and its extensions mean an integer or text, whatever type they declare. */
function allowIntegerOrText(schema: JsonObject, result: JsonSchema): void {
  if (schema['format'] !== 'int-or-string' && schema['x-kubernetes-int-or-string'] !== true) return;
  delete result['format'];
  const isComposed = ['anyOf', 'oneOf', 'allOf', 'const', '$ref'].some((keyword) => keyword in result);
  if (isComposed && result['type'] === undefined) return;
  result['type'] = ['integer', 'string', ...(includesType(result, 'null') ? ['null'] : [])];
}

function readKeyword(
  keyword: string,
  value: Json,
  pointer: string,
  context: KeywordContext,
): Json | undefined {
  const reader = keywordReaders.get(keyword);
  if (reader !== undefined)
    return reader(value, (kind, message) => context.report({ kind, pointer, message }));
  if (unknownToDraft07.has(keyword)) {
    const message = `${keyword} is not checked: draft 07 does not have it`;
    if (value !== true) context.report({ kind: 'ignored', pointer, message });
    return undefined;
  }
  if (rewritten.has(keyword) || (keyword === 'items' && Array.isArray(value))) return undefined;
  if (keyword === 'additionalProperties' && typeof value === 'boolean') return value;
  if (schemaKeywords.has(keyword)) return context.readSubschema(value, pointer);
  if (schemaListKeywords.has(keyword)) return readList(keyword, value, pointer, context);
  return schemaMapKeywords.has(keyword) ? readMap(keyword, value, pointer, context) : undefined;
}

function readList(
  keyword: string,
  value: Json,
  pointer: string,
  { readSubschema, report }: KeywordContext,
): Json[] | undefined {
  const list = asArray(value) ?? (asJsonObject(value) === undefined ? [] : [value]);
  if (!Array.isArray(value) || list.length === 0)
    report({ kind: 'relaxed', pointer, message: `${keyword} is not an array of schemas` });
  return list.length === 0
    ? undefined
    : list.map((item, index) => readSubschema(item, childPointer(pointer, index), keyword === 'allOf'));
}

function readMap(
  keyword: string,
  value: Json,
  pointer: string,
  { readSubschema, report }: KeywordContext,
): JsonObject | undefined {
  const map = asJsonObject(value);
  if (map === undefined) {
    report({ kind: 'relaxed', pointer, message: `${keyword} is not a map of schemas` });
    return undefined;
  }
  const entries = Object.entries(map).flatMap(([name, schema]): [string, JsonSchema][] => {
    const place = childPointer(pointer, name);
    const key = keyword === 'patternProperties' ? repairPattern(name) : name;
    if (key !== undefined && keyword === 'patternProperties' && !isCheckable(key)) {
      report({ kind: 'relaxed', pointer: place, message: uncheckedPatternMessage(key) });
      // The empty pattern matches every name, so that any property is allowed.
      return [['', {}]];
    }
    if (key !== undefined) return [[key, readSubschema(schema, place)]];
    const message = `pattern ${JSON.stringify(name)} is not a valid ECMA-262 regular expression`;
    report({ kind: 'relaxed', pointer: place, message });
    return [];
  });
  return Object.fromEntries(entries);
}

/** Reads a tuple as an array whose items fit any of its schemas, because the drafts write positions differently. */
function readTuple(
  schema: JsonObject,
  result: JsonSchema,
  pointer: string,
  { readSubschema }: KeywordContext,
): void {
  const keyword = Array.isArray(schema['items']) ? 'items' : 'prefixItems';
  const tuple = asArray(schema[keyword]);
  if (tuple === undefined || tuple.length === 0) return;
  const restKeyword = keyword === 'items' ? 'additionalItems' : 'items';
  const rest = schema[restKeyword];
  const limit = result['maxItems'];
  if (rest === false)
    result['maxItems'] = Math.min(tuple.length, typeof limit === 'number' ? limit : Infinity);
  const isClosed = rest === false || (typeof limit === 'number' && limit <= tuple.length);
  if (!isClosed && (rest === undefined || rest === true)) result['items'] = {};
  else {
    const place = childPointer(pointer, keyword);
    const items = tuple.map((item, index) => readSubschema(item, childPointer(place, index)));
    if (!isClosed) items.push(readSubschema(rest, childPointer(pointer, restKeyword)));
    result['items'] = { anyOf: items };
  }
}

const dependencyKeywords = ['dependencies', 'dependentRequired', 'dependentSchemas'];

/** Reads dependencies as `if` and `then`: draft 07 has one keyword for them, 2020-12 has two. */
function readDependencies(
  schema: JsonObject,
  result: JsonSchema,
  pointer: string,
  { readSubschema }: KeywordContext,
): void {
  if (!dependencyKeywords.some((keyword) => keyword in schema)) return;
  const rules = dependencyKeywords.flatMap((keyword) =>
    Object.entries(asJsonObject(schema[keyword]) ?? {}).flatMap(([name, value]): JsonSchema[] => {
      const names = asArray(value)?.filter((item) => typeof item === 'string');
      if (names?.length === 0 || (names === undefined && keyword === 'dependentRequired')) return [];
      const then =
        names === undefined
          ? readSubschema(value, childPointer(pointer, keyword, name))
          : { required: [...new Set(names)] };
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      return [{ if: { type: 'object', required: [name] }, then }];
    }),
  );
  if (rules.length > 0) result['allOf'] = [...(asArray(result['allOf']) ?? []), ...rules];
}

/** Adds the type of null for `nullable`, a keyword of OpenAPI 3.0 that documents of 3.1 still have. */
function allowNull(result: JsonSchema, report: KeywordReport): void {
  const { type, enum: values } = result;
  if (type === undefined || includesType(result, 'null')) return;
  result['type'] = [...[type].flat(), 'null'];
  if (Array.isArray(values) && !values.includes(null)) result['enum'] = [...values, null];
  report('repaired', 'nullable is read as the type null');
}

/** Returns true if the keyword `type` is, or contains, the given type. */
export function includesType(schema: JsonSchema, type: string): boolean {
  const declared = schema['type'];
  return Array.isArray(declared) ? declared.includes(type) : declared === type;
}
