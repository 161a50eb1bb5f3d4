import { OpenApiMcpError } from '../../errors.ts';
import { argumentsSchemaFor } from '../request/body/choose-content.ts';
import { isLongInteger, parseJson } from '../../json/exact-json.ts';
import { findNonFinite } from '../../json/non-finite.ts';
import { isWireObject } from '../../json/narrow.ts';
import {
  alternativesOf,
  isOptionalMember,
  memberAlternatives,
  typesOfAny,
} from '../../schema/schema-types.ts';
import type { Alternative } from '../../schema/schema-types.ts';
import type { JsonSchema, WireObject, WireValue } from '../../json/value.ts';
import type { ArgumentsSource } from '../request/body/choose-content.ts';
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
  const context: CoercionContext = { root, dropsNull, renamed };
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const required = schema['required'];
  const entries = Object.entries(given).flatMap(([name, value]): [string, WireValue][] => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return [[name, coerceValue(value, [], context, 0)]];
    const alternatives = alternativesOf(property, root);
    const isOptional = !Array.isArray(required) || !required.includes(name);
    if (value === null && isOptional && !typesOfAny(alternatives).has('null')) return [];
    return [[name, coerceValue(value, alternatives, context, 0)]];
  });
  for (const [name, value] of entries) refuseNonFinite(name, value);
  if (acceptsEmptyBody(operation, given, schema, root)) entries.push(['body', {}]);
  return Object.fromEntries(entries);
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
  /** The names of properties in the API, by those that are listed. */
  renamed: ReadonlyMap<string, string>;
}

function coerceValue(
  value: WireValue,
  alternatives: Alternative[],
  context: CoercionContext,
  depth: number,
): WireValue {
  if (depth > maximumDepth)
    throw new OpenApiMcpError(
      'ARGUMENTS_INVALID',
      `An argument is nested more than ${maximumDepth} levels deep; nothing was sent.`,
    );
  const types = typesOfAny(alternatives);
  const coerced = typeof value === 'string' && !types.has('string') ? coerceText(value, types) : value;
  if (Array.isArray(coerced)) {
    const items = memberAlternatives(alternatives, 'array', '', context.root);
    return coerced.map((item) => coerceValue(item, items, context, depth + 1));
  }
  if (typeof coerced === 'number') refuseRounded(coerced, alternatives);
  if (!isWireObject(coerced)) return coerced;
  const entries = Object.entries(coerced).flatMap(([listed, item]): [string, WireValue][] => {
    const key = context.renamed.get(listed) ?? listed;
    const members = memberAlternatives(alternatives, 'object', key, context.root);
    const isDropped =
      item === null &&
      context.dropsNull &&
      !typesOfAny(members).has('null') &&
      isOptionalMember(alternatives, key);
    return isDropped ? [] : [[key, coerceValue(item, members, context, depth + 1)]];
  });
  return Object.fromEntries(entries);
}

/** The JSON parser of the client or of the server has rounded such an integer, which may now be that of another thing. */
function refuseRounded(value: number, alternatives: Alternative[]): void {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return;
  const isInteger =
    alternatives.length > 0 &&
    alternatives.every((alternative) => alternative.some(({ type }) => type === 'integer'));
  if (!isInteger) return;
  throw new OpenApiMcpError(
    'ARGUMENTS_INVALID',
    `${value}: an integer beyond 2^53 may have been rounded; nothing was sent.`,
    { hint: 'Give it as text, in quotes, so that it keeps its digits.' },
  );
}

function coerceText(text: string, types: Set<string>): WireValue {
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
