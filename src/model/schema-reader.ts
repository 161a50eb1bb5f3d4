import { createDefinitionNames } from './definition-names.ts';
import { createDiscriminators } from './discriminator.ts';
import { asJsonObject, asString } from '../json/narrow.ts';
import { mergeSiblings } from './merge-siblings.ts';
import { createExcludedProperties, withoutProperties } from './property-direction.ts';
import { createReferenceCycles } from './reference-cycles.ts';
import { unresolvedMessage } from './reference.ts';
import { referencePointer, resolveReference } from '../json/pointer.ts';
import { reportOnce } from './report-findings.ts';
import { createCompositionCycles } from './recursive-composition.ts';
import { readKeywords } from './read-keywords.ts';
import { referenceOf } from '../schema/subschemas.ts';
import type { DefinitionNames } from './definition-names.ts';
import type { Discriminators } from './discriminator.ts';
import type { Direction, ExcludedProperties } from './property-direction.ts';
import type { ReferenceCycles } from './reference-cycles.ts';
import type { CompositionCycles } from './recursive-composition.ts';
import type { SourceSchema } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

export type { Direction } from './property-direction.ts';

/** `inline`: references only where a schema is recursive or very deep; `definitions`: for every named schema. */
export type ReferenceMode = 'inline' | 'definitions';

/** A valid schema, with the definitions that its `#/$defs/…` references need. */
export interface ReadSchema {
  schema: JsonSchema;
  /** By name; empty if the schema has no references. */
  definitions: Record<string, JsonSchema>;
}

/**
 * The deepest level of a schema that is read, deeper than any that a person wrote: below it every value is allowed, and
 * a reference that would lead there is not inlined. So no walk over a result overflows the stack.
 */
const maximumDepth = 100;

/** The direction and mode of a reading. */
interface Purpose {
  direction: Direction;
  mode: ReferenceMode;
}

/** Facts collected while one schema is read. */
interface Collected {
  /** References that stay as `$defs`. */
  uses: Set<string>;
  /** Levels of the result. */
  height: number;
}

/** The state of reading one node. */
interface NodeReading extends Purpose {
  collected: Collected;
  /** Levels above this node in the schema that is read. */
  depth: number;
  /** Levels above that schema, if it is read because another one refers to it. */
  above: number;
  /** The named schema that this node is, or is an in-place subschema of. */
  named?: NamedSchema | undefined;
}

/** A schema that a reference leads to. */
interface NamedSchema {
  reference: string;
  /** True if the schema is read for a subtype, without the choices that lead back to the subtype. */
  isInherited: boolean;
}

/** The result of reading a named schema. */
interface ReadTarget extends Collected {
  schema: JsonSchema;
}

/** Reads the schemas of one document into the dialect that drafts 07 and 2020-12 share. Results share nodes and must not be changed. */
export class SchemaReader {
  readonly #document: JsonObject;
  readonly #report: Report;
  readonly #discriminators: Discriminators | undefined;
  readonly #cycles: ReferenceCycles;
  readonly #compositions: CompositionCycles;
  readonly #excludedProperties: ExcludedProperties;
  readonly #definitionName: DefinitionNames = createDefinitionNames();
  readonly #existing = new Set<string>();
  readonly #targets = byPurpose(() => new Map<string, ReadTarget>());
  readonly #inherited = byPurpose(() => new Map<string, ReadTarget>());
  /** Results of `read`: many operations refer to one parameter, and collecting all definitions of an entity takes long. */
  readonly #results = byPurpose(() => new Map<SourceSchema | string, ReadSchema>());

  /** `constrainsDiscriminators`: schemas state what their discriminator says, for readers that do not know the keyword. */
  constructor(
    document: JsonObject,
    report: Report,
    { constrainsDiscriminators = false }: { constrainsDiscriminators?: boolean } = {},
  ) {
    this.#document = document;
    // The same schema is read for both directions and in both modes.
    this.#report = reportOnce(report);
    this.#discriminators = constrainsDiscriminators ? createDiscriminators(document) : undefined;
    this.#cycles = createReferenceCycles(document);
    this.#compositions = createCompositionCycles(document);
    this.#excludedProperties = createExcludedProperties(document);
  }

  /** Returns the valid schema for a schema of the document, with its definitions. */
  read(schema: SourceSchema, pointer: string, direction: Direction, mode: ReferenceMode): ReadSchema {
    const results = this.#results[direction][mode];
    const key = bareReference(schema) ?? schema;
    const known = results.get(key);
    if (known !== undefined) return known;
    const definitions = new Map<string, JsonSchema>();
    const result = {
      schema: this.#readWith(definitions, schema, pointer, { direction, mode }),
      definitions: Object.fromEntries(definitions),
    };
    results.set(key, result);
    return result;
  }

  /** Reads a schema in `definitions` mode and adds missing definitions to `pool`; a pool has one direction. */
  readInto(
    pool: Map<string, JsonSchema>,
    schema: SourceSchema,
    pointer: string,
    direction: Direction,
  ): JsonSchema {
    return this.#readWith(pool, schema, pointer, { direction, mode: 'definitions' });
  }

