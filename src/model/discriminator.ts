import { asArray, asJsonObject, asString, asStrings } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import { eachSubschema } from '../schema/subschemas.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/**
 * Says in a schema what a Discriminator Object says beside it (OpenAPI 3.1 §4.8.25): which text a property has in which
 * kind. Where the document says so itself, and where the two contradict, a schema stays as it is.
 */
export interface Discriminators {
  /** The schema as it was read, each kind of its `oneOf` or `anyOf` with the text that it goes by. */
  constrainBranches(source: JsonObject, schema: JsonSchema): JsonSchema;
  /** What a reference leads to as it was read, with the text that it goes by where it inherits a discriminator. */
  constrainSubtype(reference: string, schema: JsonSchema): JsonSchema;
}

/** The property, and the texts that it can have. */
interface DiscriminatorValues {
  property: string;
  names: string[];
}

/** More levels of inheritance than any person wrote. */
const maximumDepth = 50;

export function createDiscriminators(document: JsonObject): Discriminators {
  let known: Set<string> | undefined;

  /** A kind that has kinds of its own goes by any of their texts. */
  function parents(): Set<string> {
    known ??= findParents(document);
    return known;
  }

  function kindOf(discriminator: JsonObject, reference: string): DiscriminatorValues | undefined {
    const property = asString(discriminator['propertyName']);
    if (property === undefined) return undefined;
    const mapped = Object.entries(asJsonObject(discriminator['mapping']) ?? {})
      .filter(([, target]) => target === reference || lastSegment(String(target)) === lastSegment(reference))
      .map(([name]) => name);
    const names = mapped.length > 0 ? mapped : [lastSegment(reference)];
    const declared = declaredProperty(document, resolveReference(document, reference), property, 0);
    if (declared === undefined || ![declared['type'] ?? 'string'].flat().includes('string')) return undefined;
    const values = declared['const'] === undefined ? asArray(declared['enum']) : [declared['const']];
    const possible = values === undefined ? names : names.filter((name) => values.includes(name));
    return possible.length === 0 || possible.length === values?.length
      ? undefined
      : { property, names: possible };
  }

  function inheritedKind(reference: string): DiscriminatorValues | undefined {
    if (parents().has(reference)) return undefined;
    const discriminator = inheritedDiscriminator(document, reference, 0);
    return discriminator === undefined ? undefined : kindOf(discriminator, reference);
  }

  return {
    constrainBranches(source, schema) {
      const discriminator = asJsonObject(source['discriminator']);
      if (discriminator === undefined) return schema;
      const named = ['oneOf', 'anyOf'].flatMap((keyword): [string, Json][] => {
        const [sources, branches] = [asArray(source[keyword]), asArray(schema[keyword])];
        if (sources === undefined || branches?.length !== sources.length) return [];
        return [[keyword, branches.map((branch, index) => nameBranch(branch, sources[index]))]];
      });
      return named.length === 0 ? schema : { ...schema, ...Object.fromEntries(named) };

      function nameBranch(branch: Json, from: Json | undefined): Json {
        const reference = asString(asJsonObject(from)?.['$ref']);
        if (discriminator === undefined || reference === undefined) return branch;
        const kind = kindOf(discriminator, reference);
        const own = kind && inheritedKind(reference);
        return kind === undefined || own?.property === kind.property
          ? branch
          : { allOf: [branch, kindSchema(kind)] };
      }
    },
    constrainSubtype(reference, schema) {
      const kind = inheritedKind(reference);
      if (kind === undefined) return schema;
      const properties = asJsonObject(schema['properties']);
      const own = asJsonObject(properties?.[kind.property]);
      if (own === undefined)
        return { ...schema, allOf: [...(asArray(schema['allOf']) ?? []), kindSchema(kind)] };
      return {
        ...schema,
        properties: { ...properties, [kind.property]: { ...own, ...textOf(kind) } },
        required: [...new Set([...asStrings(schema['required']), kind.property])],
      };
    },
  };
}

function kindSchema(kind: DiscriminatorValues): JsonSchema {
  return { type: 'object', properties: { [kind.property]: textOf(kind) }, required: [kind.property] };
}

function textOf({ names: [first, ...others] }: DiscriminatorValues): JsonSchema {
  return others.length === 0 ? { const: first ?? null } : { enum: [first ?? null, ...others] };
}

/** A property as a schema has or inherits it, its references followed. */
function declaredProperty(
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
    const found = declaredProperty(document, inherited, name, depth + 1);
    if (found !== undefined) return found;
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
    const found =
      asJsonObject(follow(document, inherited, depth)?.['discriminator']) ??
      inheritedDiscriminator(document, base, depth + 1);
    if (found !== undefined) return found;
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

/** References that an `allOf` of a component has. */
function findParents(document: JsonObject): Set<string> {
  const found = new Set<string>();
  const pending: Json[] = Object.values(
    asJsonObject(asJsonObject(document['components'])?.['schemas']) ?? {},
  );
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const schema = asJsonObject(node);
    if (schema === undefined) continue;
    for (const part of asArray(schema['allOf']) ?? []) {
      const reference = asString(asJsonObject(part)?.['$ref']);
      if (reference !== undefined) found.add(reference);
    }
    eachSubschema(schema, (subschema) => pending.push(subschema));
  }
  return found;
}

function lastSegment(reference: string): string {
  return reference.split('/').at(-1) ?? reference;
}
