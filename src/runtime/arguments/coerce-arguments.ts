import { OpenApiMcpError } from '../../errors.ts';
import { argumentsSchemaFor } from './schema-for-content.ts';
import { isLongInteger, parseJson } from '../../json/exact-json.ts';
import { schemaCapabilities } from '../../schema/capabilities.ts';
import { findNonFinite } from '../../json/non-finite.ts';
import { asArray, isWireObject } from '../../json/narrow.ts';
import {
  alternativesOf,
  areAllTypes,
  isOptionalMember,
  memberAlternatives,
  typesOfAny,
} from '../../schema/schema-types.ts';
import type { Alternative } from '../../schema/schema-types.ts';
import type { JsonSchema, WireObject, WireValue } from '../../json/value.ts';
import type { ArgumentsSource } from './arguments-schema.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** The maximumDepth nesting of an argument: deeper ones would overflow the stack of validators and writers. */
const maximumDepth = 500;

/** The parts of a descriptor in which the arguments that clients are shown differ from those of the API. */
type ListedDifferences = { method?: string } & Pick<
  OperationDescriptor,
  'nullMeansAbsent' | 'renamedProperties'
>;

/** Coerced arguments. An integer beyond 2^53 that was given as text is a bigint. */
export type Arguments = WireObject;

/**
 * Coerces arguments to the types of the schema where it leaves no doubt: JSON text to an object or list, numeric text
 * to a number, `true` and `false` to a boolean. Drops null for what is optional, and adds an empty object for a required
 * body that has no required properties. Gives properties their names in the API. Only values that the schema would refuse are coerced, at any depth.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID for nesting deeper than 500 levels, and for a number that JSON cannot hold
 */
export function coerceArguments(
  operation: ArgumentsSource & ListedDifferences,
  given: WireObject,
  definitions: Record<string, JsonSchema> = {},
): Arguments {
  const schema = argumentsSchemaFor(operation, given);
  const root = { $defs: definitions };
  // In a patch, null may be meant to clear a property (RFC 7396).
  const dropsNull = operation.method !== 'PATCH' || operation.nullMeansAbsent === true;
  const renamed = new Map(Object.entries(operation.renamedProperties ?? {}));
  const parsesAny = operation.nullMeansAbsent === true;
  const context: CoercionContext = { root, dropsNull, renamed, parsesAny };
  const propertyOf = propertiesOf(schema, root);
  const entries: [string, WireValue][] = [];
  for (const [name, value] of Object.entries(given)) {
    const { alternatives, types, isOptional } = propertyOf(name);
    if (value === null && isOptional && !types.has('null')) continue;
    const coerced = coerceValue(value, alternatives, types, context, 0);
    refuseNonFinite(name, coerced);
    entries.push([name, coerced]);
  }
  if (acceptsEmptyBody(operation, given, schema, root)) entries.push(['body', {}]);
  return Object.fromEntries(entries);
}

/** The facts of a property that its values are coerced by. */
interface CoercedProperty {
  alternatives: Alternative[];
  types: Set<string>;
  isOptional: boolean;
}

const unknownProperty: CoercedProperty = { alternatives: [], types: new Set(), isOptional: false };

/** The facts of properties, which are the same for each call of an operation. */
const propertiesBySchema = new WeakMap<JsonSchema, Map<string, CoercedProperty>>();

function propertiesOf(schema: JsonSchema, root: JsonSchema): (name: string) => CoercedProperty {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const required = asArray(schema['required']) ?? [];
  const known = propertiesBySchema.get(schema) ?? new Map<string, CoercedProperty>();
  propertiesBySchema.set(schema, known);
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return unknownProperty;
    const alternatives = alternativesOf(property, root);
    const facts = { alternatives, types: typesOfAny(alternatives), isOptional: !required.includes(name) };
    known.set(name, facts);
    return facts;
  };
}

/** A number beyond all numbers would leave as `Infinity` in a path, and as `null` in a body. */
function refuseNonFinite(name: string, value: WireValue): void {
  const path = findNonFinite(value, name);
  if (path === undefined) return;
  throw new OpenApiMcpError(
    'ARGUMENTS_INVALID',
    `${path}: the number is too large to be sent exactly; nothing was sent.`,
    { hint: 'Give a number between -1.8e308 and 1.8e308.' },
  );
}

/**
 * Returns true if a required body was left out and can only be an empty object: the schema names properties, and
 * requires none. A PUT replaces the whole resource (RFC 9110 §9.3.4), so its body is never added.
 */
