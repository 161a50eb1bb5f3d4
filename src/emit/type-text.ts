import { getOwn } from '../json/get-own.ts';
import { comment, literal, propertyKey } from './typescript-text.ts';
import { asJsonObject } from '../json/narrow.ts';
import { declaredTypes } from '../schema/declared-types.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** Returns the name of the type for a `#/$defs/…` reference. */
export type NameReference = (reference: string) => string;

/** The text of a type, and its outermost operator. */
interface Printed {
  text: string;
  operator?: '|' | '&';
}

interface PrintContext {
  nameOf: NameReference;
  indent: string;
}

const unknown: Printed = { text: 'unknown' };

const primitives: Record<string, string> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** Keywords that a type cannot express; its comment names them. */
const notedKeywords = [
  'format',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'default',
];

/** Returns the TypeScript type of a schema, for the given indentation. */
export function typeText(schema: Json | undefined, nameOf: NameReference, indent = ''): string {
  return print(schema, { nameOf, indent }).text;
}

/** Returns true if a schema is printed as an interface: an object with properties and without combinators. */
export function isInterface(schema: JsonSchema): boolean {
  return (
    (schema['type'] === 'object' || schema['type'] === undefined) &&
    Object.keys(objectOf(schema['properties'])).length > 0 &&
    ['$ref', 'const', 'enum', 'allOf', 'anyOf', 'oneOf', 'not'].every(
      (keyword) => schema[keyword] === undefined,
    )
  );
}

function print(schema: Json | undefined, place: PrintContext): Printed {
  if (schema === false) return { text: 'never' };
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return unknown;
  if (typeof schema['$ref'] === 'string') return { text: place.nameOf(schema['$ref']) };
  if (schema['const'] !== undefined) return { text: literalType(schema['const']) };
  if (Array.isArray(schema['enum']))
    return union(schema['enum'].map((value) => ({ text: literalType(value) })));
  const choices = ['anyOf', 'oneOf']
    .map((keyword) => listOf(schema[keyword]))
    .filter(({ length }) => length > 0);
  const inherited = listOf(schema['allOf']);
  const isAlone = choices.length === 0 && inherited.length === 0;
  return intersection([
    ownType(schema, place, isAlone),
    ...inherited.map((part) => print(part, place)),
    ...choices.map((branches) => union(branches.map((branch) => print(branch, place)))),
  ]);
}

/** Returns the type of `type`, `properties` and `items`, without combinators. */
function ownType(schema: JsonSchema, place: PrintContext, isAlone: boolean): Printed {
  if (isFalse(schema['not'])) return { text: 'never' };
  const types = declaredTypes(schema) ?? impliedTypes(schema);
  const isBare = types.includes('object') && !objectKeywords.some((keyword) => schema[keyword] !== undefined);
  if (!isAlone && isBare && types.length === 1) return unknown;
  // An interface is not assignable to a Record, so an object without properties is `object` if other types are combined with it.
  return types.length === 0
    ? unknown
    : union(
        types.map((type) =>
          isBare && !isAlone && type === 'object' ? { text: 'object' } : singleType(type, schema, place),
        ),
      );
}

const objectKeywords = ['properties', 'additionalProperties', 'patternProperties', 'required'];

/** Returns true for the `not` of a schema that allows no value: `{ not: {} }`. */
function isFalse(not: Json | undefined): boolean {
  return typeof not === 'object' && not !== null && Object.keys(not).length === 0;
}

function impliedTypes(schema: JsonSchema): string[] {
  if (objectKeywords.some((keyword) => schema[keyword] !== undefined)) return ['object'];
  return schema['items'] === undefined && schema['prefixItems'] === undefined ? [] : ['array'];
}

function singleType(type: string, schema: JsonSchema, { nameOf, indent }: PrintContext): Printed {
  if (type === 'object') return { text: objectType(schema, nameOf, indent) };
  if (type !== 'array') return { text: getOwn(primitives, type) ?? 'unknown' };
  const place = { nameOf, indent };
  const positions = listOf(schema['prefixItems']);
  if (positions.length > 0) return tupleType(positions, schema, place);
  return { text: `${grouped(print(schema['items'], place))}[]` };
}

/** Returns the type of a tuple. Positions up to `minItems` must be there, and others follow unless the tuple is closed. */
function tupleType(positions: Json[], schema: JsonSchema, place: PrintContext): Printed {
  const { items, minItems, maxItems } = schema;
  const required = typeof minItems === 'number' ? minItems : 0;
  const allowed = positions.slice(0, typeof maxItems === 'number' ? maxItems : undefined);
  const members = allowed.map((position, index) =>
    index < required ? print(position, place).text : `${grouped(print(position, place))}?`,
  );
  const isClosed = isNever(items) || (typeof maxItems === 'number' && maxItems <= positions.length);
  const rest = isClosed ? [] : [`...${grouped(print(items, place))}[]`];
  return { text: `[${[...members, ...rest].join(', ')}]` };
}

