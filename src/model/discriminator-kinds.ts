import { asJsonObject, asString } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import {
  declaredValues,
  inheritedDiscriminator,
  mappedNames,
  mappingOf,
  valuesFor,
} from './discriminator-values.ts';
import { inPlaceReferences } from './recursive-composition.ts';
import { createSubtypes, schemaReference } from './subtypes.ts';
import type { DiscriminatorValues } from './discriminator-values.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The most kinds of a base whose properties are shown in requests. The values of the others are allowed, with any properties. */
const maximumKinds = 10;

/** The most kinds whose values are listed. A base of more, from which half an API inherits, is read as it stands. */
const maximumValues = 60;

/** A schema that a reference to a base stands for, and the values of the discriminating property in it. */
export interface Kind {
  reference: string;
  values: DiscriminatorValues | undefined;
}

/** The kinds of bases: schemas with a discriminator that others inherit from through `allOf` (OpenAPI 3.1 §4.8.25). */
export interface DiscriminatorKinds {
  /** Returns the kinds that a reference to a base stands for; `undefined` for any other schema. */
  kindsOf(reference: string): Kind[] | undefined;
  /** Returns true for a base itself, and for one of its kinds. */
  isWithin(reference: string, base: string): boolean;
}

/**
 * Finds the kinds of the bases in one document, each at the first question about it. `isForTypes`: the properties of all
 * kinds are shown.
 */
export function createDiscriminatorKinds(
  document: JsonObject,
  { isForTypes = false }: { isForTypes?: boolean } = {},
): DiscriminatorKinds {
  const limit = isForTypes ? maximumValues : maximumKinds;
  const known = new Map<string, Kind[] | undefined>();
  const { subtypesOf, isWithin: inherits } = createSubtypes(document);
  const resolve = (reference: string): Json | undefined => resolveReference(document, reference);

  function kindsOf(base: string): Kind[] | undefined {
    if (!known.has(base)) known.set(base, findKinds(base));
    return known.get(base);
  }

  function findKinds(base: string): Kind[] | undefined {
    const schema = asJsonObject(resolve(base));
    // A base that lists its kinds needs no search for them.
    if (schema === undefined || schema['oneOf'] !== undefined || schema['anyOf'] !== undefined)
      return undefined;
    const own = asJsonObject(schema['discriminator']);
    const subtypes = subtypesOf(base);
    if (own === undefined && subtypes.length === 0) return undefined;
    const discriminator = own ?? inheritedDiscriminator(document, base);
    const property = asString(discriminator?.['propertyName']);
    if (discriminator === undefined || property === undefined) return undefined;
    const allowed = declaredValues(document, base, property);
    const targets = targetsOf(discriminator).filter((target) => own !== undefined || inherits(target, base));
    const all = [...new Set([...targets, ...subtypes])].filter((reference) => reference !== base);
    if (allowed === undefined || all.length === 0 || all.length > maximumValues) return undefined;
    if (all.some((reference) => leadsTo(reference, base))) return undefined;
    const kinds = all
      .filter((reference) => !isAbstract(discriminator, reference))
      .map((reference): Kind => ({ reference, values: valuesFor(document, discriminator, reference) }));
    const shown = kinds.slice(0, limit);
    const others = allowed === 'any' ? otherValues(base, discriminator, kinds.slice(limit)) : allowed;
    const claimed = new Set<Json>(
      shown.flatMap(
        ({ reference, values }) =>
          values?.values ?? [declaredValues(document, reference, property) ?? []].flat(),
      ),
    );
    const values = others.filter((value) => typeof value === 'string' && !claimed.has(value)).map(String);
    return values.length === 0 ? shown : [...shown, { reference: base, values: { property, values } }];
  }

  /** Returns the values of the base itself, of kinds that are not shown, and of those that the document lacks. */
  function otherValues(base: string, discriminator: JsonObject, hidden: Kind[]): string[] {
    const missing = Object.entries(mappingOf(discriminator)).flatMap(([name, target]) =>
      resolve(toReference(String(target))) === undefined ? [name] : [],
    );
    const own = isAbstract(discriminator, base) ? undefined : valuesFor(document, discriminator, base);
    return [...(own?.values ?? []), ...hidden.flatMap(({ values }) => values?.values ?? []), ...missing];
  }

  function targetsOf(discriminator: JsonObject): string[] {
    const targets = Object.values(mappingOf(discriminator)).map((target) => toReference(String(target)));
    return targets.filter((target) => resolve(target) !== undefined);
  }

  /** Returns true for a schema with subtypes that the mapping has no name for. */
  function isAbstract(discriminator: JsonObject, reference: string): boolean {
    const isMapped =
      Object.keys(mappingOf(discriminator)).length === 0 || mappedNames(discriminator, reference).length > 0;
    return !isMapped && subtypesOf(reference).length > 0;
  }

  /** Returns true if a choice in a kind can be the base again, or another of its bases: validation would not end. */
  function leadsTo(kind: string, base: string): boolean {
    const references = new Set(inPlaceReferences(resolve(kind), true));
    // The set grows while it is iterated.
    for (const reference of references) {
      if (reference === base || inherits(kind, reference)) return true;
      for (const other of inPlaceReferences(resolve(reference), false)) references.add(other);
    }
    return false;
  }

  return {
    kindsOf,
    isWithin: (reference, base) =>
      inherits(reference, base) || kindsOf(base)?.some((kind) => kind.reference === reference) === true,
  };
}

/** Returns the reference of a mapping, which may be the name of a schema. */
function toReference(target: string): string {
  return target.includes('#') ? target : schemaReference(target);
}