  /** Reads a schema and adds its definitions to `pool`, whose definitions are complete with their own references. */
  #readWith(
    pool: Map<string, JsonSchema>,
    schema: SourceSchema,
    pointer: string,
    purpose: Purpose,
  ): JsonSchema {
    const collected: Collected = { uses: new Set(), height: 0 };
    const result = this.#readNode(schema, pointer, { ...purpose, collected, depth: 0, above: 0 });
    // The set grows while it is iterated.
    for (const reference of collected.uses) {
      const name = this.#definitionName(reference);
      if (pool.has(name)) continue;
      const target = this.#readTarget(reference, purpose, 0);
      pool.set(name, target.schema);
      for (const use of target.uses) collected.uses.add(use);
    }
    return result;
  }

  #readTarget(
    reference: string,
    { direction, mode }: Purpose,
    above: number,
    isInherited = false,
  ): ReadTarget {
    const results = (isInherited ? this.#inherited : this.#targets)[direction][mode];
    const known = results.get(reference);
    if (known !== undefined) return known;
    // A schema that inherits from itself gains nothing by that.
    if (isInherited) results.set(reference, { schema: {}, uses: new Set(), height: 0 });
    const collected: Collected = { uses: new Set(), height: 0 };
    const node = resolveReference(this.#document, reference) ?? true;
    const plain = this.#readNode(node, referencePointer(reference), {
      direction,
      mode,
      collected,
      depth: 0,
      above,
      named: { reference, isInherited },
    });
    const schema = isInherited ? plain : (this.#discriminators?.constrainSubtype(reference, plain) ?? plain);
    const target = { schema, ...collected };
    results.set(reference, target);
    return target;
  }

  #readNode(node: Json | undefined, pointer: string, reading: NodeReading): JsonSchema {
    if (node === true || node === undefined) return {};
    if (node === false) return { not: {} };
    const source = asJsonObject(node);
    if (source === undefined || reading.depth > maximumDepth) {
      const message =
        source === undefined
          ? 'a schema that is not an object was dropped'
          : 'the schema is nested too deeply';
      this.#report({ kind: 'relaxed', pointer, message });
      return {};
    }
    const { collected, depth, named } = reading;
    collected.height = Math.max(collected.height, depth + 1);
    const schema = named === undefined ? source : this.#breakCycle(source, named);
    const reference = referenceOf(schema);
    if (reference === undefined)
      return this.#excludeProperties(schema, this.#readKeywords(schema, pointer, reading), reading);
    const target = this.#readReference(reference, pointer, reading);
    if (Object.keys(schema).length === 1) return target;
    const merged = mergeSiblings(target, this.#readKeywords(schema, pointer, reading));
    return this.#excludeProperties(schema, merged, reading);
  }

  #breakCycle(schema: JsonObject, { reference, isInherited }: NamedSchema): JsonObject {
    return isInherited
      ? this.#compositions.withoutSubtypes(schema, reference)
      : this.#compositions.withoutOwnBranches(schema, reference);
  }

  #readKeywords(schema: JsonObject, pointer: string, reading: NodeReading): JsonSchema {
    const depth = reading.depth + 1;
    const readSubschema = (node: Json | undefined, place: string, isInPlace = false): JsonSchema =>
      this.#readNode(node, place, { ...reading, depth, named: isInPlace ? reading.named : undefined });
    const plain = readKeywords(schema, pointer, { readSubschema, report: this.#report });
    return this.#discriminators?.constrainBranches(schema, plain) ?? plain;
  }

  #excludeProperties(schema: JsonObject, result: JsonSchema, { direction }: NodeReading): JsonSchema {
    return withoutProperties(result, this.#excludedProperties(schema, direction));
  }

  #readReference(reference: string, pointer: string, reading: NodeReading): JsonSchema {
    const { collected, depth, above, mode, named } = reading;
    if (!this.#exists(reference)) {
      this.#report({ kind: 'relaxed', pointer, message: unresolvedMessage(reference) });
      return {};
    }
    const isInherited = named !== undefined && this.#compositions.isMutual(named.reference, reference);
    const isNear = above + depth <= maximumDepth;
    const isInlined = isInherited || (mode === 'inline' && isNear && !this.#cycles.isRecursive(reference));
    const target = isInlined
      ? this.#readTarget(reference, reading, above + depth + 1, isInherited)
      : undefined;
    if (target === undefined || (depth + target.height > maximumDepth && !isInherited)) {
      collected.uses.add(reference);
      return { $ref: `#/$defs/${this.#definitionName(reference)}` };
    }
    collected.height = Math.max(collected.height, depth + target.height);
    for (const use of target.uses) collected.uses.add(use);
    return target.schema;
  }

  #exists(reference: string): boolean {
    if (this.#existing.has(reference)) return true;
    if (resolveReference(this.#document, reference) === undefined) return false;
    this.#existing.add(reference);
    return true;
  }
}

/** Creates one value for each direction and mode. */
function byPurpose<Value>(create: () => Value): Record<Direction, Record<ReferenceMode, Value>> {
  return {
    request: { inline: create(), definitions: create() },
    response: { inline: create(), definitions: create() },
  };
}

/** Returns the reference of a schema that has no other keyword. */
function bareReference(schema: SourceSchema): string | undefined {
  const node = asJsonObject(schema);
  return node !== undefined && Object.keys(node).length === 1 ? asString(node['$ref']) : undefined;
}
