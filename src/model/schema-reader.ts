import { createDefinitionNames } from './definition-names.ts';
import { createDiscriminators } from './discriminator.ts';
import { createDiscriminatorKinds } from './discriminator-kinds.ts';
import { valuesSchema } from './discriminator-values.ts';
import { asJsonObject } from '../json/narrow.ts';
import { mergeSiblings } from './merge-siblings.ts';
import { createExcludedProperties, withoutProperties } from './property-direction.ts';
import { unresolvedMessage } from './reference.ts';
import { childPointer, referencePointer, resolveReference } from '../json/pointer.ts';
import { reportOnce } from './report-findings.ts';
import { createClosedCompositions } from './closed-compositions.ts';
import { createContradictedFormats } from './contradicted-formats.ts';
import { createCompositionCycles } from './recursive-composition.ts';
import { impossibleComposition, relaxComposition } from './impossible-compositions.ts';
import { readKeywords } from './read-keywords.ts';
import { relaxContradictions } from './relax-contradictions.ts';
import type { SubschemaRole } from './read-keywords.ts';
import { needsNullBranch, orNull } from './nullable.ts';
import { referenceOf } from '../schema/subschemas.ts';
import type { DefinitionNames } from './definition-names.ts';
import type { Discriminators } from './discriminator.ts';
import type { DiscriminatorKinds } from './discriminator-kinds.ts';
import type { Direction, ExcludedProperties } from './property-direction.ts';
import type { ClosedCompositions } from './closed-compositions.ts';
import type { FindContradiction } from './contradicted-formats.ts';
import type { CompositionCycles } from './recursive-composition.ts';
import type { SourceSchema } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

export type { Direction } from './property-direction.ts';

/**
 * The deepest level of a schema that is read, deeper than any that a person wrote: below it every value is allowed. So no
 * walk over a result overflows the stack.
 */
const maximumDepth = 100;

/** The beginning of a reference to the choice of kinds that a base stands for, before the reference to the base. */
const kindsPrefix = 'kinds:';

/**
 * The readers that schemas state their discriminators for, because these do not know the keyword: types, which have no
 * other way to tell the branches of a union apart, or requests. A base stands for any of its kinds: in types everywhere,
 * else in requests only.
 */
export type DiscriminatorReaders = 'types' | 'requests';

/** The beginning of a reference to a schema that is read open, before the reference to the schema. */
const openPrefix = 'open:';

/** The state of reading one node. */
interface NodeReading {
  direction: Direction;
  /** Collects the references of the schema that is read. */
  uses: Set<string>;
  /** Levels above this node in the schema that is read. */
  depth: number;
  /** True for a part of a composition that is closed as a whole: it does not forbid properties itself. */
  isOpen?: boolean | undefined;
  /** The named schema that this node is, or is an in-place subschema of. */
  named?: NamedSchema | undefined;
}

/** A schema that a reference leads to. */
interface NamedSchema {
  reference: string;
  /** True if the schema is read for a subtype, without the choices that lead back to the subtype. */
  isInherited: boolean;
}

/** The result of reading a named schema, with the references in it. */
interface ReadTarget {
  schema: JsonSchema;
  uses: Set<string>;
}

/**
 * Reads the schemas of one document into JSON Schema 2020-12, in which values are checked. Each named schema is read once
 * for each direction, and referred to as `#/$defs/…`. Results share nodes and must not be changed.
 */
export class SchemaReader {
  readonly #document: JsonObject;
  readonly #report: Report;
  readonly #discriminators: Record<Direction, Discriminators | undefined>;
  readonly #kinds: DiscriminatorKinds | undefined;
  readonly #compositions: CompositionCycles;
  readonly #excludedProperties: ExcludedProperties;
  readonly #closed: ClosedCompositions;
  readonly #formatContradiction: FindContradiction;
  readonly #definitionName: DefinitionNames;
  readonly #isForTypes: boolean;
  /** References to the document by references to definitions. */
  readonly #references = new Map<string, string>();
  readonly #existing = new Set<string>();
  /** References whose schemas are being read. */
  readonly #pending = byDirection(() => new Set<string>());
  readonly #targets = byDirection(() => new Map<string, ReadTarget>());
  readonly #inherited = byDirection(() => new Map<string, ReadTarget>());
  readonly #definitions = byDirection(() => new Map<string, JsonSchema>());

