import { comment, literal, propertyKey } from './text.ts';
import type { Json, JsonSchema } from '../runtime/types.ts';

/** The name of the type that a `#/$defs/…` reference stands for. */
export type NameReference = (reference: string) => string;

const primitives: Record<string, string> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** Keywords that a type cannot hold, but its reader wants to know. */
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

/** The TypeScript type of a schema, as it stands at an indentation. */
export function typeText(schema: Json | undefined, nameOf: NameReference, indent = ''): string {
  if (
    schema === undefined ||
    schema === true ||
    typeof schema !== 'object' ||
    schema === null ||
    Array.isArray(schema)
  )
    return schema === false ? 'never' : 'unknown';
  if (typeof schema['$ref'] === 'string') return nameOf(schema['$ref']);
  if (schema['const'] !== undefined) return literalType(schema['const']);
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literalType));
  const parts = [
    ownType(schema, nameOf, indent),
    ...listOf(schema['allOf']).map((part) => typeText(part, nameOf, indent)),
    ...['anyOf', 'oneOf'].map((keyword) => {
      const branches = listOf(schema[keyword]);
      return branches.length === 0
        ? 'unknown'
        : union(branches.map((branch) => typeText(branch, nameOf, indent)));
    }),
  ].filter((part) => part !== 'unknown');
  return intersection(parts);
}

/** Whether a schema is printed as an interface: an object with properties and nothing beside. */
export function isInterface(schema: JsonSchema): boolean {
  return (
    (schema['type'] === 'object' || schema['type'] === undefined) &&
    schema['properties'] !== undefined &&
    Object.keys(schema['properties'] ?? {}).length > 0 &&
    ['$ref', 'const', 'enum', 'allOf', 'anyOf', 'oneOf', 'not'].every(
      (keyword) => schema[keyword] === undefined,
    )
  );
}

/** The type of `type`, `properties` and `items`, combinators aside. */
function ownType(schema: JsonSchema, nameOf: NameReference, indent: string): string {
  if (isFalse(schema['not'])) return 'never';
  const declared = schema['type'];
  const types = declared === undefined ? impliedTypes(schema) : [declared].flat().map(String);
  return types.length === 0
    ? 'unknown'
    : union(types.map((type) => singleType(type, schema, nameOf, indent)));
}

/** `{ not: {} }` is how a schema that takes nothing is written. */
function isFalse(not: Json | undefined): boolean {
  return typeof not === 'object' && not !== null && Object.keys(not).length === 0;
}

function impliedTypes(schema: JsonSchema): string[] {
  if (schema['properties'] !== undefined || schema['additionalProperties'] !== undefined) return ['object'];
  return schema['items'] === undefined ? [] : ['array'];
}

function singleType(type: string, schema: JsonSchema, nameOf: NameReference, indent: string): string {
  if (type === 'array') return `${grouped(typeText(schema['items'], nameOf, indent))}[]`;
  if (type === 'object') return objectType(schema, nameOf, indent);
  return primitives[type] ?? 'unknown';
}

/** The braces of an object type with its members, or a record where no member is known. */
export function objectType(schema: JsonSchema, nameOf: NameReference, indent: string): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const extra = schema['additionalProperties'];
  if (properties.length === 0) {
    if (extra === false) return 'Record<string, never>';
    return `Record<string, ${typeText(extra, nameOf, indent)}>`;
  }
  const required = new Set(listOf(schema['required']));
  const inner = `${indent}  `;
  const members = properties.map(([name, property]) => {
    const mark = required.has(name) ? '' : '?';
    return `${schemaComment(property, inner)}${inner}${propertyKey(name)}${mark}: ${typeText(property, nameOf, inner)};`;
  });
  // Members have types of their own, which an index signature of a narrower type would contradict.
  if (extra !== undefined && extra !== false) members.push(`${inner}[key: string]: unknown;`);
  return `{\n${members.join('\n')}\n${indent}}`;
}

/** What a schema says of itself, as TSDoc. */
export function schemaComment(schema: JsonSchema, indent: string): string {
  const description = typeof schema['description'] === 'string' ? schema['description'] : schema['title'];
  const notes = notedKeywords.flatMap((keyword) =>
    schema[keyword] === undefined ? [] : [`${keyword}: ${JSON.stringify(schema[keyword])}`],
  );
  return comment(
    [
      typeof description === 'string' ? description : undefined,
      notes.length === 0 ? undefined : notes.join(', '),
      schema['deprecated'] === true ? '@deprecated' : undefined,
    ],
    indent,
  );
}

function literalType(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(literalType).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return literal(value);
  const members = Object.entries(value).map(([name, item]) => `${propertyKey(name)}: ${literalType(item)}`);
  return members.length === 0 ? 'Record<string, never>' : `{ ${members.join('; ')} }`;
}

function union(types: string[]): string {
  if (types.includes('unknown')) return 'unknown';
  return (
    [...new Set(types)].map((type) => (type.includes(' & ') ? grouped(type) : type)).join(' | ') || 'never'
  );
}

function intersection(types: string[]): string {
  const distinct = [...new Set(types)];
  if (distinct.length < 2) return distinct[0] ?? 'unknown';
  return distinct.map(grouped).join(' & ');
}

/** In parentheses where an operator would bind the wrong part. */
function grouped(type: string): string {
  return /^[\w.]+$|^\{[^]*\}$|^'(?:[^'\\]|\\.)*'$|^Record<string, \w+>$/.test(type) &&
    !/\} [|&] \{/.test(type)
    ? type
    : `(${type})`;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
