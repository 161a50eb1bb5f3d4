import { asArray, asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import type { JsonObject, JsonSchema } from '../../json/value.ts';

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
  'anyOf',
]);

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

/**
 * Returns a node as OpenAI's Structured Outputs takes it: every object is closed, and every property is required, with null
 * for one that is left out. An object with names of the caller's choice is given as JSON text.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function adaptToStrictMode(node: JsonSchema): JsonSchema {
  const entries = Object.entries(node).filter(([keyword]) => known.has(keyword));
  const schema: JsonSchema = Object.fromEntries(entries);
  const format = asString(node['format']);
  if (format !== undefined && formats.has(format)) schema['format'] = format;
  const isObject = [node['type']].flat().includes('object') || node['properties'] !== undefined;
  if (isObject) return asClosedObject(schema, node);
  const isAnything =
    schema['type'] === undefined && schema['anyOf'] === undefined && schema['enum'] === undefined;
  return isAnything ? asJsonText(schema, 'Any value, as JSON text.') : schema;
}

function asClosedObject(schema: JsonSchema, node: JsonSchema): JsonSchema {
  const properties = asJsonObject(node['properties']);
  if (properties === undefined) return asJsonText(schema, 'An object, as JSON text.');
  const required = asStrings(node['required']);
  const entries = Object.entries(properties).map(([name, property]): [string, JsonSchema] => {
    const inner = asJsonObject(property) ?? {};
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

/** Arguments that are given as JSON text are parsed where no text is allowed. */
function asJsonText(schema: JsonSchema, note: string): JsonSchema {
  const description = asString(schema['description']);
  return { type: 'string', description: description === undefined ? note : `${description} ${note}` };
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