  /** `discriminators`: the readers that schemas state their discriminators for, none by default. */
  constructor(
    document: JsonObject,
    report: Report,
    { discriminators }: { discriminators?: DiscriminatorReaders } = {},
  ) {
    this.#document = document;
    // The same schema is read for both directions.
    this.#report = reportOnce(report);
    const isForTypes = discriminators === 'types';
    this.#isForTypes = isForTypes;
    const constrained =
      discriminators === undefined ? undefined : createDiscriminators(document, { isForTypes });
    this.#discriminators = { request: constrained, response: isForTypes ? constrained : undefined };
    this.#kinds =
      discriminators === undefined ? undefined : createDiscriminatorKinds(document, { isForTypes });
    // The type of the name is the union of the kinds.
    this.#definitionName = createDefinitionNames((reference) =>
      isForTypes && this.#kinds?.kindsOf(reference) !== undefined ? 'Base' : '',
    );
    this.#compositions = createCompositionCycles(document);
    this.#excludedProperties = createExcludedProperties(document);
    this.#closed = createClosedCompositions(document);
    this.#formatContradiction = createContradictedFormats(document);
  }

  /** Returns the definitions by name that the schemas read so far refer to. */
  definitions(direction: Direction): ReadonlyMap<string, JsonSchema> {
    return this.#definitions[direction];
  }

  /** Returns the valid schema for a schema of the document, and adds the definitions that it needs. */
  read(schema: SourceSchema, pointer: string, direction: Direction): JsonSchema {
    const uses = new Set<string>();
    const result = this.#readNode(schema, pointer, { direction, uses, depth: 0 });
    const definitions = this.#definitions[direction];
    // The set grows while it is iterated.
    for (const reference of uses) {
      const name = this.#definitionName(reference);
      if (definitions.has(name)) continue;
      const target = this.#readTarget(reference, direction);
      definitions.set(name, target.schema);
      for (const use of target.uses) uses.add(use);
    }
    return result;
  }

  #readTarget(reference: string, direction: Direction, isInherited = false): ReadTarget {
    const results = (isInherited ? this.#inherited : this.#targets)[direction];
    const known = results.get(reference);
    if (known !== undefined) return known;
    if (reference.startsWith(kindsPrefix)) return this.#readKinds(reference, direction);
    // A schema that inherits from itself gains nothing by that.
    if (isInherited) results.set(reference, { schema: {}, uses: new Set() });
    if (!isInherited) this.#pending[direction].add(reference);
    const uses = new Set<string>();
    const isOpen = reference.startsWith(openPrefix);
    const source = isOpen ? reference.slice(openPrefix.length) : reference;
    const node = resolveReference(this.#document, source) ?? true;
    const named = { reference: source, isInherited };
    const reading = { direction, uses, depth: 0, named, isOpen };
    const plain = this.#readNode(node, referencePointer(source), reading);
    const schema = isInherited
      ? plain
      : (this.#discriminators[direction]?.constrainSubtype(source, plain) ?? plain);
    const target = { schema, uses };
    results.set(reference, target);
    this.#pending[direction].delete(reference);
    return target;
  }

  /** Reads the choice between the kinds of a base. It is made of references. */
  #readKinds(reference: string, direction: Direction): ReadTarget {
    const base = reference.slice(kindsPrefix.length);
    const uses = new Set<string>();
    const branches = (this.#kinds?.kindsOf(base) ?? []).map((kind): JsonSchema => {
      const schema = this.#refer(kind.reference, uses);
      const { values } = kind;
      const isStated =
        values === undefined ||
        this.#discriminators[direction]?.isConstrained(kind.reference, values) === true;
      return isStated ? schema : { allOf: [schema, valuesSchema(values)] };
    });
    const read = this.#readTarget(base, direction).schema;
    const described = ['title', 'description'].flatMap((keyword) =>
      read[keyword] === undefined ? [] : [[keyword, read[keyword]]],
    );
    const allowsNull = [read['type']].flat().includes('null');
    const anyOf = allowsNull ? [...branches, { type: 'null' }] : branches;
    const target = { schema: { ...Object.fromEntries(described), anyOf }, uses };
    this.#targets[direction].set(reference, target);
    return target;
  }

  /** Returns a reference to the definition of a schema. */
  #refer(reference: string, uses: Set<string>): JsonSchema {
    uses.add(reference);
    const $ref = `#/$defs/${this.#definitionName(reference)}`;
    this.#references.set($ref, reference);
    return { $ref };
  }

  /** Returns true for a base that stands for its kinds, unless it is read as a part of one of them. */
  #standsForKinds(reference: string, { direction, named }: NodeReading): boolean {
    const hasKinds = this.#isForTypes || direction === 'request';
    const kinds = hasKinds ? this.#kinds?.kindsOf(reference) : undefined;
    return kinds !== undefined && this.#kinds?.isWithin(named?.reference ?? '', reference) === false;
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
    const { named } = reading;
    const schema = named === undefined ? source : this.#breakCycle(source, named);
    const reference = referenceOf(schema);
    const isJoined = reading.isOpen !== true && this.#closed.areContradictory(schema);
    const inner = isJoined ? { ...reading, isOpen: true } : reading;
    const target = reference === undefined ? undefined : this.#readReference(reference, pointer, inner);
    if (target !== undefined && Object.keys(schema).length === 1) return target;
    const own = this.#readKeywords(this.#relaxFormat(schema, source, pointer), pointer, inner);
    const merged = target === undefined ? own : mergeSiblings(target, own);
    const reason = impossibleComposition(schema, this.#closed.partsOf);
    const possible = reason === undefined ? merged : this.#relaxComposition(merged, reason, pointer);
    const joined = isJoined && reason === undefined ? this.#close(possible, pointer) : possible;
    const read = this.#excludeProperties(schema, joined, reading.direction);
    if (!needsNullBranch(source, read)) return read;
    this.#report({ kind: 'repaired', pointer, message: 'nullable is read as a choice of null' });
    return orNull(read);
  }

  /** Returns a schema without a format that the document's own values do not satisfy. */
  #relaxFormat(schema: JsonObject, source: JsonObject, pointer: string): JsonObject {
    const value = this.#formatContradiction(source);
    if (value === undefined) return schema;
    const { format, ...rest } = schema;
    const message = `format ${String(format)} is not checked: the document's own value ${JSON.stringify(value)} does not satisfy it`;
    this.#report({ kind: 'relaxed', pointer: childPointer(pointer, 'format'), message });
    return rest;
  }

  /** Closes a composition of schemas that were read open. */
  #close(schema: JsonSchema, pointer: string): JsonSchema {
    const message = 'closed schemas that forbid the properties of each other are read as closed together';
    this.#report({ kind: 'repaired', pointer, message });
    return { ...schema, unevaluatedProperties: false };
  }

  /** Reads a composition that nothing fits as a choice of its parts. */
  #relaxComposition(schema: JsonSchema, reason: string, pointer: string): JsonSchema {
    const message = `${reason}: a value that fits one part of the composition is accepted`;
    this.#report({ kind: 'relaxed', pointer, message });
    return relaxComposition(schema);
  }

  #breakCycle(schema: JsonObject, { reference, isInherited }: NamedSchema): JsonObject {
    return isInherited
      ? this.#compositions.withoutSubtypes(schema, reference)
      : this.#compositions.withoutOwnBranches(schema, reference);
  }

  #readKeywords(schema: JsonObject, pointer: string, reading: NodeReading): JsonSchema {
    const depth = reading.depth + 1;
    const { named, isOpen } = reading;
    const readSubschema = (node: Json | undefined, place: string, role?: SubschemaRole): JsonSchema =>
      this.#readNode(node, place, {
        ...reading,
        depth,
        named: role === 'part' ? named : undefined,
        isOpen: role === undefined ? undefined : isOpen,
      });
    const plain = readKeywords(schema, pointer, { readSubschema, report: this.#report });
    const read = isOpen === true ? withoutClosedness(plain) : plain;
    relaxContradictions(read, (kind, message) => this.#report({ kind, pointer, message }));
    return this.#discriminators[reading.direction]?.constrainBranches(schema, read) ?? read;
  }

  #excludeProperties(schema: JsonObject, result: JsonSchema, direction: Direction): JsonSchema {
    return withoutProperties(result, this.#excludedProperties(schema, direction), (name) => {
      const reference = this.#references.get(name);
      if (reference === undefined || this.#pending[direction].has(reference)) return undefined;
      return this.#readTarget(reference, direction).schema;
    });
  }

  #readReference(reference: string, pointer: string, reading: NodeReading): JsonSchema {
    const { uses, direction, named } = reading;
    if (!this.#exists(reference)) {
      this.#report({ kind: 'relaxed', pointer, message: unresolvedMessage(reference) });
      return {};
    }
    if (this.#standsForKinds(reference, reading)) return this.#refer(`${kindsPrefix}${reference}`, uses);
    const isOpen =
      reading.isOpen === true && this.#closed.includeClosed(resolveReference(this.#document, reference));
    const target = isOpen ? `${openPrefix}${reference}` : reference;
    if (named === undefined || !this.#compositions.isMutual(named.reference, reference))
      return this.#refer(target, uses);
    const inherited = this.#readTarget(target, direction, true);
    for (const use of inherited.uses) uses.add(use);
    return inherited.schema;
  }

  #exists(reference: string): boolean {
    if (this.#existing.has(reference)) return true;
    if (resolveReference(this.#document, reference) === undefined) return false;
    this.#existing.add(reference);
    return true;
  }
}

/** Returns a schema that allows properties which it does not declare. */
function withoutClosedness({ additionalProperties, unevaluatedProperties, ...rest }: JsonSchema): JsonSchema {
  const kept = Object.entries({ additionalProperties, unevaluatedProperties }).flatMap(
    ([keyword, value]): [string, Json][] =>
      value === undefined || value === false ? [] : [[keyword, value]],
  );
  return kept.length === 0 ? rest : { ...rest, ...Object.fromEntries(kept) };
}

/** Creates one value for each direction. */
function byDirection<Value>(create: () => Value): Record<Direction, Value> {
  return { request: create(), response: create() };
}