function acceptsEmptyBody(
  { method, body }: Pick<OperationDescriptor, 'body'> & { method?: string },
  given: WireObject,
  schema: JsonSchema,
  root: JsonSchema,
): boolean {
  if (body?.required !== true || Object.hasOwn(given, 'body') || method === 'PUT') return false;
  const property = (schema['properties'] as Record<string, JsonSchema> | undefined)?.['body'];
  const [alternative, ...others] = property === undefined ? [] : alternativesOf(property, root);
  if (alternative === undefined || others.length > 0) return false;
  const types = typesOfAny([alternative]);
  return (
    types.has('object') &&
    types.size === 1 &&
    alternative.some(namesProperties) &&
    !alternative.some(requiresProperties)
  );
}

function namesProperties({ properties }: JsonSchema): boolean {
  return Object.keys(properties ?? {}).length > 0;
}

function requiresProperties({ required, minProperties }: JsonSchema): boolean {
  return (Array.isArray(required) && required.length > 0) || Number(minProperties ?? 0) > 0;
}

/** The settings of coercing the arguments of one call. */
interface CoercionContext {
  root: JsonSchema;
  /** True if null for an optional property stands for one that is left out. */
  dropsNull: boolean;
  /** True if a property that takes any value is listed as JSON text. */
  parsesAny: boolean;
  /** The names of properties in the API, by those that are listed. */
  renamed: ReadonlyMap<string, string>;
}

function coerceValue(
  value: WireValue,
  alternatives: Alternative[],
  types: Set<string>,
  context: CoercionContext,
  depth: number,
): WireValue {
  if (depth > maximumDepth)
    throw new OpenApiMcpError(
      'ARGUMENTS_INVALID',
      `An argument is nested more than ${maximumDepth} levels deep; nothing was sent.`,
    );
  const coerced = typeof value === 'string' ? coerceText(value, alternatives, types, context) : value;
  if (Array.isArray(coerced)) {
    const items = memberAlternatives(alternatives, 'array', '', context.root);
    const itemTypes = typesOfAny(items);
    return coerced.map((item) => coerceValue(item, items, itemTypes, context, depth + 1));
  }
  if (typeof coerced === 'number') refuseRounded(coerced, alternatives);
  if (!isWireObject(coerced)) return coerced;
  const entries = Object.entries(coerced).flatMap(([listed, item]): [string, WireValue][] => {
    const key = context.renamed.get(listed) ?? listed;
    const members = memberAlternatives(alternatives, 'object', key, context.root);
    const memberTypes = typesOfAny(members);
    const isDropped =
      item === null && context.dropsNull && !memberTypes.has('null') && isOptionalMember(alternatives, key);
    return isDropped ? [] : [[key, coerceValue(item, members, memberTypes, context, depth + 1)]];
  });
  return Object.fromEntries(entries);
}

/** The JSON parser of the client or of the server has rounded such an integer, which may now be that of another thing. */
function refuseRounded(value: number, alternatives: Alternative[]): void {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return;
  const numeric = alternatives.filter((alternative) => typesOfAny([alternative]).has('number'));
  const isInteger =
    numeric.length > 0 &&
    numeric.every((alternative) =>
      alternative.some(
        (schema) =>
          schema['type'] === 'integer' || schemaCapabilities.exactIntegers?.exactValues(schema) !== undefined,
      ),
    );
  if (!isInteger) return;
  throw new OpenApiMcpError(
    'ARGUMENTS_INVALID',
    `${value}: an integer beyond 2^53 may have been rounded; nothing was sent.`,
    { hint: 'Give it as text, in quotes, so that it keeps its digits.' },
  );
}

function coerceText(
  text: string,
  alternatives: Alternative[],
  types: Set<string>,
  { parsesAny }: CoercionContext,
): WireValue {
  const isStated = alternatives
    .flat()
    .some((schema) => schemaCapabilities.exactIntegers?.states(schema, text));
  if (isStated) return BigInt(text);
  if (types.has('string')) return parsesAny && areAllTypes(types) ? parseOr(text, text) : text;
  const trimmed = text.trim();
  if (types.has('number') && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed)) {
    const number = Number(trimmed);
    if (isLongInteger(trimmed)) return BigInt(trimmed);
    // A text that a number would round stays a text.
    return Number.isFinite(number) && normalizeDecimal(String(number)) === normalizeDecimal(trimmed)
      ? number
      : text;
  }
  if (types.has('boolean') && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true';
  const looksLikeJson =
    (types.has('object') && trimmed.startsWith('{')) || (types.has('array') && trimmed.startsWith('['));
  return looksLikeJson ? parseOr(trimmed, text) : text;
}

/** Returns the normal form of a numeric text, which is the same for `1.50`, `15e-1` and `1.5`. */
function normalizeDecimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([-+]?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/(?<!0)0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${sign}${significant}e${power}`;
}

function parseOr(text: string, otherwise: string): WireValue {
  try {
    return parseJson(text);
  } catch {
    return otherwise;
  }
}
