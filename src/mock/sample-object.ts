import { asArray, asJsonObject, asNumber, asStrings } from '../json/narrow.ts';
import { hiddenPropertyNames } from './hidden-properties.ts';
import { matchesPattern } from './matches-pattern.ts';
import { resolveSchema } from './resolve-schema.ts';
import { samplePattern } from './sample-pattern.ts';
import { sampleNested } from './sample-run.ts';
import { sampleName, sampleText } from './sample-text.ts';
import { isScalar } from './schema-type.ts';
import type { ResolvedSchema } from './resolve-schema.ts';
import type { SampleRun } from './sample-run.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Depth from which objects have required properties only. */
export const optionalDepth = 6;

/** Steps after which optional objects and arrays are left out: entities that refer to each other never end. */
const optionalSteps = 300;

/** Samples the properties of an object. Returns `undefined` if a required one has no finite value. */
export function sampleObject(resolved: ResolvedSchema, run: SampleRun): JsonObject | undefined {
  const { schema, position } = resolved;
  const properties = asJsonObject(schema['properties']) ?? {};
  const hidden = hiddenPropertyNames(run.document, properties, position, run.direction);
  const required = new Set(asStrings(schema['required']).filter((name) => !hidden.has(name)));
  const includesOptional = run.options.optional && position.depth < optionalDepth;
  const entries: [string, Json][] = [];
  for (const [name, property] of Object.entries(properties)) {
    const isIncluded = includesOptional && (run.steps < optionalSteps || isScalar(property));
    if (hidden.has(name) || !(required.has(name) || isIncluded)) continue;
    const value = sampleNested(property, position, run);
    if (value !== undefined) entries.push([name, value]);
    else if (required.has(name) && !run.omitRecursive) return undefined;
  }
  for (const name of required) {
    if (Object.hasOwn(properties, name)) continue;
    const other = undeclaredPropertySchema(schema, name);
    if (other === undefined && !run.omitRecursive) return undefined;
    const value = sampleNested(other ?? true, position, run);
    if (value === undefined) return undefined;
    entries.push([name, value]);
  }
  removeExcess(entries, required, asNumber(schema['maxProperties']) ?? Infinity);
  fillEntries(entries, resolved, run);
  return Object.fromEntries(entries);
}

/** Removes optional entries from the end until there are at most `maximum`. */
function removeExcess(entries: [string, Json][], required: Set<string>, maximum: number): void {
  while (entries.length > maximum) {
    const index = entries.findLastIndex(([name]) => !required.has(name));
    if (index === -1) return;
    entries.splice(index, 1);
  }
}

/** Adds entries to a map, and to an object with fewer than `minProperties`. */
function fillEntries(entries: [string, Json][], { schema, position }: ResolvedSchema, run: SampleRun): void {
  const isMap =
    asJsonObject(schema['additionalProperties']) !== undefined && schema['properties'] === undefined;
  const minimum = asNumber(schema['minProperties']) ?? 0;
  const maximum = asNumber(schema['maxProperties']) ?? Infinity;
  const count = Math.min(maximum, Math.max(minimum, isMap && run.options.optional ? 2 : 0));
  const isTaken = (name: string): boolean => entries.some(([taken]) => taken === name);
  const names = resolveSchema(run.document, schema['propertyNames'], position)?.schema;
  for (let attempt = 0; entries.length < count && attempt < count + 10; attempt++) {
    const sampledName = samplePropertyName(schema, names, attempt, run);
    const declared = Object.entries(asJsonObject(schema['properties']) ?? {}).find(
      ([name]) => !isTaken(name),
    );
    const [name, node] =
      !isMap && declared !== undefined
        ? declared
        : [sampledName, undeclaredPropertySchema(schema, sampledName) ?? true];
    if (isTaken(name)) continue;
    const value = sampleNested(node, position, run);
    if (value === undefined) return;
    entries.push([name, value]);
  }
}

/** Returns a name by `patternProperties` or `propertyNames`, or else any word. */
function samplePropertyName(
  schema: JsonObject,
  names: JsonObject | undefined,
  attempt: number,
  { random }: SampleRun,
): string {
  const [pattern] = Object.keys(asJsonObject(schema['patternProperties']) ?? {});
  if (pattern !== undefined) return samplePattern(pattern, random) ?? sampleName(random);
  if (names === undefined || Object.keys(names).length === 0)
    return sampleName(random) + (attempt < 5 ? '' : String(attempt));
  return String(asArray(names['enum'])?.[attempt] ?? sampleText(names, random));
}

/** Returns the schema of a property that `properties` does not declare, or `undefined` if it is forbidden. */
function undeclaredPropertySchema(schema: JsonObject, name: string): Json | undefined {
  const patterns = Object.entries(asJsonObject(schema['patternProperties']) ?? {});
  const matching = patterns.find(([pattern]) => matchesPattern(pattern, name));
  const { additionalProperties: additional = true } = schema;
  return matching?.[1] ?? (additional === false ? undefined : additional);
}
