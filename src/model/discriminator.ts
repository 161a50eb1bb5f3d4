import { asArray, asJsonObject, asString, asStrings } from '../json/narrow.ts';
import {
  constOrEnum,
  inheritedDiscriminator,
  mappedNames,
  valuesFor,
  valuesSchema,
} from './discriminator-values.ts';
import { createSubtypes } from './subtypes.ts';
import type { DiscriminatorValues } from './discriminator-values.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/**
 * Writes into schemas what a Discriminator Object states beside them (OpenAPI 3.1 §4.8.25): the values of a property in
 * each subtype. Schemas that state it themselves, or that contradict the discriminator, stay as they are.
 */
export interface Discriminators {
  /** Returns the schema that was read from `source`, with each branch of its `oneOf` or `anyOf` limited to its values. */
  constrainBranches(source: JsonObject, schema: JsonSchema): JsonSchema;
  /** Returns the schema that was read for a reference, limited to its values if it inherits a discriminator. */
  constrainSubtype(reference: string, schema: JsonSchema): JsonSchema;
  /** Returns true if the schema that is read for a reference is limited to the values itself. */
  isConstrained(reference: string, values: DiscriminatorValues): boolean;
}

/**
 * Reads the discriminators of one document. `isForTypes`: types need the property in each subtype to tell the branches of a
 * union apart; a request with a subtype itself needs it only if the document says so.
 */
export function createDiscriminators(
  document: JsonObject,
  { isForTypes }: { isForTypes: boolean },
): Discriminators {
  const { subtypesOf } = createSubtypes(document);

  /** Returns true for a schema with subtypes of its own, any of whose values may stand in the property. */
  function isBase(reference: string): boolean {
    return subtypesOf(reference).length > 0;
  }

  function inheritedValues(reference: string): DiscriminatorValues | undefined {
    if (isBase(reference)) return undefined;
    const discriminator = inheritedDiscriminator(document, reference);
    if (discriminator === undefined) return undefined;
    if (!isForTypes && mappedNames(discriminator, reference).length === 0) return undefined;
    return valuesFor(document, discriminator, reference);
  }

  /** Returns true for a branch of kinds of its own, and for the one that all other values belong to (OpenAPI 3.2). */
  function isOpen({ defaultMapping }: JsonObject, reference: string): boolean {
    const isDefault =
      defaultMapping === reference || defaultMapping === reference.slice('#/components/schemas/'.length);
    return isDefault || isBase(reference);
  }

  function constrainBranch(discriminator: JsonObject, branch: Json, source: Json | undefined): Json {
    const reference = asString(asJsonObject(source)?.['$ref']);
    const values = reference === undefined ? undefined : valuesFor(document, discriminator, reference);
    if (reference === undefined || values === undefined) return branch;
    if (!isForTypes && isOpen(discriminator, reference)) return branch;
    return isConstrained(reference, values) ? branch : { allOf: [branch, valuesSchema(values)] };
  }

  function isConstrained(reference: string, { property }: DiscriminatorValues): boolean {
    return isForTypes && inheritedValues(reference)?.property === property;
  }

  return {
    isConstrained,
    constrainBranches(source, schema) {
      const discriminator = asJsonObject(source['discriminator']);
      if (discriminator === undefined) return schema;
      const constrained = ['oneOf', 'anyOf'].flatMap((keyword): [string, Json][] => {
        const [sources, branches] = [asArray(source[keyword]), asArray(schema[keyword])];
        if (sources === undefined || branches?.length !== sources.length) return [];
        return [
          [keyword, branches.map((branch, index) => constrainBranch(discriminator, branch, sources[index]))],
        ];
      });
      return constrained.length === 0 ? schema : { ...schema, ...Object.fromEntries(constrained) };
    },
    constrainSubtype(reference, schema) {
      const values = inheritedValues(reference);
      if (values === undefined) return schema;
      const properties = asJsonObject(schema['properties']);
      const own = asJsonObject(properties?.[values.property]);
      if (own === undefined) {
        const { required: _, ...optional } = valuesSchema(values);
        const added = isForTypes ? valuesSchema(values) : optional;
        return { ...schema, allOf: [...(asArray(schema['allOf']) ?? []), added] };
      }
      return {
        ...schema,
        properties: { ...properties, [values.property]: { ...own, ...constOrEnum(values) } },
        ...(isForTypes
          ? { required: [...new Set([...asStrings(schema['required']), values.property])] }
          : {}),
      };
    },
  };
}
