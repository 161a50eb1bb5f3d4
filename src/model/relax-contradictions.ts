import { asArray, asJsonObject } from '../json/narrow.ts';
import { isMultiple } from '../schema/is-multiple.ts';
import { compileNative } from '../schema/native-pattern.ts';
import { chooseEngine } from '../schema/pattern-cost.ts';
import { contradictoryBounds } from './contradictions.ts';
import { textLengths } from './impossible-pattern.ts';
import type { KeywordReport } from './report-findings.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** The lengths of the texts of a format, for formats whose length is fixed or bounded. */
const formatLengths: Record<string, { least: number; most: number }> = {
  uuid: { least: 36, most: 36 },
  date: { least: 10, most: 10 },
  'date-time': { least: 19, most: Infinity },
  ipv4: { least: 7, most: 15 },
};

/** The keywords of which each contradiction has one. Most schemas have none. */
const limits = new Set(
  (
    'maximum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems minProperties maxProperties ' +
    'maxContains const'
  ).split(' '),
);

/** Drops the keywords of a schema that no value satisfies at once, in place, and reports them. */
export function relaxContradictions(schema: JsonSchema, report: KeywordReport): void {
  if (!hasLimits(schema)) return;
  const drop = (keywords: string[], message: string): void => {
    for (const keyword of keywords) delete schema[keyword];
    report(
      'relaxed',
      `${message}: ${keywords.join(' and ')} ${keywords.length === 1 ? 'is' : 'are'} not checked`,
    );
  };
  for (let found = contradictoryBounds([schema]); found; found = contradictoryBounds([schema]))
    drop(found.keywords, found.message);
  relaxRange(schema, drop);
  relaxLengths(schema, drop);
  relaxItems(schema, drop);
  relaxClosed(schema, report, drop);
  relaxValues(schema, drop);
}

function hasLimits(schema: JsonSchema): boolean {
  for (const keyword in schema) if (limits.has(keyword)) return true;
  // Its values may be below a bound, and a closed object may require what it does not allow.
  if (schema['enum'] !== undefined)
    return schema['minimum'] !== undefined || schema['exclusiveMinimum'] !== undefined;
  return schema['additionalProperties'] === false && schema['required'] !== undefined;
}

type Drop = (keywords: string[], message: string) => void;

/** Checks that a multiple, or an integer, lies between the bounds. */
function relaxRange(schema: JsonSchema, drop: Drop): void {
  const isInteger = [schema['type']].flat().every((type) => type === 'integer' || type === 'null');
  const least = numberOf(schema['exclusiveMinimum']) ?? numberOf(schema['minimum']);
  const most = numberOf(schema['exclusiveMaximum']) ?? numberOf(schema['maximum']);
  if (least === undefined || most === undefined) return;
  const isWithin = (value: number): boolean =>
    !(value <= (numberOf(schema['exclusiveMinimum']) ?? -Infinity)) &&
    !(value >= (numberOf(schema['exclusiveMaximum']) ?? Infinity)) &&
    !(value < (numberOf(schema['minimum']) ?? -Infinity)) &&
    !(value > (numberOf(schema['maximum']) ?? Infinity));
  const hasMultiple = (step: number): boolean => {
    const first = Math.floor(least / step);
    return [0, 1, 2].some((more) => isWithin((first + more) * step) || isMultiple(least, step));
  };
  const bounds = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'].filter(
    (key) => key in schema,
  );
  if (isInteger && !hasMultiple(1)) return drop(bounds, 'no integer is between the bounds');
  const step = numberOf(schema['multipleOf']);
  if (step !== undefined && !hasMultiple(step))
    drop(['multipleOf'], `no multiple of ${step} is between the bounds`);
}

/** Checks the lengths of the texts that `pattern` and `format` allow. */
function relaxLengths(schema: JsonSchema, drop: Drop): void {
  const least = numberOf(schema['minLength']) ?? 0;
  const most = numberOf(schema['maxLength']) ?? Infinity;
  if (least === 0 && most === Infinity) return;
  const { pattern, format } = schema;
  const lengths = {
    pattern: typeof pattern === 'string' ? textLengths(pattern) : undefined,
    format:
      typeof format === 'string' && Object.hasOwn(formatLengths, format) ? formatLengths[format] : undefined,
  };
  for (const [keyword, allowed] of Object.entries(lengths))
    if (allowed !== undefined && (allowed.least > most || allowed.most < least))
      drop(
        ['minLength', 'maxLength'].filter((key) => key in schema),
        `no text that satisfies ${keyword} has such a length`,
      );
}

