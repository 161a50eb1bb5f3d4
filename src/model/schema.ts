import { keywordReaders, lawfulPattern } from './keyword.ts';
import { asArray, asObject, asString } from './node.ts';
import { createRecursionTest } from './recursion.ts';
import { childPointer, pointerSegments, resolvePointer } from './reference.ts';
import { schemaKeywords, schemaListKeywords, schemaMapKeywords } from './schema-positions.ts';
import type { SourceSchema } from './types.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject, JsonSchema } from '../runtime/types.ts';

/** readOnly properties are not asked for in requests, writeOnly ones not promised in responses (OpenAPI 3.1 §4.8.24). */
export type Direction = 'request' | 'response';

/** `inline`: references only where a schema is recursive; `definitions`: for every named schema. */
export type ReferenceMode = 'inline' | 'definitions';

/** A schema made lawful, with the definitions that its `#/$defs/…` references need. */
export interface ReadSchema {
  schema: JsonSchema;
  /** By name; empty where nothing is referred to. */
  definitions: Record<string, JsonSchema>;
}

/** Reads schemas of one document. Results share nodes: never change them. */
export interface SchemaReader {
  read(schema: SourceSchema, pointer: string, direction: Direction, mode: ReferenceMode): ReadSchema;
  /** Reads in `definitions` mode and adds to `pool` what it does not have yet; a pool has one direction. */
  readInto(
    pool: Map<string, JsonSchema>,
    schema: SourceSchema,
    pointer: string,
    direction: Direction,
  ): JsonSchema;
}

/** Deeper than any schema that a person wrote; below it everything is allowed. */
const maximumDepth = 100;

const annotations = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

interface Reading {
  direction: Direction;
  mode: ReferenceMode;
  /** References that stay as `$defs`. */
  uses: Set<string>;
  depth: number;
}

interface Target {
  schema: JsonSchema;
  uses: Set<string>;
}

