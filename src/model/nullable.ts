import { asArray, asJsonObject } from '../json/narrow.ts';
import { annotationKeywords } from '../schema/annotation-keywords.ts';
import { includesType } from '../schema/includes-type.ts';
import type { KeywordReport } from './report-findings.ts';
import type { JsonObject, JsonSchema } from '../json/value.ts';

const compositions = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf'];

/**
 * Returns true if a schema allows null by the keyword of OpenAPI 3.0, which documents of 3.1 still have, or by the
 * extension of Swagger 2.0.
 */
function isNullable(schema: JsonObject): boolean {
  return ['nullable', 'x-nullable'].some((keyword) => schema[keyword] === true || schema[keyword] === 'true');
}

/** Adds null to the types and values of a schema, in place. A composition gets a branch for null instead. */
export function allowNull(source: JsonObject, result: JsonSchema, report: KeywordReport): void {
  const { type, enum: values } = result;
  if (!isNullable(source) || isComposed(source)) return;
  if (includesType(result, 'null') || (type === undefined && values === undefined)) return;
  if (type !== undefined) result['type'] = [...[type].flat(), 'null'];
  if (Array.isArray(values) && !values.includes(null)) result['enum'] = [...values, null];
  report('repaired', 'nullable is read as the type null');
}

/** Returns true if `nullable` stands beside a reference or a composition, none of whose branches is null. */
export function needsNullBranch(source: JsonObject, read: JsonSchema): boolean {
  if (!isNullable(source) || !isComposed(source)) return false;
  const branches = ['anyOf', 'oneOf'].flatMap((keyword) => asArray(read[keyword]) ?? []);
  return !branches.some((branch) => includesType(asJsonObject(branch) ?? {}, 'null'));
}

function isComposed(schema: JsonObject): boolean {
  return compositions.some((keyword) => schema[keyword] !== undefined);
}

/** Returns a schema that allows null besides the values of another one. Annotations stay outside the branches. */
export function orNull(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema);
  const outside = entries.filter(([keyword]) => annotationKeywords.has(keyword));
  const inside = entries.filter(([keyword]) => !annotationKeywords.has(keyword));
  return { ...Object.fromEntries(outside), anyOf: [Object.fromEntries(inside), { type: 'null' }] };
}