function isNever(schema: Json | undefined): boolean {
  return schema === false || isFalse(objectOf(schema)['not']);
}

/** Returns an object type in braces with its members, or a record if no member is known. */
export function objectType(schema: JsonSchema, nameOf: NameReference, indent: string): string {
  const properties = Object.entries(objectOf(schema['properties']));
  const known = new Set(properties.map(([name]) => name));
  const required = new Set(listOf(schema['required']).filter((name) => typeof name === 'string'));
  // A required property may be declared elsewhere, or nowhere.
  const undeclared = [...required].filter((name) => !known.has(name));
  const others = otherProperties(schema);
  const inner = `${indent}  `;
  const othersType =
    others.length === 0
      ? undefined
      : union(others.map((other) => print(other, { nameOf, indent: inner }))).text;
  if (known.size === 0 && undeclared.length === 0) return recordType(schema, othersType);
  const members = properties.map(([name, property]) => {
    const mark = required.has(name) ? '' : '?';
    return `${schemaComment(objectOf(property), inner)}${inner}${propertyKey(name)}${mark}: ${typeText(property, nameOf, inner)};`;
  });
  for (const name of undeclared) members.push(`${inner}${propertyKey(name)}: unknown;`);
  // An index signature of a narrower type would contradict the types of the members.
  if (othersType !== undefined) members.push(`${inner}[key: string]: unknown;`);
  return `{\n${members.join('\n')}\n${indent}}`;
}

/** Returns the schemas of properties without a name. */
function otherProperties(schema: JsonSchema): Json[] {
  const additional = schema['additionalProperties'];
  return [
    // Names that are not allowed say nothing of the others, and an index signature is for all of them.
    ...Object.values(objectOf(schema['patternProperties'])).filter((property) => !isNever(property)),
    ...(additional === undefined || additional === false ? [] : [additional]),
  ];
}

/** Returns the type of an object without named properties. An alias can refer to itself in a member, but not in a Record (TS2456). */
function recordType(schema: JsonSchema, values: string | undefined): string {
  if (values === undefined)
    return schema['additionalProperties'] === false ? 'Record<string, never>' : 'Record<string, unknown>';
  return /^(unknown|never|string|number|boolean|null)(\[\])*$/.test(values)
    ? `Record<string, ${values}>`
    : `{ [key: string]: ${values} }`;
}

/** Returns the description of a schema as TSDoc. */
export function schemaComment(schema: JsonSchema, indent: string): string {
  const description = typeof schema['description'] === 'string' ? schema['description'] : schema['title'];
  const notes = notedKeywords.flatMap((keyword) =>
    schema[keyword] === undefined ? [] : [`${keyword}: ${JSON.stringify(schema[keyword])}`],
  );
  return comment(
    [
      typeof description === 'string' ? description : undefined,
      notes.length === 0 ? undefined : notes.join(', '),
    ],
    { indent, tags: schema['deprecated'] === true ? ['@deprecated'] : [] },
  );
}

function literalType(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(literalType).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return literal(value);
  const members = Object.entries(value).map(([name, item]) => `${propertyKey(name)}: ${literalType(item)}`);
  return members.length === 0 ? 'Record<string, never>' : `{ ${members.join('; ')} }`;
}

function union(types: Printed[]): Printed {
  const texts = new Set(types.map((type) => (type.operator === '&' ? grouped(type) : type.text)));
  if (texts.has('unknown')) return unknown;
  if (texts.size > 1) texts.delete('never');
  const [first = 'never', ...others] = texts;
  if (others.length > 0) return { text: [first, ...others].join(' | '), operator: '|' };
  return types.find(({ text }) => text === first) ?? { text: first };
}

function intersection(types: Printed[]): Printed {
  const distinct = new Map(types.filter(({ text }) => text !== 'unknown').map((type) => [type.text, type]));
  const [first = unknown, ...others] = distinct.values();
  if (others.length === 0) return first;
  return {
    text: [first, ...others].map((type) => (type.operator === '|' ? grouped(type) : type.text)).join(' & '),
    operator: '&',
  };
}

/** Returns a type in parentheses if it has an operator. */
function grouped({ text, operator }: Printed): string {
  return operator === undefined ? text : `(${text})`;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: Json | undefined): JsonObject {
  return asJsonObject(value) ?? {};
}
