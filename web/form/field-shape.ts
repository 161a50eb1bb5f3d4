import { isJsonObject } from '../../src/json/narrow.ts';
import type { Json, JsonObject, JsonSchema } from '../protocol/mcp-types.ts';

export type FieldKind =
  | 'object'
  | 'map'
  | 'array'
  | 'union'
  | 'enum'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'date'
  | 'date-time'
  | 'file'
  | 'text'
  | 'json';

/** A schema as the form shows it. */
export interface FieldShape {
  kind: FieldKind;
  schema: JsonSchema;
  isNullable: boolean;
  /** The alternatives of a union. */
  choices: JsonSchema[];
}

const maxDepth = 20;

/** Reads a schema for the form. References lead into the definitions of `root`. */
export function readShape(given: JsonSchema, root: JsonSchema): FieldShape {
  const schema = resolve(given, root, 0);
  const alternatives = alternativesOf(schema);
  const choices = alternatives.map((each) => resolve(each, root, 0)).filter(({ type }) => type !== 'null');
  const types = typesOf(schema);
  const isNullable = types.includes('null') || choices.length < alternatives.length;
  const [only] = choices;
  if (choices.length === 1 && only !== undefined) {
    const { anyOf: _any, oneOf: _one, ...rest } = schema;
    const inner = readShape({ ...only, ...describing(rest) }, root);
    return { ...inner, isNullable: isNullable || inner.isNullable };
  }
  if (choices.length > 1) return { kind: 'union', schema, isNullable, choices };
  const named = types.filter((type) => type !== 'null');
  if (named.length > 1 && schema['enum'] === undefined) {
    const { type: _, ...rest } = schema;
    return { kind: 'union', schema, isNullable, choices: named.map((type) => ({ ...rest, type })) };
  }
  return { kind: kindOf(schema, named[0]), schema, isNullable, choices: [] };
}

/** Returns the properties of an object with their schemas, the required ones first. */
export function propertiesOf(
  schema: JsonSchema,
): { name: string; schema: JsonSchema; isRequired: boolean }[] {
  const { properties, required } = schema;
  const needed = new Set(Array.isArray(required) ? required : []);
  const all = Object.entries(isJsonObject(properties) ? properties : {}).map(([name, value]) => ({
    name,
    schema: isJsonObject(value) ? value : {},
    isRequired: needed.has(name),
  }));
  return [...all.filter(({ isRequired }) => isRequired), ...all.filter(({ isRequired }) => !isRequired)];
}

/** Returns the schema of the items of an array, or of the values of a map. */
export function itemSchema(schema: JsonSchema, keyword: 'items' | 'additionalProperties'): JsonSchema {
  const value = schema[keyword];
  return isJsonObject(value) ? value : {};
}

/** Returns the value that a required field begins with. */
export function initialValue(given: JsonSchema, root: JsonSchema): Json | undefined {
  const { kind, schema, choices } = readShape(given, root);
  const { const: constant, enum: values } = schema;
  if (constant !== undefined) return constant;
  if (Array.isArray(values) && values.length === 1) return values[0];
  if (kind === 'union') return choices[0] && initialValue(choices[0], root);
  if (kind === 'array' || kind === 'map') return kind === 'array' ? [] : {};
  if (kind !== 'object') return undefined;
  const value: JsonObject = {};
  for (const { name, schema: property, isRequired } of propertiesOf(schema)) {
    const initial = isRequired ? initialValue(property, root) : undefined;
    if (initial !== undefined) value[name] = initial;
  }
  return value;
}

/** Returns the index of the alternative that fits a value best. */
export function choiceFor(choices: JsonSchema[], value: Json | undefined, root: JsonSchema): number {
  const scores = choices.map((choice) => scoreOf(choice, value, root));
  return Math.max(0, scores.indexOf(Math.max(...scores)));
}

/** Returns the name of an alternative. */
export function choiceName(choice: JsonSchema, index: number, root: JsonSchema): string {
  const { kind, schema } = readShape(choice, root);
  const { title, description } = schema;
  if (typeof title === 'string') return title;
  const fixed = propertiesOf(schema).flatMap(({ schema: { enum: values, const: constant } }) =>
    Array.isArray(values) && values.length === 1 ? values : (constant ?? []),
  );
  if (typeof fixed[0] === 'string') return fixed[0];
  if (typeof description === 'string' && description.length <= 40) return description;
  return kind === 'object' ? `object ${index + 1}` : kind;
}

