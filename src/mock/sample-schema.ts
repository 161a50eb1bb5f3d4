import { isJson } from '../http/media-type.ts';
import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { removeHidden } from './hidden-properties.ts';
import { mergeSchemas } from './merge-schemas.ts';
import { fixDiscriminator, maximumDepth, nestedPosition, resolveSchema } from './resolve-schema.ts';
import { sampleArray } from './sample-array.ts';
import { sampleNumber } from './sample-number.ts';
import { sampleObject } from './sample-object.ts';
import { sampleText } from './sample-text.ts';
import { allowsNull, areDisjoint, isNull, typeOf } from './schema-type.ts';
import type { ResolvedSchema } from './resolve-schema.ts';
import type { SampleRun } from './sample-run.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Schemas that a sample may consist of. */
const maximumSteps = 3_000;

/** Samples a resolved schema. Returns `undefined` if only an infinite value is valid. */
export function sampleResolved(resolved: ResolvedSchema, run: SampleRun): Json | undefined {
  const { schema, position } = resolved;
  if (++run.steps > maximumSteps || position.depth > maximumDepth) return undefined;
  if (schema['const'] !== undefined) return schema['const'];
  const example = run.options.examples ? pickExample(schema, run) : undefined;
  if (example !== undefined) return removeHidden(run.document, resolved, example, run.direction);
  const values = asArray(schema['enum']);
  if (values !== undefined) return run.random.pick(nonNull(values));
  for (const keyword of ['oneOf', 'anyOf'] as const)
    if ((asArray(schema[keyword]) ?? []).length > 0) return sampleUnion(keyword, resolved, run);
  if (schema['if'] !== undefined) return sampleConditional(resolved, run);
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(resolved, run) ?? nullIfAllowed(schema);
    case 'array':
      return sampleArray(resolved, run) ?? nullIfAllowed(schema);
    case 'integer':
    case 'number':
      return sampleNumber(schema, run.random);
    case 'boolean':
      return run.random.next() < 0.5;
    case 'null':
      return null;
    default:
      return sampleJsonText(resolved, run) ?? sampleText(schema, run.random);
  }
}

/** Samples a text of JSON by its `contentSchema`. Returns `undefined` for any other text. */
function sampleJsonText({ schema, position }: ResolvedSchema, run: SampleRun): string | undefined {
  const { contentMediaType, contentEncoding, contentSchema, pattern } = schema;
  if (!isJson(asString(contentMediaType) ?? '') || contentEncoding !== undefined || pattern !== undefined)
    return undefined;
  const inner = resolveSchema(run.document, contentSchema ?? { type: 'object' }, nestedPosition(position));
  const value = inner === undefined ? undefined : sampleResolved(inner, run);
  return value === undefined ? undefined : JSON.stringify(value);
}

/** Samples the first branch that yields a value; with `oneOf` the first whose value matches that branch alone. */
function sampleUnion(
  keyword: 'oneOf' | 'anyOf',
  { schema, position }: ResolvedSchema,
  run: SampleRun,
): Json | undefined {
  const { [keyword]: _, ...rest } = schema;
  const branches = asArray(schema[keyword]) ?? [];
  let fallback: Json | undefined;
  for (const branch of orderBranches(branches, run.options.branch)) {
    const inner = resolveSchema(run.document, branch, position);
    if (inner === undefined || areDisjoint(rest, inner.schema)) continue;
    const merged = mergeBranch(rest, branch, inner, position, run);
    const value = sampleResolved({ schema: merged, position: inner.position }, run);
    if (value === undefined) continue;
    if (keyword === 'anyOf' || run.accepts({ oneOf: branches }, value)) return value;
    // A value that matches two branches often does so because of optional properties.
    const minimal = { ...run, options: { ...run.options, optional: false, examples: false } };
    const smaller = sampleResolved({ schema: merged, position: inner.position }, minimal);
    if (smaller !== undefined && run.accepts({ oneOf: branches }, smaller)) return smaller;
    fallback ??= value;
  }
  return fallback ?? nullIfAllowed(schema);
}

/** Returns the branches from `start` on, null last. */
function orderBranches(branches: Json[], start: number): Json[] {
  const first = start % branches.length;
  const rotated = [...branches.slice(first), ...branches.slice(0, first)];
  return [...rotated.filter((branch) => !isNull(branch)), ...rotated.filter(isNull)];
}

/** Merges the branch of a union with the keywords beside the union. */
function mergeBranch(
  siblings: JsonObject,
  branch: Json,
  inner: ResolvedSchema,
  position: ResolvedSchema['position'],
  { document }: SampleRun,
): JsonObject {
  const merged = mergeSchemas(siblings, inner.schema);
  const resolved =
    merged['allOf'] === undefined
      ? merged
      : (resolveSchema(document, merged, position)?.schema ?? inner.schema);
  const discriminator = asJsonObject(siblings['discriminator']);
  const reference = asString(asJsonObject(branch)?.['$ref']);
  return discriminator === undefined || reference === undefined
    ? resolved
    : fixDiscriminator(document, resolved, discriminator, reference);
}

/** Samples `then` for an even branch, and `else` for an odd one. */
function sampleConditional({ schema, position }: ResolvedSchema, run: SampleRun): Json | undefined {
  const { if: condition, then, else: otherwise, ...rest } = schema;
  const parts = run.options.branch % 2 === 0 ? [condition ?? true, then ?? true] : [otherwise ?? true];
  const inner = resolveSchema(run.document, { allOf: [rest, ...parts] }, nestedPosition(position));
  return inner === undefined ? undefined : sampleResolved(inner, run);
}

function pickExample(schema: JsonObject, { random }: SampleRun): Json | undefined {
  if (schema['example'] !== undefined) return schema['example'];
  const [first, ...others] = asArray(schema['examples']) ?? [];
  return first === undefined ? schema['default'] : random.pick([first, ...others]);
}

/** Returns the values other than null, or null if there are none. */
function nonNull(values: Json[]): [Json, ...Json[]] {
  const [first, ...others] = values.filter((value) => value !== null);
  return first === undefined ? [null] : [first, ...others];
}

function nullIfAllowed(schema: JsonObject): null | undefined {
  return allowsNull(schema) ? null : undefined;
}
