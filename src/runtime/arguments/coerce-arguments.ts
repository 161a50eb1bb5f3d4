import { OpenApiMcpError } from '../../errors.ts';
import { inputSchemaFor } from '../request/body/choose-content.ts';
import { isLongInteger, parseJson } from '../../json/exact-json.ts';
import { mapValues } from '../../json/map-values.ts';
import { isWireObject } from '../../json/narrow.ts';
import { alternativesOf, memberAlternatives, typesOfAny } from '../../schema/schema-types.ts';
import type { Alternative } from '../../schema/schema-types.ts';
import type { JsonObject, JsonSchema, WireObject, WireValue } from '../../json/value.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** What is deeper would overflow the stack of those who check and write it. */
const deepest = 500;

/** Arguments as they go to the wire: an integer beyond 2^53 given as text is a bigint. */
export type Arguments = WireObject;

/**
 * Understands what clients send for what they mean, where the schema leaves no doubt: a JSON text for an object or a
 * list, a numeric text for a number, `true` for a boolean, null for an optional argument that was left out, nothing for a
 * body that nothing is asked of. Only values that the schema would refuse are read otherwise, at any depth.
 */
export function coerceArguments(
  operation: Pick<OperationDescriptor, 'inputSchema' | 'body'> & { method?: string },
  given: JsonObject,
): Arguments {
  const schema = inputSchemaFor(operation, given);
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  const required = schema['required'];
  const entries = Object.entries(given).flatMap(([name, value]): [string, WireValue][] => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return [[name, value]];
    const alternatives = alternativesOf(property, schema);
    const isOptional = !Array.isArray(required) || !required.includes(name);
    if (value === null && isOptional && !typesOfAny(alternatives).has('null')) return [];
    return [[name, readValue(value, alternatives, schema, 0)]];
  });
  if (isEmptyBodyMeant(operation, given, schema)) entries.push(['body', {}]);
  return Object.fromEntries(entries);
}

/**
 * Whether a required body that was left out can only be the empty object: one whose properties are named, and none of
 * them required. A PUT replaces all that there is (RFC 9110 §9.3.4), so its body has to be given.
 */
function isEmptyBodyMeant(
  { method, body }: Pick<OperationDescriptor, 'body'> & { method?: string },
  given: JsonObject,
  schema: JsonSchema,
): boolean {
  if (body?.required !== true || Object.hasOwn(given, 'body') || method === 'PUT') return false;
  const property = (schema['properties'] as Record<string, JsonSchema> | undefined)?.['body'];
  const [alternative, ...others] = property === undefined ? [] : alternativesOf(property, schema);
  if (alternative === undefined || others.length > 0) return false;
  const types = typesOfAny([alternative]);
  return types.has('object') && types.size === 1 && alternative.some(hasNames) && !alternative.some(asks);
}

function hasNames({ properties }: JsonSchema): boolean {
  return Object.keys(properties ?? {}).length > 0;
}

function asks({ required, minProperties }: JsonSchema): boolean {
  return (Array.isArray(required) && required.length > 0) || Number(minProperties ?? 0) > 0;
}

function readValue(
  value: WireValue,
  alternatives: Alternative[],
  root: JsonSchema,
  depth: number,
): WireValue {
  if (depth > deepest)
    throw new OpenApiMcpError(
      'ARGUMENTS_INVALID',
      `An argument is nested more than ${deepest} levels deep; nothing was sent.`,
    );
  const types = typesOfAny(alternatives);
  const read = typeof value === 'string' && !types.has('string') ? readText(value, types) : value;
  if (Array.isArray(read)) {
    const items = memberAlternatives(alternatives, 'array', '', root);
    return read.map((item) => readValue(item, items, root, depth + 1));
  }
  if (isWireObject(read))
    return mapValues(read, (item, key) =>
      readValue(item, memberAlternatives(alternatives, 'object', key, root), root, depth + 1),
    );
  return read;
}

function readText(text: string, types: Set<string>): WireValue {
  const trimmed = text.trim();
  if (types.has('number') && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed)) {
    const number = Number(trimmed);
    if (isLongInteger(trimmed)) return BigInt(trimmed);
    // Digits that a number would lose are not for us to round.
    return Number.isFinite(number) && decimal(String(number)) === decimal(trimmed) ? number : text;
  }
  if (types.has('boolean') && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true';
  const looksRight =
    (types.has('object') && trimmed.startsWith('{')) || (types.has('array') && trimmed.startsWith('['));
  return looksRight ? parseOr(trimmed, text) : text;
}

/** The value that a numeric text writes, in one form: `1.50`, `15e-1` and `1.5` are alike. */
function decimal(text: string): string {
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
