import { asArray, asJsonObject, asString, asStrings } from '../json/narrow.ts';
import { followReference } from './locate.ts';
import { mergeSchemas } from './merge-schemas.ts';
import { sampleNumber } from './sample-number.ts';
import { samplePattern } from './sample-pattern.ts';
import { plainName, sampleText } from './sample-text.ts';
import { areDisjoint, isNull, isPlain, typeOf } from './schema-type.ts';
import { chooseEngine } from '../schema/pattern-cost.ts';
import type { Random } from './random.ts';
import type { Direction } from '../model/schema-reader.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Where a schema leaves room, what to take. */
export interface SampleChoice {
  /** Take examples and defaults of schemas for values. */
  examples: boolean;
  /** Give objects the properties that they need not have. */
  optional: boolean;
  /** Which alternative of a union comes first. */
  branch: number;
}

export interface Sampler {
  /** A value made by the schema; whether all of the schema accepts it is for a validator to say. */
  sample(schema: SourceSchema, random: Random, choice: SampleChoice): Json;
  /** An example as this direction has it: OpenAPI 3.1 §4.8.24, readOnly and writeOnly. */
  withoutHidden(schema: SourceSchema, value: Json): Json;
}

/** Below this depth objects have only what they need. */
const optionalDepth = 6;
const maximumDepth = 40;
const maximumSteps = 3_000;
/** With so many values nobody looks for what need not be there: entities that refer to one another have no end. */
const enoughSteps = 300;

interface Place {
  depth: number;
  /** References on the way here: one that would be entered again is a recursion. */
  references: readonly string[];
}

interface Resolved {
  schema: JsonObject;
  place: Place;
}

interface Run {
  random: Random;
  choice: SampleChoice;
  steps: number;
  /** Leave out what would have no end, even where it is required. */
  cut: boolean;
}

/** Whether a schema of the document accepts a value. */
export type Accepts = (schema: JsonObject, value: Json) => boolean;

