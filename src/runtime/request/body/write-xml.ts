import { asJsonObject, isWireObject } from '../../../json/narrow.ts';
import { wrongValue } from './writing-context.ts';
import { plainText, writeText } from './write-text.ts';
import type { Content, WritingContext, WrittenContent } from './writing-context.ts';
import type { JsonObject, JsonSchema, WireObject, WireValue } from '../../../json/value.ts';

/** Nodes that go into an element: attributes into its tag, text and elements between its tags. */
interface Nodes {
  attributes: string[];
  content: string;
}

/** A schema with its references and branches folded in. */
interface Shape {
  /** The component's name, where the schema refers to one. */
  component?: string;
  xml: JsonObject;
  properties: Record<string, JsonSchema>;
  items: JsonSchema[];
  others: JsonSchema;
}

/**
 * A value as an XML document: names, attributes, wrappers and namespaces as the schema's XML Objects say, types of nodes
 * as OpenAPI 3.2 has them (OpenAPI 3.1 §4.8.26, 3.2 §4.26). Text is a document already.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID for what XML cannot carry
 */
export async function writeXml(
  { mediaType, schema = {} }: Content,
  value: WireValue,
  context: WritingContext,
): Promise<WrittenContent> {
  return writeText(mediaType, documentOf(schema, value, context.place), context);
}

function documentOf(schema: JsonSchema, value: WireValue, place: string): string {
  if (typeof value === 'string') return value;
  const root = shapeOf(schema, schema);
  const name = textOf(root.xml['name']) ?? root.component ?? 'root';
  // Items of a list that is no property have the name of their own schema (OpenAPI 3.2 §4.26.3).
  const [first] = root.items;
  const itemName = first === undefined ? name : (shapeOf(first, schema).component ?? name);
  return element(name, value, root, schema, place, itemName);
}

function writeNodes(
  name: string,
  value: WireValue,
  schema: JsonSchema,
  root: JsonSchema,
  place: string,
): Nodes {
  const shape = shapeOf(schema, root);
  const own = textOf(shape.xml['name']);
  switch (nodeType(shape.xml, value)) {
    case 'attribute':
      return value === null
        ? nothing
        : { attributes: attribute(own ?? name, value, shape, place), content: '' };
    case 'text':
      return content(escapeText(value, place));
    case 'cdata':
      return content(`<![CDATA[${legal(plainText(value), place).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`);
    case 'none':
      return inner(name, value, shape, root, place);
    default:
      return content(element(own ?? name, value, shape, root, place));
  }
}

const nothing: Nodes = { attributes: [], content: '' };

function content(text: string): Nodes {
  return { attributes: [], content: text };
}

/** OpenAPI 3.2 §4.26.2; before, `attribute` and `wrapped`. */
function nodeType(xml: JsonObject, value: WireValue): string {
  const declared = textOf(xml['nodeType']);
  if (declared !== undefined) return declared;
  if (xml['attribute'] === true && !Array.isArray(value)) return 'attribute';
  return Array.isArray(value) && xml['wrapped'] !== true ? 'none' : 'element';
}

function element(
  name: string,
  value: WireValue,
  shape: Shape,
  root: JsonSchema,
  place: string,
  itemName = name,
): string {
  const tag = qualified(name, shape.xml, place);
  const declared = namespace(shape.xml, true);
  if (value === null)
    return `<${[tag, ...declared, 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"', 'xsi:nil="true"'].join(' ')}/>`;
  const nodes = inner(itemName, value, shape, root, place);
  const attributes = [...new Set([...declared, ...nodes.attributes])];
  return `<${[tag, ...attributes].join(' ')}>${nodes.content}</${tag}>`;
}

/** What stands in an element: items of a list, properties of an object, or text. */
function inner(itemName: string, value: WireValue, shape: Shape, root: JsonSchema, place: string): Nodes {
  if (Array.isArray(value))
    return join(
      value.map((item, index) => {
        const schema = shape.items[Math.min(index, shape.items.length - 1)] ?? {};
        return writeNodes(itemName, item, schema, root, `${place}[${index}]`);
      }),
    );
  if (isWireObject(value)) return members(value, shape, root, place);
  return value === null ? nothing : content(escapeText(value, place));
}

