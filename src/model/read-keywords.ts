import { repairEnum } from './repair-enum.ts';
import { includeBounds } from '../schema/exact-integers.ts';
import { includesType } from '../schema/includes-type.ts';
import { keywordReaders, readNames } from './keyword-readers.ts';
import { asArray, asJsonObject } from '../json/narrow.ts';
import { allowNull } from './nullable.ts';
import { readPattern } from './repair-pattern.ts';
import { isCheckable } from '../schema/pattern-cost.ts';
import { childPointer } from '../json/pointer.ts';
import { schemaKeywords, schemaListKeywords, schemaMapKeywords } from '../schema/subschemas.ts';
import type { KeywordReport } from './report-findings.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** A subschema that applies to every value that the schema applies to, as in `allOf`, or to some of them. */
export type SubschemaRole = 'part' | 'branch';

/** The functions of the schema reader that reading keywords needs. */
export interface KeywordContext {
  readSubschema(node: Json | undefined, pointer: string, role?: SubschemaRole): JsonSchema;
  report: Report;
}

/** Keywords that are read together with others, or that a result never has (definitions). */
const readElsewhere = new Set(['additionalItems', 'dependencies', '$defs', 'definitions']);

const rolesByKeyword: Record<string, SubschemaRole> = { allOf: 'part', anyOf: 'branch', oneOf: 'branch' };

/** Keywords whose boolean schemas are kept, because they are common and read better than `{}` and `{ not: {} }`. */
const booleanKeywords = new Set(['additionalProperties', 'unevaluatedProperties', 'unevaluatedItems']);

/** Reads all keywords of a schema except references, into keywords of JSON Schema 2020-12. */
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
  allowNull(schema, result, report);
  allowIntegerOrText(schema, result);
  boundUnsigned(schema, result);
  includeBounds(result);
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

/** An unsigned integer, as Rust and Go write it, is not negative. */
function boundUnsigned(schema: JsonObject, result: JsonSchema): void {
  const isUnsigned = typeof schema['format'] === 'string' && /^uint(?:8|16|32|64)?$/i.test(schema['format']);
  if (!isUnsigned || !includesType(result, 'integer') || includesType(result, 'string')) return;
  if (result['exclusiveMinimum'] === undefined) result['minimum'] ??= 0;
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
  if (readElsewhere.has(keyword) || (keyword === 'items' && Array.isArray(value))) return undefined;
  if (keyword === 'prefixItems' && Array.isArray(value) && value.length === 0) return undefined;
  if (booleanKeywords.has(keyword) && typeof value === 'boolean') return value;
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
  const role = rolesByKeyword[keyword];
  return list.length === 0
    ? undefined
    : list.map((item, index) => readSubschema(item, childPointer(pointer, index), role));
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
    if (keyword !== 'patternProperties') return [[name, readSubschema(schema, place)]];
    const pattern = readPattern(name, (kind, message) => report({ kind, pointer: place, message }));
    // The empty pattern matches every name, so that any property is allowed.
    return pattern === undefined || !isCheckable(pattern)
      ? [['', {}]]
      : [[pattern, readSubschema(schema, place)]];
  });
  return Object.fromEntries(entries);
}

/** Reads a tuple of draft 07, which is a list under `items`, as `prefixItems`. */
function readTuple(schema: JsonObject, result: JsonSchema, pointer: string, context: KeywordContext): void {
  const tuple = asArray(schema['items']);
  if (tuple === undefined || tuple.length === 0) return;
  const items = readList('prefixItems', tuple, childPointer(pointer, 'items'), context);
  if (items !== undefined) result['prefixItems'] = items;
  const rest = schema['additionalItems'];
  if (rest !== undefined)
    result['items'] = context.readSubschema(rest, childPointer(pointer, 'additionalItems'));
}

/** Reads `dependencies` of draft 07, a list of names or a schema for each name, as the two keywords of 2020-12. */
function readDependencies(
  schema: JsonObject,
  result: JsonSchema,
  pointer: string,
  { readSubschema }: KeywordContext,
): void {
  for (const [name, value] of Object.entries(asJsonObject(schema['dependencies']) ?? {})) {
    const isNames = Array.isArray(value);
    const keyword = isNames ? 'dependentRequired' : 'dependentSchemas';
    const read = isNames
      ? readNames(value)
      : readSubschema(value, childPointer(pointer, 'dependencies', name));
    if (Array.isArray(read) && read.length === 0) continue;
    result[keyword] = { ...asJsonObject(result[keyword]), [name]: read };
  }
}
