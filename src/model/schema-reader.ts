import { createDiscriminators } from './discriminator.ts';
import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { createExcludedProperties, withoutProperties } from './property-direction.ts';
import { createReferenceCycles } from './reference-cycles.ts';
import { parseReference, referencePointer, resolveReference } from '../json/pointer.ts';
import { reportOnce } from './report-findings.ts';
import { createCompositionCycles } from './recursive-composition.ts';
import { readKeywords } from './read-keywords.ts';
import { referenceOf } from '../schema/subschemas.ts';
import type { Direction } from './property-direction.ts';
import type { SourceSchema } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

export type { Direction } from './property-direction.ts';

/** `inline`: references only where a schema is recursive or very deep; `definitions`: for every named schema. */
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

/**
 * Deeper than any schema that a person wrote: below it everything is allowed, and a reference that would lead there is
 * not inlined. So no result is so deep that walking it overflows a stack.
 */
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

interface Manner {
  direction: Direction;
  mode: ReferenceMode;
}

/** What came up while one schema was read. */
interface Gathered {
  /** References that stay as `$defs`. */
  uses: Set<string>;
  /** Levels of the result. */
  height: number;
}

interface Reading extends Manner {
  gathered: Gathered;
  /** Levels above this node in the schema that is read. */
  depth: number;
  /** Levels above that schema, where it is read because another refers to it. */
  above: number;
  /** What this node is the whole of, where anything refers to that. */
  whole?: Whole | undefined;
}

interface Whole {
  reference: string;
  /** Read for what inherits from it: without choices that lead back there. */
  isInherited: boolean;
}

interface Target extends Gathered {
  schema: JsonSchema;
}