function members(value: WireObject, shape: Shape, root: JsonSchema, place: string): Nodes {
  return join(
    Object.entries(value).map(([key, item]) => {
      const declared = Object.hasOwn(shape.properties, key) ? shape.properties[key] : undefined;
      return writeNodes(key, item, declared ?? shape.others, root, `${place}.${key}`);
    }),
  );
}

function join(nodes: Nodes[]): Nodes {
  return {
    attributes: nodes.flatMap(({ attributes }) => attributes),
    content: nodes.map((node) => node.content).join(''),
  };
}

function attribute(name: string, value: WireValue, { xml }: Shape, place: string): string[] {
  const text = escapeText(value, place)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
  return [...namespace(xml, false), `${qualified(name, xml, place)}="${text}"`];
}

/** A prefix is declared where it is used; a namespace without one cannot name attributes (Namespaces in XML §6.2). */
function namespace(xml: JsonObject, mayBeDefault: boolean): string[] {
  const uri = textOf(xml['namespace']);
  const prefix = textOf(xml['prefix']);
  if (uri === undefined || (prefix === undefined && !mayBeDefault)) return [];
  const text = uri.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return [prefix === undefined ? `xmlns="${text}"` : `xmlns:${prefix}="${text}"`];
}

function qualified(name: string, xml: JsonObject, place: string): string {
  const prefix = textOf(xml['prefix']);
  const tag = prefix === undefined ? name : `${prefix}:${name}`;
  if (/^[\p{L}_][\p{L}\p{N}\p{M}._-]*(:[\p{L}_][\p{L}\p{N}\p{M}._-]*)?$/u.test(tag)) return tag;
  throw wrongValue(place, `${JSON.stringify(tag)} is no name for an XML element or attribute`);
}

/** A carriage return would be read as a line feed (XML §2.11). */
function escapeText(value: WireValue, place: string): string {
  return legal(value === null ? '' : plainText(value), place)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** XML 1.0 §2.2: some characters cannot stand in a document in any form. */
function legal(text: string, place: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters that are looked for
  const illegal = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.exec(text)?.[0];
  if (illegal === undefined) return text;
  throw wrongValue(place, `holds ${JSON.stringify(illegal)}, which XML cannot carry`);
}

const deepest = 16;

/** Branches of any kind may all describe the value: what they say of XML is taken together, nearest first. */
function shapeOf(schema: JsonSchema, root: JsonSchema, depth = 0): Shape {
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => schemasOf(schema[keyword]));
  const reference = textOf(schema['$ref'])?.slice('#/$defs/'.length);
  const target = reference === undefined ? undefined : definition(root, reference);
  const inherited =
    depth > deepest
      ? []
      : [...(target === undefined ? [] : [target]), ...branches].map((branch) =>
          shapeOf(branch, root, depth + 1),
        );
  const others =
    asJsonObject(schema['additionalProperties']) ?? inherited.find((shape) => shape.others)?.others;
  const items = [...schemasOf(schema['prefixItems']), ...schemasOf([schema['items'] ?? null])];
  return {
    ...(reference === undefined ? {} : { component: reference }),
    xml: Object.assign(
      {},
      ...inherited.toReversed().map(({ xml }) => xml),
      asJsonObject(schema['xml']),
    ) as JsonObject,
    properties: Object.assign(
      {},
      ...inherited.toReversed().map(({ properties }) => properties),
      asJsonObject(schema['properties']),
    ) as Record<string, JsonSchema>,
    items: items.length > 0 ? items : (inherited.find((shape) => shape.items.length > 0)?.items ?? []),
    others: others ?? {},
  };
}

function definition(root: JsonSchema, name: string): JsonSchema | undefined {
  const definitions = asJsonObject(root['$defs']) ?? {};
  return Object.hasOwn(definitions, name) ? asJsonObject(definitions[name]) : undefined;
}

function schemasOf(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.map(asJsonObject).filter((item) => item !== undefined) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