/** Makes samples of the schemas of one document, as they stand there. */
export function createSampler(
  document: JsonObject,
  direction: Direction,
  accepts: Accepts = () => true,
): Sampler {
  const hiddenBy = direction === 'request' ? 'readOnly' : 'writeOnly';

  /** References followed and `allOf` merged; `undefined` where that has no end, or where nothing is accepted. */
  function resolve(node: Json | undefined, place: Place, isPart = false): Resolved | undefined {
    if (node === false || place.depth > maximumDepth) return undefined;
    const schema = asJsonObject(node);
    if (schema === undefined) return { schema: {}, place };
    const followed = followReference(document, schema);
    const { $ref: _, $dynamicRef: __, allOf, ...own } = schema;
    if (followed !== undefined && place.references.includes(followed.reference)) return undefined;
    let result: Resolved = { schema: own, place };
    const parts: [Json, string | undefined][] = [
      ...(followed === undefined ? [] : [[followed.target, followed.reference] as [Json, string]]),
      ...(asArray(allOf) ?? []).map((part): [Json, undefined] => [part, undefined]),
    ];
    for (const [part, reference] of parts) {
      const references = reference === undefined ? place.references : [...place.references, reference];
      // A schema that others inherit from goes by their names.
      const isInherited = reference === undefined && parts.length > 1;
      const inner = resolve(part, { depth: place.depth + 1, references }, isInherited);
      if (inner === undefined) return undefined;
      const named = reference === undefined || isPart ? inner.schema : nameSelf(inner.schema, reference);
      result = {
        schema: mergeSchemas(named, result.schema),
        place: {
          ...place,
          references: [...new Set([...result.place.references, ...inner.place.references])],
        },
      };
    }
    return result.schema['allOf'] === undefined ? result : resolve(result.schema, deeper(result.place));
  }

  /** A schema that is reached by its name says that name where it inherits a discriminator (OpenAPI 3.1 §4.8.25). */
  function nameSelf(schema: JsonObject, reference: string): JsonObject {
    const discriminator = asJsonObject(schema['discriminator']);
    return discriminator === undefined || schema['oneOf'] !== undefined || schema['anyOf'] !== undefined
      ? schema
      : discriminate(schema, discriminator, reference);
  }

  function discriminate(schema: JsonObject, discriminator: JsonObject, reference: string): JsonObject {
    const property = asString(discriminator['propertyName']);
    if (property === undefined) return schema;
    const mapping = Object.entries(asJsonObject(discriminator['mapping']) ?? {});
    const last = reference.split('/').at(-1) ?? '';
    const name =
      mapping.find(([, target]) => target === reference || String(target).split('/').at(-1) === last)?.[0] ??
      last;
    const properties = asJsonObject(schema['properties']) ?? {};
    const known = asJsonObject(properties[property]) ?? {};
    const target = resolve(known, { depth: 0, references: [] })?.schema ?? {};
    const values = target['const'] === undefined ? asArray(target['enum']) : [target['const']];
    if (values !== undefined && !values.includes(name)) return schema;
    return { ...schema, properties: { ...properties, [property]: { ...known, const: name } } };
  }

  function sampleNode(node: Json | undefined, place: Place, run: Run): Json | undefined {
    const resolved = resolve(node, deeper(place));
    return resolved === undefined ? endOf(node) : sampleResolved(resolved, run);
  }

  /** Null, where what would have no end can be null. */
  function endOf(node: Json | undefined): null | undefined {
    const target = followReference(document, asJsonObject(node) ?? {})?.target;
    return orNull(asJsonObject(target) ?? {});
  }

  /** `undefined`: only an endless value would do. */
  function sampleResolved({ schema, place }: Resolved, run: Run): Json | undefined {
    if (++run.steps > maximumSteps || place.depth > maximumDepth) return undefined;
    if (schema['const'] !== undefined) return schema['const'];
    const example = run.choice.examples ? exampleOf(schema, run) : undefined;
    if (example !== undefined) return strip(schema, example, place);
    const values = asArray(schema['enum']);
    if (values !== undefined) return run.random.pick(preferred(values));
    for (const keyword of ['oneOf', 'anyOf'])
      if ((asArray(schema[keyword]) ?? []).length > 0) return sampleUnion(keyword, { schema, place }, run);
    if (schema['if'] !== undefined) return sampleConditional({ schema, place }, run);
    switch (typeOf(schema)) {
      case 'object':
        return sampleObject({ schema, place }, run) ?? orNull(schema);
      case 'array':
        return sampleArray({ schema, place }, run) ?? orNull(schema);
      case 'integer':
      case 'number':
        return sampleNumber(schema, run.random);
      case 'boolean':
        return run.random.next() < 0.5;
      case 'null':
        return null;
      default:
        return sampleText(schema, run.random);
    }
  }

  function sampleUnion(keyword: string, { schema, place }: Resolved, run: Run): Json | undefined {
    const { [keyword]: _, ...rest } = schema;
    const branches = asArray(schema[keyword]) ?? [];
    const discriminator = asJsonObject(schema['discriminator']);
    const start = run.choice.branch % branches.length;
    const ordered = [...branches.slice(start), ...branches.slice(0, start)];
    let found: Json | undefined;
    for (const branch of [...ordered.filter((item) => !isNull(item)), ...ordered.filter(isNull)]) {
      const inner = resolve(branch, place);
      if (inner === undefined || areDisjoint(rest, inner.schema)) continue;
      const reference = asString(asJsonObject(branch)?.['$ref']);
      let merged = mergeSchemas(rest, inner.schema);
      if (merged['allOf'] !== undefined) merged = resolve(merged, place)?.schema ?? inner.schema;
      if (discriminator !== undefined && reference !== undefined)
        merged = discriminate(merged, discriminator, reference);
      const value = sampleResolved({ schema: merged, place: inner.place }, run);
      if (value === undefined) continue;
      if (keyword === 'anyOf' || accepts({ oneOf: branches }, value)) return value;
      // What fits two branches often does so because of what it need not have.
      const least = { ...run, choice: { ...run.choice, optional: false, examples: false } };
      const smaller = sampleResolved({ schema: merged, place: inner.place }, least);
      if (smaller !== undefined && accepts({ oneOf: branches }, smaller)) return smaller;
      found ??= value;
    }
    return found ?? orNull(schema);
  }

  function sampleConditional({ schema, place }: Resolved, run: Run): Json | undefined {
    const { if: condition, then, else: otherwise, ...rest } = schema;
    const parts = run.choice.branch % 2 === 0 ? [condition ?? true, then ?? true] : [otherwise ?? true];
    const inner = resolve({ allOf: [rest, ...parts] }, deeper(place));
    return inner === undefined ? undefined : sampleResolved(inner, run);
  }

  function sampleObject({ schema, place }: Resolved, run: Run): JsonObject | undefined {
    const properties = asJsonObject(schema['properties']) ?? {};
    const hidden = hiddenNames(properties, place);
    const required = new Set(asStrings(schema['required']).filter((name) => !hidden.has(name)));
    const wantsOptional = run.choice.optional && place.depth < optionalDepth;
    const result: [string, Json][] = [];
    for (const [name, property] of Object.entries(properties)) {
      const isWanted = wantsOptional && (run.steps < enoughSteps || isPlain(property));
      if (hidden.has(name) || !(required.has(name) || isWanted)) continue;
      const value = sampleNode(property, place, run);
      if (value !== undefined) result.push([name, value]);
      else if (required.has(name) && !run.cut) return undefined;
    }
    const others = [...required].filter((name) => !Object.hasOwn(properties, name));
    for (const name of others) {
      const other = schemaOfOther(schema, name);
      const value = other === undefined && !run.cut ? undefined : sampleNode(other ?? true, place, run);
      if (value === undefined) return undefined;
      result.push([name, value]);
    }
    const most = numberOf(schema['maxProperties'], Infinity);
    while (result.length > most) {
      const index = result.findLastIndex(([name]) => !required.has(name));
      if (index === -1) break;
      result.splice(index, 1);
    }
    fillMap({ schema, place }, run, result);
    return Object.fromEntries(result);
  }

  /** Entries for what is a map, and for `minProperties`. */
  function fillMap({ schema, place }: Resolved, run: Run, result: [string, Json][]): void {
    const isMap =
      asJsonObject(schema['additionalProperties']) !== undefined && schema['properties'] === undefined;
    const least = numberOf(schema['minProperties'], 0);
    const most = numberOf(schema['maxProperties'], Infinity);
    const wanted = Math.min(most, Math.max(least, isMap && run.choice.optional ? 2 : 0));
    const [pattern] = Object.keys(asJsonObject(schema['patternProperties']) ?? {});
    const names = resolve(schema['propertyNames'], place)?.schema;
    for (let attempt = 0; result.length < wanted && attempt < wanted + 10; attempt++) {
      const name =
        pattern !== undefined
          ? (samplePattern(pattern, run.random) ?? plainName(run.random))
          : names === undefined || Object.keys(names).length === 0
            ? plainName(run.random) + (attempt < 5 ? '' : String(attempt))
            : String(asArray(names['enum'])?.[attempt] ?? sampleText(names, run.random));
      const optionalName = Object.entries(asJsonObject(schema['properties']) ?? {}).find(
        ([property]) => !result.some(([taken]) => taken === property),
      );
      const [key, node] = !isMap && optionalName ? optionalName : [name, schemaOfOther(schema, name) ?? true];
      if (result.some(([taken]) => taken === key)) continue;
      const value = sampleNode(node, place, run);
      if (value === undefined) return;
      result.push([key, value]);
    }
  }

  function sampleArray({ schema, place }: Resolved, run: Run): Json[] | undefined {
    const tuple = asArray(schema['prefixItems']) ?? asArray(schema['items']) ?? [];
    const items = Array.isArray(schema['items']) ? schema['additionalItems'] : schema['items'];
    const least = numberOf(schema['minItems'], 0);
    const most = numberOf(schema['maxItems'], Infinity);
    const usual = items === false || place.depth > optionalDepth ? tuple.length : Math.max(tuple.length, 2);
    const count = Math.min(most, Math.max(least, run.choice.optional ? usual : Math.max(tuple.length, 1)));
    const result: Json[] = [];
    const taken = new Set<string>();
    const attempts = count + (schema['uniqueItems'] === true ? 20 : 1);
    for (let attempt = 0; result.length < count && attempt < attempts; attempt++) {
      const contains = schema['contains'];
      const node =
        tuple[result.length] ?? (contains !== undefined && result.length === tuple.length ? contains : items);
      const value = sampleNode(node, place, attempt < count ? run : withoutExamples(run));
      if (value === undefined) break;
      const text = JSON.stringify(value);
      if (taken.has(text) && (schema['uniqueItems'] === true || result.length >= least)) continue;
      taken.add(text);
      result.push(value);
    }
    return result.length < least ? undefined : result;
  }

  function hiddenNames(properties: JsonObject, place: Place): Set<string> {
    return new Set(
      Object.entries(properties).flatMap(([name, property]) =>
        isHidden(property, place.depth) ? [name] : [],
      ),
    );
  }

  function isHidden(node: Json | undefined, depth: number): boolean {
    const schema = asJsonObject(node);
    if (schema === undefined || depth > maximumDepth) return false;
    if (schema[hiddenBy] !== undefined) return schema[hiddenBy] === true;
    const parts = asArray(schema['allOf']) ?? [];
    return [followReference(document, schema)?.target, ...parts].some((part) => isHidden(part, depth + 1));
  }

  function strip(schema: JsonObject, value: Json, place: Place): Json {
    if (typeof value !== 'object' || value === null || place.depth > maximumDepth) return value;
    const branches = ['oneOf', 'anyOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []);
    let result: Json = value;
    if (Array.isArray(value)) {
      const items = resolve(schema['items'], deeper(place));
      if (items !== undefined && !Array.isArray(schema['items']))
        result = value.map((item) => strip(items.schema, item, items.place));
    } else {
      const properties = asJsonObject(schema['properties']) ?? {};
      const hidden = hiddenNames(properties, place);
      result = Object.fromEntries(
        Object.entries(value).flatMap(([name, item]): [string, Json][] => {
          if (hidden.has(name)) return [];
          const inner = Object.hasOwn(properties, name)
            ? resolve(properties[name], deeper(place))
            : undefined;
          return [[name, inner === undefined ? item : strip(inner.schema, item, inner.place)]];
        }),
      );
    }
    for (const branch of branches) {
      const inner = resolve(branch, deeper(place));
      if (inner !== undefined) result = strip(inner.schema, result, inner.place);
    }
    return result;
  }

  const start: Place = { depth: 0, references: [] };
  return {
    sample(schema, random, choice) {
      const run = { random, choice, steps: 0, cut: false };
      const value = sampleNode(schema, start, run);
      return value === undefined
        ? (sampleNode(schema, start, { ...run, steps: 0, cut: true }) ?? null)
        : value;
    },
    withoutHidden(schema, value) {
      const resolved = resolve(schema, start);
      return resolved === undefined ? value : strip(resolved.schema, value, resolved.place);
    },
  };
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

function withoutExamples(run: Run): Run {
  return { ...run, choice: { ...run.choice, examples: false } };
}

function numberOf(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function exampleOf(schema: JsonObject, { random }: Run): Json | undefined {
  if (schema['example'] !== undefined) return schema['example'];
  const [first, ...others] = asArray(schema['examples']) ?? [];
  return first === undefined ? schema['default'] : random.pick([first, ...others]);
}

/** Null only where there is nothing else. */
function preferred(values: Json[]): [Json, ...Json[]] {
  const [first, ...others] = values.filter((value) => value !== null);
  return first === undefined ? [null] : [first, ...others];
}

function orNull(schema: JsonObject): null | undefined {
  return [schema['type']].flat().includes('null') ? null : undefined;
}

/** The schema of a property that `properties` does not name; `undefined` where there may be no such property. */
function schemaOfOther(schema: JsonObject, name: string): Json | undefined {
  const matching = Object.entries(asJsonObject(schema['patternProperties']) ?? {}).find(([pattern]) =>
    matches(pattern, name),
  );
  const { additionalProperties: additional = true } = schema;
  return matching?.[1] ?? (additional === false ? undefined : additional);
}

function matches(pattern: string, text: string): boolean {
  try {
    return chooseEngine(pattern) === 'native' && new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}