export function createSchemaReader(document: JsonObject, reportFinding: Report): SchemaReader {
  const isRecursive = createRecursionTest(document);
  const targets = new Map<string, Target>();
  const definitionNames = new Map<string, string>();
  const takenNames = new Set<string>();
  const reported = new Set<string>();

  /** The same schema is read for both directions and in both modes: it is reported once. */
  const report: Report = (finding) => {
    const key = `${finding.pointer} ${finding.message}`;
    if (!reported.has(key)) reportFinding(finding);
    reported.add(key);
  };

  function read(
    schema: SourceSchema,
    pointer: string,
    direction: Direction,
    mode: ReferenceMode,
  ): ReadSchema {
    const definitions = new Map<string, JsonSchema>();
    const result = readWith(definitions, schema, pointer, { direction, mode });
    return { schema: result, definitions: Object.fromEntries(definitions) };
  }

  /** A definition that the pool has brought its own references along when it was added. */
  function readWith(
    pool: Map<string, JsonSchema>,
    schema: SourceSchema,
    pointer: string,
    { direction, mode }: Pick<Reading, 'direction' | 'mode'>,
  ): JsonSchema {
    const uses = new Set<string>();
    const result = readNode(schema, pointer, { direction, mode, uses, depth: 0 });
    for (const reference of uses) {
      const name = definitionName(reference);
      if (pool.has(name)) continue;
      const target = readTarget(reference, { direction, mode });
      pool.set(name, target.schema);
      for (const use of target.uses) uses.add(use);
    }
    return result;
  }

  function readTarget(reference: string, { direction, mode }: Pick<Reading, 'direction' | 'mode'>): Target {
    const key = `${direction} ${mode} ${reference}`;
    const known = targets.get(key);
    if (known !== undefined) return known;
    const uses = new Set<string>();
    const node = resolvePointer(document, reference) ?? true;
    const schema = readNode(node, reference.slice(1), { direction, mode, uses, depth: 0 });
    const target = { schema, uses };
    targets.set(key, target);
    return target;
  }

  function definitionName(reference: string): string {
    const known = definitionNames.get(reference);
    if (known !== undefined) return known;
    const base = (pointerSegments(reference).at(-1) ?? '').replace(/[^A-Za-z0-9_.-]+/g, '_') || 'schema';
    let name = base;
    for (let number = 2; takenNames.has(name); number++) name = `${base}_${number}`;
    definitionNames.set(reference, name);
    takenNames.add(name);
    return name;
  }

  function readNode(node: Json | undefined, pointer: string, reading: Reading): JsonSchema {
    if (node === true || node === undefined) return {};
    if (node === false) return { not: {} };
    const schema = asObject(node);
    if (schema === undefined || reading.depth > maximumDepth) {
      const message = schema === undefined ? 'a schema that is no object was dropped' : 'nested too deep';
      report({ kind: 'relaxed', pointer, message });
      return {};
    }
    const inner = { ...reading, depth: reading.depth + 1 };
    const reference = asString(schema['$ref']) ?? asString(schema['$dynamicRef']);
    return reference === undefined
      ? readKeywords(schema, pointer, inner)
      : readReference(reference, schema, pointer, inner);
  }

  /** Drafts up to 07 ignore what stands beside `$ref`, so it is merged in or moved around an `allOf`. */
  function readReference(
    reference: string,
    schema: JsonObject,
    pointer: string,
    reading: Reading,
  ): JsonSchema {
    const target = readReferenceTarget(reference, pointer, reading);
    const siblings = Object.keys(schema).length === 1 ? {} : readKeywords(schema, pointer, reading);
    if (Object.keys(siblings).length === 0) return target;
    if (Object.keys(siblings).every((keyword) => annotations.has(keyword)))
      return '$ref' in target ? { ...siblings, allOf: [target] } : { ...target, ...siblings };
    return { ...siblings, allOf: [target, ...(asArray(siblings['allOf']) ?? [])] };
  }

  function readReferenceTarget(reference: string, pointer: string, reading: Reading): JsonSchema {
    if (!targetExists(reference)) {
      const message = `reference ${JSON.stringify(reference)} leads to nothing`;
      report({ kind: 'relaxed', pointer, message });
      return {};
    }
    if (isRecursive(reference) || reading.mode === 'definitions') {
      reading.uses.add(reference);
      return { $ref: `#/$defs/${definitionName(reference)}` };
    }
    const target = readTarget(reference, reading);
    for (const use of target.uses) reading.uses.add(use);
    return target.schema;
  }

  function targetExists(reference: string): boolean {
    if (definitionNames.has(reference)) return true;
    return resolvePointer(document, reference) !== undefined;
  }

  function readKeywords(schema: JsonObject, pointer: string, reading: Reading): JsonSchema {
    const entries: [string, Json][] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      const place = childPointer(pointer, keyword);
      const result = readKeyword(keyword, value, place, reading);
      if (result !== undefined) entries.push([keyword, result]);
    }
    const result: JsonSchema = Object.fromEntries(entries);
    readTuple(schema, result, pointer, reading);
    readDependencies(schema, result, pointer, reading);
    hideProperties(schema, result, reading.direction);
    mendEnum(result, pointer);
    if (includesType(result, 'array') && result['items'] === undefined) result['items'] = {};
    if (result['examples'] === undefined && schema['example'] !== undefined)
      result['examples'] = [schema['example']];
    return result;
  }

  function readKeyword(keyword: string, value: Json, pointer: string, reading: Reading): Json | undefined {
    const reader = keywordReaders.get(keyword);
    if (reader !== undefined) return reader(value, (kind, message) => report({ kind, pointer, message }));
    if (
      keyword === 'unevaluatedItems' ||
      keyword === 'unevaluatedProperties' ||
      keyword === 'additionalItems'
    )
      return undefined;
    if (keyword === 'additionalProperties' && typeof value === 'boolean') return value;
    if (keyword === 'items' && Array.isArray(value)) return undefined;
    if (schemaKeywords.has(keyword)) return readNode(value, pointer, reading);
    if (keyword === '$defs' || keyword === 'definitions' || keyword === 'prefixItems') return undefined;
    if (schemaListKeywords.has(keyword)) return readList(keyword, value, pointer, reading);
    if (schemaMapKeywords.has(keyword)) return readMap(keyword, value, pointer, reading);
    return undefined;
  }

  function readList(keyword: string, value: Json, pointer: string, reading: Reading): Json[] | undefined {
    const list = asArray(value) ?? (asObject(value) === undefined ? [] : [value]);
    if (!Array.isArray(value) || list.length === 0)
      report({ kind: 'relaxed', pointer, message: `${keyword} is not a list of schemas` });
    return list.length === 0
      ? undefined
      : list.map((item, index) => readNode(item, childPointer(pointer, index), reading));
  }

  function readMap(keyword: string, value: Json, pointer: string, reading: Reading): JsonObject | undefined {
    const map = asObject(value);
    if (map === undefined) {
      report({ kind: 'relaxed', pointer, message: `${keyword} is not a map of schemas` });
      return undefined;
    }
    const entries = Object.entries(map).flatMap(([name, schema]): [string, JsonSchema][] => {
      const place = childPointer(pointer, name);
      const key = keyword === 'patternProperties' ? lawfulPattern(name) : name;
      if (key !== undefined) return [[key, readNode(schema, place, reading)]];
      report({
        kind: 'relaxed',
        pointer: place,
        message: `pattern ${JSON.stringify(name)} is not one of ECMA-262`,
      });
      return [];
    });
    return Object.fromEntries(entries);
  }

  /** Positions of a tuple mean different things to the drafts: any of its schemas may stand anywhere. */
  function readTuple(schema: JsonObject, result: JsonSchema, pointer: string, reading: Reading): void {
    const keyword = Array.isArray(schema['items']) ? 'items' : 'prefixItems';
    const tuple = asArray(schema[keyword]);
    if (tuple === undefined || tuple.length === 0) return;
    const rest = schema[keyword === 'items' ? 'additionalItems' : 'items'];
    const place = childPointer(pointer, keyword);
    const items = tuple.map((item, index) => readNode(item, childPointer(place, index), reading));
    const open = rest === undefined || rest === true;
    if (rest === false && result['maxItems'] === undefined) result['maxItems'] = tuple.length;
    const others = open || rest === false ? [] : [readNode(rest, pointer, reading)];
    result['items'] = open ? {} : { anyOf: [...items, ...others] };
  }

  /** `dependencies` of draft 07 is two keywords in 2020-12, which draft-07 readers pass over. */
  function readDependencies(schema: JsonObject, result: JsonSchema, pointer: string, reading: Reading): void {
    const dependencies = asObject(schema['dependencies']);
    if (dependencies === undefined) return;
    for (const [name, value] of Object.entries(dependencies)) {
      const keyword = Array.isArray(value) ? 'dependentRequired' : 'dependentSchemas';
      const place = childPointer(pointer, 'dependencies', name);
      const entry = Array.isArray(value) ? value : readNode(value, place, reading);
      result[keyword] = { ...asObject(result[keyword]), [name]: entry };
    }
  }

  function hideProperties(schema: JsonObject, result: JsonSchema, direction: Direction): void {
    const hidden = hiddenNames(schema, direction, 0);
    if (hidden.size === 0) return;
    const properties = asObject(result['properties']);
    if (properties !== undefined)
      result['properties'] = Object.fromEntries(
        Object.entries(properties).filter(([name]) => !hidden.has(name)),
      );
    withoutRequired(result, hidden);
    const branches = asArray(result['allOf']);
    if (branches !== undefined)
      result['allOf'] = branches.map((branch) => {
        const copy = { ...asObject(branch) };
        withoutRequired(copy, hidden);
        return copy;
      });
  }

  /** Names of properties that a direction does not have, also those that branches of `allOf` declare. */
  function hiddenNames(schema: JsonObject, direction: Direction, depth: number): Set<string> {
    const keyword = direction === 'request' ? 'readOnly' : 'writeOnly';
    const names = Object.entries(asObject(schema['properties']) ?? {}).flatMap(([name, property]) =>
      isMarked(property, keyword, 0) ? [name] : [],
    );
    const branches = depth > 8 ? [] : (asArray(schema['allOf']) ?? []);
    const inherited = branches.flatMap((branch) => {
      const target = follow(branch);
      return target === undefined ? [] : [...hiddenNames(target, direction, depth + 1)];
    });
    return new Set([...names, ...inherited]);
  }

  function isMarked(node: Json | undefined, keyword: 'readOnly' | 'writeOnly', depth: number): boolean {
    const schema = asObject(node);
    if (schema === undefined || depth > 8) return false;
    if (schema[keyword] === true) return true;
    const reference = asString(schema['$ref']);
    const target = reference === undefined ? undefined : resolvePointer(document, reference);
    return [target, ...(asArray(schema['allOf']) ?? [])].some((part) => isMarked(part, keyword, depth + 1));
  }

  function follow(node: Json): JsonObject | undefined {
    const schema = asObject(node);
    const reference = asString(schema?.['$ref']);
    return reference === undefined ? schema : asObject(resolvePointer(document, reference));
  }

  /** YAML reads `enum: [1, on]` as what it looks like, also under `type: string`. */
  function mendEnum(result: JsonSchema, pointer: string): void {
    const values = asArray(result['enum']);
    if (values === undefined || result['type'] !== 'string') return;
    const mended = values.map((value) =>
      typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
    );
    if (mended.every((value, index) => value === values[index])) return;
    report({ kind: 'repaired', pointer, message: 'values of a string enum are read as strings' });
    result['enum'] = [...new Set(mended)];
  }

  return {
    read,
    readInto: (pool, schema, pointer, direction) =>
      readWith(pool, schema, pointer, { direction, mode: 'definitions' }),
  };
}

function withoutRequired(schema: JsonSchema, hidden: Set<string>): void {
  const required = asArray(schema['required'])?.filter((name) => !hidden.has(String(name)));
  if (required === undefined) return;
  if (required.length > 0) schema['required'] = required;
  else delete schema['required'];
}

/** Whether `type` is, or contains, one of JSON Schema's types. */
export function includesType(schema: JsonSchema, type: string): boolean {
  const declared = schema['type'];
  return Array.isArray(declared) ? declared.includes(type) : declared === type;
}
