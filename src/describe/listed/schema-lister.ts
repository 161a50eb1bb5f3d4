import { createReferenceCycles } from '../../model/reference-cycles.ts';
import { stateExactly } from '../../schema/exact-integers.ts';
import { includesType } from '../../schema/includes-type.ts';
import { asArray, asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import { jsonSize } from '../../json/json-size.ts';
import { describedKeywords, describeRest } from './describe-rest.ts';
import { isEmpty, listAdditional, listItems, requireDeclared, withoutNullValue } from './list-keywords.ts';
import { mergeAllOf, unionOf } from './merge-all-of.ts';
import { listedPropertyName } from './property-names.ts';
import { typeOf } from './type-of.ts';
import type { ListingBounds } from './listing-bounds.ts';
import type { ReferenceCycles } from '../../model/reference-cycles.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** A schema in the dialect that every client accepts. */
export interface ListedSchema {
  schema: JsonSchema;
  /** True if parts were left open because of the size. */
  isTruncated: boolean;
}

/** The differences of a dialect from the schemas that are listed. */
export interface SchemaListerOptions {
  adapt?: AdaptNode | undefined;
  /** True if properties have names that every client takes. */
  renamesProperties?: boolean;
}

/** Changes a listed node, whose subschemas are changed already, into the dialect of one client. */
export type AdaptNode = (node: JsonSchema) => JsonSchema;

const described = new Set(['description', ...describedKeywords]);
const arrayKeywords = new Set(['items', 'prefixItems', 'unevaluatedItems']);
const objectKeywords = new Set(['additionalProperties', 'unevaluatedProperties', 'patternProperties']);

/** Repetitions of a recursive schema before it is left open. */
const repetitions = 2;

/** The most levels of recursion, which keep the stack from overflowing. */
const maximumNesting = 300;

/** Keywords that are copied. All others are rewritten, or described in words. */
const copied = new Set([
  'type',
  'title',
  'default',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'uniqueItems',
  'contentEncoding',
  'contentMediaType',
  'enum',
  'required',
]);

/** Keywords that only describe. */
const annotations = new Set(['title', 'default', 'examples']);

/** Thrown and caught here only: an error of its own each time would cost its stack. */
const tooLarge = new Error('The listed schema is larger than its bounds.');

/** A listed definition with its approximate size in bytes. */
interface SizedSchema {
  schema: JsonSchema;
  size: number;
}

/** Results by reference and place; `undefined` for one that is too large. */
type Results = Map<string, SizedSchema | undefined>;

/** Bytes of the punctuation around a keyword with subschemas, such as `"properties":{},`. */
const wrapper = 16;

/**
 * Derives schemas that clients are shown from schemas that values are checked with: self-contained, without `$ref`,
 * `allOf`, `oneOf`, `const`, tuples, `examples`, boolean subschemas and `null` in an `enum`. A listed schema allows
 * everything that the checking schema allows; what it cannot express, a description says.
 */
export class SchemaLister {
  readonly #definitions: ReadonlyMap<string, JsonSchema>;
  readonly #adapt: AdaptNode | undefined;
  readonly #renamesProperties: boolean;
  /** Names of properties that are listed so far, each with its name in the API, where they differ. */
  readonly renamed = new Map<string, string>();
  readonly #cycles: ReferenceCycles;
  /** Results by bounds that differ in more than the depth. */
  readonly #results = new Map<string, Results>();

  /** `definitions` may grow later. */
  constructor(
    definitions: ReadonlyMap<string, JsonSchema>,
    { adapt, renamesProperties = false }: SchemaListerOptions = {},
  ) {
    this.#definitions = definitions;
    this.#adapt = adapt;
    this.#renamesProperties = renamesProperties;
    this.#cycles = createReferenceCycles((name) => definitions.get(nameOf(name)));
  }

  /** Returns the listed schema of the first attempt that keeps its bounds. */
  list(schema: JsonSchema, attempts: readonly ListingBounds[]): ListedSchema {
    for (const [index, bounds] of attempts.entries()) {
      const listed = this.#attempt(bounds).list(schema);
      if (listed !== undefined) return { schema: listed, isTruncated: index > 0 };
    }
    return { schema: {}, isTruncated: true };
  }

  #attempt(bounds: ListingBounds): Listing {
    const { bytes, isTerse, isMinimal } = bounds;
    const key = [bytes, isTerse, isMinimal].join();
    const results: Results = this.#results.get(key) ?? new Map<string, SizedSchema | undefined>();
    this.#results.set(key, results);
    return new Listing(bounds, {
      definitions: this.#definitions,
      cycles: this.#cycles,
      adapt: this.#adapt ?? ((node) => node),
      renamed: this.#renamesProperties ? this.renamed : undefined,
      results,
    });
  }
}