/** `isDiscriminating`: schemas say themselves what a discriminator says beside them, for those who read no other. */
export function createSchemaReader(
  document: JsonObject,
  reportFinding: Report,
  { isDiscriminating = false }: { isDiscriminating?: boolean } = {},
): SchemaReader {
  const discriminators = isDiscriminating ? createDiscriminators(document) : undefined;
  const { isRecursive } = createReferenceCycles(document);
  const rings = createCompositionCycles(document);
  const hiddenProperties = createExcludedProperties(document);
  const targets = byManner<Map<string, Target>>(() => new Map());
  const inherited = byManner<Map<string, Target>>(() => new Map());
  const existing = new Set<string>();
  // Many operations refer to one parameter; and gathering all that an entity reaches takes long.
  const wholes = byManner<Map<SourceSchema | string, ReadSchema>>(() => new Map());
  const definitionNames = new Map<string, string>();
  const takenNames = new Set(['__proto__']);
  // The same schema is read for both directions and in both modes.
  const report = reportOnce(reportFinding);

  function read(
    schema: SourceSchema,
    pointer: string,
    direction: Direction,
    mode: ReferenceMode,
  ): ReadSchema {
    const known = wholes[direction][mode];
    const key = plainReference(schema) ?? schema;
    const before = known.get(key);
    if (before !== undefined) return before;
    const definitions = new Map<string, JsonSchema>();
    const result = readWith(definitions, schema, pointer, { direction, mode });
    const whole = { schema: result, definitions: Object.fromEntries(definitions) };
    known.set(key, whole);
    return whole;
  }

  /** A definition that the pool has brought its own references along when it was added. */
  function readWith(
    pool: Map<string, JsonSchema>,
    schema: SourceSchema,
    pointer: string,
    manner: Manner,
  ): JsonSchema {
    const gathered: Gathered = { uses: new Set(), height: 0 };
    const result = readNode(schema, pointer, { ...manner, gathered, depth: 0, above: 0 });
    for (const reference of gathered.uses) {
      const name = definitionName(reference);
      if (pool.has(name)) continue;
      const target = readTarget(reference, manner, 0);
      pool.set(name, target.schema);
      for (const use of target.uses) gathered.uses.add(use);
    }
    return result;
  }

  function readTarget(
    reference: string,
    { direction, mode }: Manner,
    above: number,
    isInherited = false,
  ): Target {
    const results = (isInherited ? inherited : targets)[direction][mode];
    const known = results.get(reference);
    if (known !== undefined) return known;
    // What inherits from itself inherits nothing more by that.
    if (isInherited) results.set(reference, { schema: {}, uses: new Set(), height: 0 });
    const gathered: Gathered = { uses: new Set(), height: 0 };
    const node = resolveReference(document, reference) ?? true;
    const plain = readNode(node, referencePointer(reference), {
      direction,
      mode,
      gathered,
      depth: 0,
      above,
      whole: { reference, isInherited },
    });
    const schema = isInherited ? plain : (discriminators?.constrainSubtype(reference, plain) ?? plain);
    const target = { schema, ...gathered };
    results.set(reference, target);
    return target;
  }

  function definitionName(reference: string): string {
    const known = definitionNames.get(reference);
    if (known !== undefined) return known;
    const base = (parseReference(reference)?.at(-1) ?? '').replace(/[^A-Za-z0-9_.-]+/g, '_') || 'schema';
    let name = base;
    for (let number = 2; takenNames.has(name); number++) name = `${base}_${number}`;
    definitionNames.set(reference, name);
    takenNames.add(name);
    return name;
  }

  function readNode(node: Json | undefined, pointer: string, reading: Reading): JsonSchema {
    if (node === true || node === undefined) return {};
    if (node === false) return { not: {} };
    const source = asJsonObject(node);
    if (source === undefined || reading.depth > maximumDepth) {
      const message = source === undefined ? 'a schema that is no object was dropped' : 'nested too deep';
      report({ kind: 'relaxed', pointer, message });
      return {};
    }
    const { gathered, depth, whole } = reading;
    gathered.height = Math.max(gathered.height, depth + 1);
    const schema = whole === undefined ? source : withoutRing(source, whole);
    const reference = referenceOf(schema);
    if (reference === undefined) return hide(schema, readSiblings(schema, pointer, reading), reading);
    const target = readReference(reference, pointer, reading);
    if (Object.keys(schema).length === 1) return target;
    return hide(schema, join(target, readSiblings(schema, pointer, reading)), reading);
  }

  function withoutRing(schema: JsonObject, { reference, isInherited }: Whole): JsonObject {
    return isInherited
      ? rings.withoutSubtypes(schema, reference)
      : rings.withoutOwnBranches(schema, reference);
  }

  function readSiblings(schema: JsonObject, pointer: string, reading: Reading): JsonSchema {
    const depth = reading.depth + 1;
    const readSubschema = (node: Json | undefined, place: string, isWhole = false): JsonSchema =>
      readNode(node, place, { ...reading, depth, whole: isWhole ? reading.whole : undefined });
    const plain = readKeywords(schema, pointer, { readSubschema, report });
    return discriminators?.constrainBranches(schema, plain) ?? plain;
  }

  function hide(schema: JsonObject, result: JsonSchema, { direction }: Reading): JsonSchema {
    return withoutProperties(result, hiddenProperties(schema, direction));
  }

  function readReference(reference: string, pointer: string, reading: Reading): JsonSchema {
    const { gathered, depth, above, mode, whole } = reading;
    if (!targetExists(reference)) {
      const message = `reference ${JSON.stringify(reference)} leads to nothing`;
      report({ kind: 'relaxed', pointer, message });
      return {};
    }
    const isInherited = whole !== undefined && rings.isMutual(whole.reference, reference);
    const isNear = above + depth <= maximumDepth;
    const isInlined = isInherited || (mode === 'inline' && isNear && !isRecursive(reference));
    const target = isInlined ? readTarget(reference, reading, above + depth + 1, isInherited) : undefined;
    if (target === undefined || (depth + target.height > maximumDepth && !isInherited)) {
      gathered.uses.add(reference);
      return { $ref: `#/$defs/${definitionName(reference)}` };
    }
    gathered.height = Math.max(gathered.height, depth + target.height);
    for (const use of target.uses) gathered.uses.add(use);
    return target.schema;
  }

  function targetExists(reference: string): boolean {
    if (existing.has(reference)) return true;
    if (resolveReference(document, reference) === undefined) return false;
    existing.add(reference);
    return true;
  }

  return {
    read,
    readInto: (pool, schema, pointer, direction) =>
      readWith(pool, schema, pointer, { direction, mode: 'definitions' }),
  };
}

/** One for each way to read. */
function byManner<Value>(create: () => Value): Record<Direction, Record<ReferenceMode, Value>> {
  return {
    request: { inline: create(), definitions: create() },
    response: { inline: create(), definitions: create() },
  };
}

/** Drafts up to 07 ignore what stands beside `$ref`, so it is merged in or moved around an `allOf`. */
function join(target: JsonSchema, siblings: JsonSchema): JsonSchema {
  const keywords = Object.keys(siblings);
  if (keywords.length === 0) return target;
  if (!('$ref' in target) && keywords.every((keyword) => annotations.has(keyword)))
    return { ...target, ...siblings };
  return { ...siblings, allOf: [target, ...(asArray(siblings['allOf']) ?? [])] };
}

/** The reference of a schema that is nothing else. */
function plainReference(schema: SourceSchema): string | undefined {
  const node = asJsonObject(schema);
  return node !== undefined && Object.keys(node).length === 1 ? asString(node['$ref']) : undefined;
}
