import { omitUndefined } from '../../json/omit-undefined.ts';
import { asArray, asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import { mergeAllOf, unionOf } from './merge-all-of.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** Keywords that Structured Outputs knows and that are copied. */
const known = new Set([
  'type',
  'title',
  'description',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'items',
]);

/** Keywords that constrain a value. */
const constraints = new Set([...known].filter((keyword) => keyword !== 'title' && keyword !== 'description'));

/** Formats that Structured Outputs knows. */
const formats = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
]);

const anyValue = 'Any value, as JSON text.';

/**
 * Returns a node as OpenAI's Structured Outputs takes it: every object is closed, and every property is required, with null
 * for one that is left out. An object with names of the caller's choice is given as JSON text. A union has no constraints
 * beside it, since `@openai/agents` would send the tool without `strict`.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function adaptToStrictMode(node: JsonSchema): JsonSchema {
  const { anyOf, ...siblings } = node;
  const branches = asArray(anyOf);
  if (branches !== undefined) return asPlainUnion(siblings, branches);
  const entries = Object.entries(node).filter(([keyword]) => known.has(keyword));
  const schema: JsonSchema = Object.fromEntries(entries);
  const format = asString(node['format']);
  if (format !== undefined && formats.has(format)) schema['format'] = format;
  const isObject = [node['type']].flat().includes('object') || node['properties'] !== undefined;
  if (isObject) return asClosedObject(schema, node);
  if (isAnything(schema)) return asJsonText(schema, anyValue);
  const items = asJsonObject(schema['items']);
  return items !== undefined && isAnything(items)
    ? { ...schema, items: asJsonText(items, anyValue) }
    : schema;
}

/** Returns true for a node that states no type, which Structured Outputs refuses. */
function isAnything(schema: JsonSchema): boolean {
  return ['type', 'enum', 'anyOf'].every((keyword) => schema[keyword] === undefined);
}

/** Moves the constraints beside a union into its branches. A branch of other types is left out. */
function asPlainUnion({ title, description, ...siblings }: JsonSchema, branches: Json[]): JsonSchema {
  const labels = omitUndefined({ title, description });
  const hasProperties = siblings['properties'] !== undefined;
  const constrained = Object.entries(siblings).filter(([keyword]) => constraints.has(keyword));
  const own: JsonSchema = hasProperties ? adaptToStrictMode(siblings) : Object.fromEntries(constrained);
  const merged = branches
    .map((branch) => asJsonObject(branch) ?? {})
    .filter((branch) => haveCommonType(own, branch))
    .map((branch) => mergeAllOf([own, withoutAnyValues(branch, own)]));
  return merged.length === 0
    ? { ...adaptToStrictMode(siblings), ...labels }
    : { ...unionOf(merged), ...labels };
}

function haveCommonType(one: JsonSchema, other: JsonSchema): boolean {
  if (one['type'] === undefined || other['type'] === undefined) return true;
  const types = new Set([other['type']].flat());
  return [one['type']].flat().some((type) => types.has(type));
}

/** A branch may only require a property that is declared beside the union. */
function withoutAnyValues(branch: JsonSchema, own: JsonSchema): JsonSchema {
  const declared = asJsonObject(own['properties']) ?? {};
  const properties = asJsonObject(branch['properties']);
  if (properties === undefined) return branch;
  const entries = Object.entries(properties).filter(
    ([name, property]) =>
      !Object.hasOwn(declared, name) || asJsonObject(property)?.['description'] !== anyValue,
  );
  return { ...branch, properties: Object.fromEntries(entries) };
}

function asClosedObject(schema: JsonSchema, node: JsonSchema): JsonSchema {
  const properties = asJsonObject(node['properties']);
  if (properties === undefined) return asJsonText(schema, 'An object, as JSON text.');
  const required = asStrings(node['required']);
  const entries = Object.entries(properties).map(([name, property]): [string, JsonSchema] => {
    const inner = asJsonObject(property) ?? {};
    if (isAnything(inner)) return [name, asJsonText(inner, anyValue)];
    return [name, required.includes(name) ? inner : orNull(inner)];
  });
  return {
    ...schema,
    type: 'object',
    properties: Object.fromEntries(entries),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** Arguments that are given as JSON text are parsed where no text is allowed, and where any value is. */
function asJsonText(schema: JsonSchema, note: string): JsonSchema {
  const description = asString(schema['description']);
  if (description === undefined) return { type: 'string', description: note };
  const sentence = /[.!?。]$/.test(description.trimEnd()) ? description : `${description}.`;
  return { type: 'string', description: `${sentence} ${note}` };
}

/** Adds null, which stands for a property that is left out. */
function orNull(schema: JsonObject): JsonObject {
  const { type, anyOf, enum: values } = schema;
  const branches = asArray(anyOf);
  if (branches !== undefined) {
    const hasNull = branches.some((branch) => asJsonObject(branch)?.['type'] === 'null');
    return hasNull ? schema : { ...schema, anyOf: [...branches, { type: 'null' }] };
  }
  if (values !== undefined || type === undefined) return { anyOf: [schema, { type: 'null' }] };
  const types = [type].flat();
  return types.includes('null') ? schema : { ...schema, type: [...types, 'null'] };
}