/** The facts and results that the attempts of one lister share. */
interface ListingContext {
  definitions: ReadonlyMap<string, JsonSchema>;
  cycles: ReferenceCycles;
  adapt: AdaptNode;
  renamed: Map<string, string> | undefined;
  results: Results;
}

/** One attempt to list one schema. */
class Listing {
  readonly #context: ListingContext;
  readonly #bounds: ListingBounds;
  /** Bytes that are left. A part that is merged with another one counts whole. */
  #left: number;
  /** Levels of recursion, including references and branches of `allOf`. */
  #nesting = 0;
  /** Recursive references above the node. They are not followed for ever where the depth is not bounded. */
  readonly #above: string[] = [];

  constructor(bounds: ListingBounds, context: ListingContext) {
    this.#bounds = bounds;
    this.#context = context;
    this.#left = bounds.bytes;
  }

  /** Returns `undefined` for a schema that is too large. */
  list(schema: JsonSchema): JsonSchema | undefined {
    return this.#try(() => this.#list(schema, this.#bounds.depth));
  }

  #try(list: () => JsonSchema): JsonSchema | undefined {
    const [nesting, above] = [this.#nesting, this.#above.length];
    try {
      return list();
    } catch (error) {
      if (error !== tooLarge) throw error;
      this.#nesting = nesting;
      this.#above.length = above;
      return undefined;
    }
  }

  #list(node: Json | undefined, depth: number): JsonSchema {
    const schema = asJsonObject(node);
    if (schema === undefined) return {};
    if (depth < 0 || this.#nesting > maximumNesting) return this.#open(schema);
    this.#nesting++;
    const result = this.#listNode(schema, depth);
    this.#nesting--;
    return result;
  }

