import { asArray, asJsonObject, asString, asStrings } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import { eachSubschema } from '../schema/subschemas.ts';
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
}

/** The discriminating property, and its values in one subtype. */
interface DiscriminatorValues {
  property: string;
  values: string[];
}

/** More levels of inheritance than any person wrote. */
const maximumDepth = 50;

/** Reads the discriminators of one document. */
export function createDiscriminators(document: JsonObject): Discriminators {
  let known: Set<string> | undefined;

  /** References to schemas with subtypes of their own, any of whose values may stand in the property. */
  function bases(): Set<string> {
    known ??= findBases(document);
    return known;
  }

  function valuesFor(discriminator: JsonObject, reference: string): DiscriminatorValues | undefined {
    const property = asString(discriminator['propertyName']);
    if (property === undefined) return undefined;
    const mapped = Object.entries(asJsonObject(discriminator['mapping']) ?? {})
      .filter(([, target]) => target === reference || lastSegment(String(target)) === lastSegment(reference))
      .map(([name]) => name);
    const names = mapped.length > 0 ? mapped : [lastSegment(reference)];
    const declared = findProperty(document, resolveReference(document, reference), property, 0);
    if (declared === undefined || ![declared['type'] ?? 'string'].flat().includes('string')) return undefined;
    const allowed = declared['const'] === undefined ? asArray(declared['enum']) : [declared['const']];
    const possible = allowed === undefined ? names : names.filter((name) => allowed.includes(name));
    return possible.length === 0 || possible.length === allowed?.length
      ? undefined
      : { property, values: possible };
  }

  function inheritedValues(reference: string): DiscriminatorValues | undefined {
    if (bases().has(reference)) return undefined;
    const discriminator = inheritedDiscriminator(document, reference, 0);
    return discriminator === undefined ? undefined : valuesFor(discriminator, reference);
  }

  function constrainBranch(discriminator: JsonObject, branch: Json, source: Json | undefined): Json {
    const reference = asString(asJsonObject(source)?.['$ref']);
    const values = reference === undefined ? undefined : valuesFor(discriminator, reference);
    if (reference === undefined || values === undefined) return branch;
    return inheritedValues(reference)?.property === values.property
      ? branch
      : { allOf: [branch, valuesSchema(values)] };
  }

  return {
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
      if (own === undefined)
        return { ...schema, allOf: [...(asArray(schema['allOf']) ?? []), valuesSchema(values)] };
      return {
        ...schema,
        properties: { ...properties, [values.property]: { ...own, ...constOrEnum(values) } },
        required: [...new Set([...asStrings(schema['required']), values.property])],
      };
    },
  };
}

function valuesSchema(values: DiscriminatorValues): JsonSchema {
  return {
    type: 'object',
    properties: { [values.property]: constOrEnum(values) },
    required: [values.property],
  };
}

function constOrEnum({ values: [first, ...others] }: DiscriminatorValues): JsonSchema {
  return others.length === 0 ? { const: first ?? null } : { enum: [first ?? null, ...others] };
}

/** Returns the schema of a property that a schema declares or inherits, with references followed. */
function findProperty(
  document: JsonObject,
  node: Json | undefined,
  name: string,
  depth: number,
): JsonObject | undefined {
  const schema = follow(document, node, depth);
  if (schema === undefined) return undefined;
  const properties = asJsonObject(schema['properties']);
  if (properties !== undefined && Object.hasOwn(properties, name))
    return follow(document, properties[name], depth);
  for (const inherited of asArray(schema['allOf']) ?? []) {
    const property = findProperty(document, inherited, name, depth + 1);
    if (property !== undefined) return property;
  }
  return undefined;
}

function inheritedDiscriminator(
  document: JsonObject,
  reference: string,
  depth: number,
): JsonObject | undefined {
  const schema = follow(document, { $ref: reference }, depth);
  for (const inherited of asArray(schema?.['allOf']) ?? []) {
    const base = asString(asJsonObject(inherited)?.['$ref']);
    if (base === undefined) continue;
    const discriminator =
      asJsonObject(follow(document, inherited, depth)?.['discriminator']) ??
      inheritedDiscriminator(document, base, depth + 1);
    if (discriminator !== undefined) return discriminator;
  }
  return undefined;
}

function follow(document: JsonObject, node: Json | undefined, depth: number): JsonObject | undefined {
  let schema = asJsonObject(node);
  for (let step = depth; step < maximumDepth; step++) {
    const reference = asString(schema?.['$ref']);
    if (reference === undefined) return schema;
    schema = asJsonObject(resolveReference(document, reference));
  }
  return undefined;
}

/** Returns the references in the `allOf` of components. */
function findBases(document: JsonObject): Set<string> {
  const references = new Set<string>();
  const pending: Json[] = Object.values(
    asJsonObject(asJsonObject(document['components'])?.['schemas']) ?? {},
  );
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const schema = asJsonObject(node);
    if (schema === undefined) continue;
    for (const base of asArray(schema['allOf']) ?? []) {
      const reference = asString(asJsonObject(base)?.['$ref']);
      if (reference !== undefined) references.add(reference);
    }
    eachSubschema(schema, (subschema) => pending.push(subschema));
  }
  return references;
}

function lastSegment(reference: string): string {
  return reference.split('/').at(-1) ?? reference;
}