function resolve(schema: JsonSchema, root: JsonSchema, depth: number): JsonSchema {
  const { $ref: reference, allOf, ...rest } = schema;
  if (depth > maxDepth) return rest;
  if (typeof reference === 'string') {
    const target = reference.startsWith('#/') ? at(root, reference) : undefined;
    return resolve({ ...target, ...rest }, root, depth + 1);
  }
  if (!Array.isArray(allOf)) return schema;
  return allOf
    .filter(isJsonObject)
    .map((part) => resolve(part, root, depth + 1))
    .reduce(mergeSchemas, rest);
}

function at(root: JsonSchema, reference: string): JsonSchema | undefined {
  const keys = reference
    .slice(2)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value: Json | undefined = root;
  for (const key of keys) value = isJsonObject(value) ? value[key] : undefined;
  return isJsonObject(value) ? value : undefined;
}

function mergeSchemas(one: JsonSchema, other: JsonSchema): JsonSchema {
  const merged = { ...other, ...one };
  if (isJsonObject(one['properties']) && isJsonObject(other['properties']))
    merged['properties'] = { ...other['properties'], ...one['properties'] };
  if (Array.isArray(one['required']) && Array.isArray(other['required']))
    merged['required'] = [...new Set([...one['required'], ...other['required']])];
  return merged;
}

function alternativesOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] {
  const list = anyOf ?? oneOf;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function typesOf({ type }: JsonSchema): string[] {
  return [type ?? []].flat().filter((name): name is string => typeof name === 'string');
}

function describing({ title, description, default: fallback }: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries({ title, description, default: fallback }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

function kindOf(schema: JsonSchema, type: string | undefined): FieldKind {
  const { properties, format, items } = schema;
  if (schema['enum'] !== undefined || schema['const'] !== undefined) return 'enum';
  if (type === 'object' || (type === undefined && isJsonObject(properties))) return objectKind(schema);
  if (type === 'array') return isJsonObject(items) ? 'array' : 'json';
  if (type === 'integer' || type === 'number' || type === 'boolean') return type;
  if ((type === 'string' || type === undefined) && isBytes(schema)) return 'file';
  if (type !== 'string') return 'json';
  return format === 'date' || format === 'date-time' ? format : 'text';
}

function objectKind({ properties, additionalProperties }: JsonSchema): FieldKind {
  if (isJsonObject(properties) && Object.keys(properties).length > 0) return 'object';
  return isJsonObject(additionalProperties) ? 'map' : 'json';
}

/** Returns true for a text that carries bytes. */
function isBytes({ contentEncoding, contentMediaType, format, description }: JsonSchema): boolean {
  if (contentEncoding === 'base64' || format === 'binary' || format === 'byte') return true;
  if (typeof contentMediaType === 'string' && !/json|xml|^text\//.test(contentMediaType)) return true;
  return typeof description === 'string' && description.includes('as base64 or as a data: URL');
}

function scoreOf(choice: JsonSchema, value: Json | undefined, root: JsonSchema): number {
  if (value === undefined) return 0;
  const { kind, schema } = readShape(choice, root);
  if (kind === 'enum') return allowedValues(schema).includes(value) ? 9 : 0;
  if (typeof value === 'string') return ['text', 'file', 'date', 'date-time'].includes(kind) ? 5 : 0;
  if (typeof value === 'number') return kind === 'number' || kind === 'integer' ? 5 : 0;
  if (typeof value === 'boolean') return kind === 'boolean' ? 5 : 0;
  if (Array.isArray(value)) return kind === 'array' ? 5 : 0;
  if (!isJsonObject(value)) return 0;
  if (kind !== 'object') return kind === 'map' || kind === 'json' ? 1 : 0;
  let score = 2;
  for (const { name, schema: property, isRequired } of propertiesOf(schema)) {
    if (Object.hasOwn(value, name)) {
      const { kind: own, schema: inner } = readShape(property, root);
      score += own === 'enum' ? (allowedValues(inner).includes(value[name] ?? null) ? 5 : -9) : 1;
    } else if (isRequired) score -= 1;
  }
  return score;
}

/** Returns the values of an enumeration. */
export function allowedValues({ enum: values, const: constant }: JsonSchema): Json[] {
  if (Array.isArray(values)) return values;
  return constant === undefined ? [] : [constant];
}