  #listNode(schema: JsonObject, depth: number): JsonSchema {
    const reference = asString(schema['$ref']);
    if (reference === undefined) return this.#listKeywords(schema, depth);
    const target = this.#listReference(reference, depth);
    if (Object.keys(schema).length === 1) return target;
    const { $ref: _, ...siblings } = schema;
    return this.#context.adapt(mergeAllOf([this.#listKeywords(siblings, depth), target]));
  }

  #listReference(reference: string, depth: number): JsonSchema {
    const { cycles, results } = this.#context;
    const isTracked = depth === Infinity && cycles.isRecursive(reference);
    const inCycle = isTracked ? this.#above.filter((other) => cycles.isMutual(other, reference)) : [];
    const key = `${reference} ${depth} ${inCycle.toSorted().join(' ')}`;
    if (!results.has(key)) results.set(key, this.#listTarget(reference, depth, isTracked, inCycle));
    const target = results.get(key);
    if (target === undefined) throw tooLarge;
    this.#spend(target.size);
    return target.schema;
  }

  #listTarget(
    reference: string,
    depth: number,
    isTracked: boolean,
    inCycle: string[],
  ): SizedSchema | undefined {
    const target = this.#context.definitions.get(nameOf(reference)) ?? {};
    const isRepeated = inCycle.filter((other) => other === reference).length >= repetitions;
    const left = this.#left;
    // The result is used elsewhere too, so it may be as large as the whole.
    const { bytes } = this.#bounds;
    this.#left = bytes;
    if (isTracked) this.#above.push(reference);
    const schema = this.#try(() =>
      isRepeated ? this.#open(target, nameOf(reference)) : this.#list(target, depth),
    );
    if (isTracked) this.#above.pop();
    const size = bytes - this.#left;
    this.#left = left;
    return schema === undefined ? undefined : { schema, size };
  }

  /** Returns a schema that allows any value of the type. */
  #open(schema: JsonObject, name?: string): JsonSchema {
    const reference = asString(schema['$ref']);
    const target = reference === undefined ? undefined : this.#context.definitions.get(nameOf(reference));
    const { title, enum: values } = { ...target, ...schema };
    const type = typeOf(schema, (other) => this.#context.definitions.get(nameOf(other)));
    const label = asString(title) ?? name ?? (reference === undefined ? undefined : nameOf(reference));
    const isNamed = this.#bounds.isTerse !== true && label !== undefined && values === undefined;
    const open = {
      ...(type === undefined ? {} : { type }),
      ...([type].flat().includes('array') ? { items: {} } : {}),
      ...(isNamed ? { description: label } : {}),
    };
    this.#spend(jsonSize(open) + 2);
    return this.#context.adapt(open);
  }

  #listKeywords(schema: JsonObject, depth: number): JsonSchema {
    const own = this.#listOwnKeywords(schema, depth);
    const parts = asArray(schema['allOf'])?.map((part) => this.#list(part, depth));
    const merged = parts === undefined ? own : mergeAllOf([own, ...parts]);
    return this.#context.adapt(withoutNullValue(requireDeclared(merged)));
  }

  #listOwnKeywords(given: JsonObject, depth: number): JsonSchema {
    const schema = stateExactly(given);
    const isTerse = this.#bounds.isTerse === true;
    const listInner = (node: Json | undefined): JsonSchema => this.#list(node, depth - 1);
    let result: JsonSchema = {};
    let isDescribed = false;
    let size = 3;
    for (const keyword of Object.keys(schema)) {
      const value = schema[keyword] ?? null;
      if (isTerse && annotations.has(keyword)) continue;
      if (!isTerse && described.has(keyword)) isDescribed = true;
      if (copied.has(keyword) && value !== 'binary') {
        result[keyword] = value;
        size += keyword.length + 4 + (typeof value === 'string' ? value.length + 2 : jsonSize(value));
      } else if (keyword === 'properties') result[keyword] = this.#listProperties(schema, depth - 1);
      else if (keyword === 'const') result['enum'] = [value];
      else if (objectKeywords.has(keyword) && this.#leavesOutProperties(schema)) continue;
      else if (arrayKeywords.has(keyword)) Object.assign(result, listItems(schema, listInner));
      else if (objectKeywords.has(keyword)) Object.assign(result, listAdditional(schema, listInner));
      else continue;
      size += wrapper;
    }
    if (result['items'] === undefined && includesType(schema, 'array')) result['items'] = {};
    this.#spend(size);
    const union = listUnion(schema, listInner);
    if (union !== undefined) {
      this.#spend(wrapper);
      // A union of one branch has keywords that stand beside it too.
      const isApart = Object.keys(union).every((keyword) => result[keyword] === undefined);
      result = isApart ? { ...result, ...union } : mergeAllOf([result, union]);
    }
    if (result['required'] !== undefined)
      result['required'] = asStrings(result['required']).map((name) => this.#listName(name));
    const description = isDescribed ? describeRest(schema) : undefined;
    if (description === undefined) return result;
    this.#spend(description.length + 16);
    return { ...result, description };
  }

  /** Returns true if properties are left out, which must not be taken for additional ones then. */
  #leavesOutProperties(schema: JsonObject): boolean {
    if (this.#bounds.isMinimal !== true) return false;
    const required = new Set(asStrings(schema['required']));
    return Object.keys(asJsonObject(schema['properties']) ?? {}).some((name) => !required.has(name));
  }

  #listProperties(schema: JsonObject, depth: number): JsonObject {
    const { isMinimal } = this.#bounds;
    const required = isMinimal === true ? asStrings(schema['required']) : [];
    const result: [string, JsonSchema][] = [];
    for (const [name, value] of Object.entries(asJsonObject(schema['properties']) ?? {})) {
      // A property that must be absent is not shown.
      if (isEmpty(value) || (isMinimal === true && !required.includes(name))) continue;
      this.#spend(name.length + 5);
      result.push([this.#listName(name), this.#list(value, depth)]);
    }
    return Object.fromEntries(result);
  }

  #listName(name: string): string {
    const { renamed } = this.#context;
    const listed = renamed === undefined ? name : listedPropertyName(name);
    if (listed !== name) renamed?.set(listed, name);
    return listed;
  }

  #spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw tooLarge;
  }
}

function nameOf(reference: string): string {
  return reference.slice('#/$defs/'.length);
}

/** Returns `anyOf` for a union of either kind, because clients misread `oneOf`. */
function listUnion(schema: JsonObject, list: (node: Json) => JsonSchema): JsonSchema | undefined {
  const { anyOf, oneOf } = schema;
  if (anyOf === undefined && oneOf === undefined) return undefined;
  const unions = [anyOf, oneOf].flatMap((value) => {
    const branches = asArray(value)?.filter((branch) => branch !== false);
    return branches === undefined || branches.length === 0 ? [] : [branches];
  });
  return mergeAllOf(unions.map((branches) => unionOf(branches.map(list))));
}