function relaxItems(schema: JsonSchema, drop: Drop): void {
  const { prefixItems, items, minItems } = schema;
  const places = asArray(prefixItems)?.length ?? 0;
  if (isNothing(items) && (numberOf(minItems) ?? 0) > places)
    drop(['minItems'], `an array has at most ${places} items`);
}

/** Checks that a closed object allows as many properties as it must have, and each that it requires. */
function relaxClosed(schema: JsonSchema, report: KeywordReport, drop: Drop): void {
  const required = asArray(schema['required']) ?? [];
  const most = numberOf(schema['maxProperties']);
  if (most !== undefined && most < required.length)
    drop(['maxProperties'], `${required.length} properties are required`);
  if (schema['additionalProperties'] !== false || schema['patternProperties'] !== undefined) return;
  const properties = asJsonObject(schema['properties']) ?? {};
  const missing = required.filter((name) => typeof name === 'string' && !Object.hasOwn(properties, name));
  if (missing.length > 0) {
    const allowed = missing.map((name): [string, JsonSchema] => [String(name), {}]);
    schema['properties'] = { ...properties, ...Object.fromEntries(allowed) };
    const rest = required.filter((name) => !missing.includes(name));
    if (rest.length > 0) schema['required'] = rest;
    else delete schema['required'];
    const message = `no other properties are allowed than those declared, but ${missing.join(', ')} is required: it is allowed, and not required`;
    report('relaxed', message);
  }
  const count = Object.keys(asJsonObject(schema['properties']) ?? {}).length;
  if ((numberOf(schema['minProperties']) ?? 0) > count)
    drop(['minProperties'], `an object has at most ${count} properties`);
}

/** Checks that a value of `enum` or `const` satisfies the keywords beside it. */
function relaxValues(schema: JsonSchema, drop: Drop): void {
  const values = asArray(schema['enum']);
  if (schema['const'] !== undefined && values !== undefined && !includes(values, schema['const'])) {
    schema['enum'] = [...values, schema['const']];
    drop(['const'], 'const is not among the values of enum, and was added to them');
  }
  const allowed = schema['const'] === undefined ? asArray(schema['enum']) : [schema['const']];
  if (allowed === undefined) return;
  for (const keyword of Object.keys(checks)) {
    if (schema[keyword] === undefined || allowed.some((value) => satisfies(value, keyword, schema[keyword])))
      continue;
    drop([keyword], `no value of ${schema['const'] === undefined ? 'enum' : 'const'} satisfies ${keyword}`);
  }
}

type Check = (value: Json, limit: Json) => boolean | undefined;

/** Returns whether a value satisfies a keyword; `undefined` if the keyword is not about such values. */
const checks: Record<string, Check> = {
  minimum: onNumbers((value, limit) => value >= limit),
  maximum: onNumbers((value, limit) => value <= limit),
  exclusiveMinimum: onNumbers((value, limit) => value > limit),
  exclusiveMaximum: onNumbers((value, limit) => value < limit),
  multipleOf: onNumbers(isMultiple),
  minLength: onTexts((length, limit) => length >= limit),
  maxLength: onTexts((length, limit) => length <= limit),
  pattern: (value, pattern) => {
    if (typeof value !== 'string' || typeof pattern !== 'string') return undefined;
    return chooseEngine(pattern) === 'native' ? compileNative(pattern).test(value) : undefined;
  },
};

function satisfies(value: Json, keyword: string, limit: Json | undefined): boolean {
  return limit === undefined || checks[keyword]?.(value, limit) !== false;
}

function onNumbers(check: (value: number, limit: number) => boolean): Check {
  return (value, limit) =>
    typeof value === 'number' && typeof limit === 'number' ? check(value, limit) : undefined;
}

function onTexts(check: (length: number, limit: number) => boolean): Check {
  return (value, limit) =>
    typeof value === 'string' && typeof limit === 'number' ? check([...value].length, limit) : undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function includes(values: readonly Json[], wanted: Json): boolean {
  return values.some((value) => JSON.stringify(value) === JSON.stringify(wanted));
}

/** Returns true for a schema that no value fits. */
function isNothing(schema: Json | undefined): boolean {
  const not = asJsonObject(asJsonObject(schema)?.['not']);
  return schema === false || (not !== undefined && Object.keys(not).length === 0);
}
