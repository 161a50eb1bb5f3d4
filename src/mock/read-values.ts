import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** What a text or a structure of texts can be under a schema. */
export interface Shape {
  types: Set<string>;
  /** The schema with its parts, references followed. */
  parts: JsonSchema[];
  /** What references lead into. */
  root: JsonSchema;
}

const everything = ['string', 'number', 'boolean', 'null', 'object', 'array'];

/** All that a schema says, over references and unions. */
export function shapeOf(schema: JsonSchema, root: JsonSchema = schema): Shape {
  const parts = partsOf(schema, root);
  const declared = parts.flatMap(typesOf);
  return { parts, root, types: new Set(declared.length > 0 ? declared : everything) };
}

/** Each schema once, however many refer to it. */
function partsOf(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  const parts = new Set([schema]);
  for (const part of parts) {
    const reference = asString(part['$ref'])?.replace('#/$defs/', '');
    const target =
      reference === undefined ? undefined : asJsonObject(asJsonObject(root['$defs'])?.[reference]);
    const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => asArray(part[keyword]) ?? []);
    for (const found of [target, ...branches.map(asJsonObject)]) if (found !== undefined) parts.add(found);
  }
  return [...parts];
}

function typesOf(schema: JsonSchema): string[] {
  if (schema['type'] !== undefined)
    return [schema['type']].flat().map((type) => (type === 'integer' ? 'number' : String(type)));
  const values = schema['const'] === undefined ? asArray(schema['enum']) : [schema['const']];
  if (values !== undefined)
    return values.map((value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value));
  return schema['properties'] === undefined ? [] : ['object'];
}

/** Whether a structure is read as a list, as an object, or as one text. */
export function kindOf({ types }: Shape): 'array' | 'object' | 'text' {
  if (types.size === everything.length) return 'text';
  if (types.has('array')) return 'array';
  return types.has('object') ? 'object' : 'text';
}

export function propertyNames({ parts }: Shape): Set<string> {
  return new Set(parts.flatMap((part) => Object.keys(asJsonObject(part['properties']) ?? {})));
}

/** Whether other properties than the named ones may stand in an object. */
export function isOpen({ parts }: Shape): boolean {
  return !parts.some((part) => part['additionalProperties'] === false);
}

export function propertyShape(shape: Shape, name: string): Shape {
  const schemas = shape.parts.flatMap((part) => {
    const properties = asJsonObject(part['properties']) ?? {};
    const schema = Object.hasOwn(properties, name) ? properties[name] : part['additionalProperties'];
    const found = asJsonObject(schema);
    return found === undefined ? [] : [found];
  });
  return shapeOf(schemas.length === 1 ? (schemas[0] ?? {}) : { anyOf: schemas }, shape.root);
}

export function itemShape(shape: Shape): Shape {
  const schemas = shape.parts.flatMap((part) => {
    const found = asJsonObject(part['items']);
    return found === undefined ? [] : [found];
  });
  return shapeOf(schemas.length === 1 ? (schemas[0] ?? {}) : { anyOf: schemas }, shape.root);
}

/** The value that a text of the wire stands for. */
export function readText(text: string, shape: Shape): Json {
  const { types } = shape;
  if (types.has('number') && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && !isNamed(text, shape))
    return Number(text);
  if (types.has('boolean') && /^(true|false)$/.test(text) && !isNamed(text, shape)) return text === 'true';
  if (types.has('null') && !types.has('string') && (text === '' || text === 'null')) return null;
  if ((types.has('object') || types.has('array')) && /^\s*[{[]/.test(text)) return parseJson(text) ?? text;
  return text;
}

/** A text that an enum has is that text, and so is one where everything is allowed. */
function isNamed(text: string, { parts, types }: Shape): boolean {
  return (
    types.size === everything.length ||
    parts.some((part) => part['const'] === text || asArray(part['enum'])?.includes(text) === true)
  );
}

export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** An object from pairs of texts; a name that comes again makes a list. */
export function readPairs(pairs: [name: string, text: string][], shape: Shape): JsonObject {
  const names = new Set(pairs.map(([name]) => name));
  return Object.fromEntries(
    [...names].map((name): [string, Json] => {
      const texts = pairs.filter(([other]) => other === name).map(([, text]) => text);
      const property = propertyShape(shape, name);
      const [text = ''] = texts;
      if (kindOf(property) !== 'array') return [name, texts.length > 1 ? texts : readText(text, property)];
      const value = texts.length === 1 && /^\s*\[/.test(text) ? parseJson(text) : undefined;
      return [name, value ?? texts.map((item) => readText(item, itemShape(property)))];
    }),
  );
}
