import { asJsonObject, isWireObject } from '../../../json/narrow.ts';
import { invalidValue } from './writing-context.ts';
import { plainText, writeText } from './write-text.ts';
import type { Content, WritingContext, WrittenContent } from './writing-context.ts';
import type { JsonObject, JsonSchema, WireObject, WireValue } from '../../../json/value.ts';

/** The attributes of an element, and its content: text and elements. */
interface Nodes {
  attributes: string[];
  content: string;
}

/** A schema, merged with the schemas that it refers to and composes. */
interface XmlSchema {
  /** The name of the component that the schema refers to. */
  component: string | undefined;
  xml: JsonObject;
  properties: Record<string, JsonSchema>;
  items: JsonSchema[];
  others: JsonSchema;
}

/**
 * Writes a value as an XML document. Names, attributes, wrappers and namespaces come from the XML Objects of the
 * schema, and node types from OpenAPI 3.2 (OpenAPI 3.1 §4.8.26, 3.2 §4.26). Text is returned as it is: a document
 * already.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID for values that XML cannot carry
 */
export async function writeXml(
  { mediaType, schema = {} }: Content,
  value: WireValue,
  context: WritingContext,
): Promise<WrittenContent> {
  return writeText(mediaType, documentOf(schema, value, context.path), context);
}

function documentOf(schema: JsonSchema, value: WireValue, path: string): string {
  if (typeof value === 'string') return value;
  const root = mergeSchema(schema, schema);
  const name = textOf(root.xml['name']) ?? root.component ?? 'root';
  // The items of a list at the root are named after their own schema (OpenAPI 3.2 §4.26.3).
  const [first] = root.items;
  const itemName = first === undefined ? name : (mergeSchema(first, schema).component ?? name);
  return element(name, value, root, schema, path, itemName);
}

function writeNodes(
  name: string,
  value: WireValue,
  schema: JsonSchema,
  root: JsonSchema,
  path: string,
): Nodes {
  const merged = mergeSchema(schema, root);
  const own = textOf(merged.xml['name']);
  switch (nodeType(merged.xml, value)) {
    case 'attribute':
      return value === null
        ? nothing
        : { attributes: attribute(own ?? name, value, merged, path), content: '' };
    case 'text':
      return content(escapeText(value, path));
    case 'cdata':
      return content(
        `<![CDATA[${checkCharacters(plainText(value), path).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
      );
    case 'none':
      return inner(name, value, merged, root, path);
    default:
      return content(element(own ?? name, value, merged, root, path));
  }
}

const nothing: Nodes = { attributes: [], content: '' };

function content(text: string): Nodes {
  return { attributes: [], content: text };
}

/** Returns the node type (OpenAPI 3.2 §4.26.2), or derives it from `attribute` and `wrapped` of earlier versions. */
function nodeType(xml: JsonObject, value: WireValue): string {
  const declared = textOf(xml['nodeType']);
  if (declared !== undefined) return declared;
  if (xml['attribute'] === true && !Array.isArray(value)) return 'attribute';
  return Array.isArray(value) && xml['wrapped'] !== true ? 'none' : 'element';
}

function element(
  name: string,
  value: WireValue,
  merged: XmlSchema,
  root: JsonSchema,
  path: string,
  itemName = name,
): string {
  const tag = qualified(name, merged.xml, path);
  const declared = namespace(merged.xml, true);
  if (value === null)
    return `<${[tag, ...declared, 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"', 'xsi:nil="true"'].join(' ')}/>`;
  const nodes = inner(itemName, value, merged, root, path);
  const attributes = [...new Set([...declared, ...nodes.attributes])];
  return `<${[tag, ...attributes].join(' ')}>${nodes.content}</${tag}>`;
}

/** Writes the content of an element: the items of a list, the properties of an object, or text. */
function inner(itemName: string, value: WireValue, merged: XmlSchema, root: JsonSchema, path: string): Nodes {
  if (Array.isArray(value))
    return join(
      value.map((item, index) => {
        const schema = merged.items[Math.min(index, merged.items.length - 1)] ?? {};
        return writeNodes(itemName, item, schema, root, `${path}[${index}]`);
      }),
    );
  if (isWireObject(value)) return members(value, merged, root, path);
  return value === null ? nothing : content(escapeText(value, path));
}

function members(value: WireObject, merged: XmlSchema, root: JsonSchema, path: string): Nodes {
  return join(
    Object.entries(value).map(([key, item]) => {
      const declared = Object.hasOwn(merged.properties, key) ? merged.properties[key] : undefined;
      return writeNodes(key, item, declared ?? merged.others, root, `${path}.${key}`);
    }),
  );
}

function join(nodes: Nodes[]): Nodes {
  return {
    attributes: nodes.flatMap(({ attributes }) => attributes),
    content: nodes.map((node) => node.content).join(''),
  };
}

function attribute(name: string, value: WireValue, { xml }: XmlSchema, path: string): string[] {
  const text = escapeText(value, path)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
  return [...namespace(xml, false), `${qualified(name, xml, path)}="${text}"`];
}

/** Declares the namespace. One without a prefix does not apply to attributes (Namespaces in XML §6.2). */
function namespace(xml: JsonObject, mayBeDefault: boolean): string[] {
  const uri = textOf(xml['namespace']);
  const prefix = textOf(xml['prefix']);
  if (uri === undefined || (prefix === undefined && !mayBeDefault)) return [];
  const text = uri.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return [prefix === undefined ? `xmlns="${text}"` : `xmlns:${prefix}="${text}"`];
}

function qualified(name: string, xml: JsonObject, path: string): string {
  const prefix = textOf(xml['prefix']);
  const tag = prefix === undefined ? name : `${prefix}:${name}`;
  if (/^[\p{L}_][\p{L}\p{N}\p{M}._-]*(:[\p{L}_][\p{L}\p{N}\p{M}._-]*)?$/u.test(tag)) return tag;
  throw invalidValue(path, `${JSON.stringify(tag)} is not a valid name of an XML element or attribute`);
}

/** Escapes text. A carriage return is escaped because it would be read as a line feed (XML §2.11). */
function escapeText(value: WireValue, path: string): string {
  return checkCharacters(value === null ? '' : plainText(value), path)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** Throws for characters that an XML document cannot contain in any form (XML 1.0 §2.2). */
function checkCharacters(text: string, path: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters to find
  const illegal = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.exec(text)?.[0];
  if (illegal === undefined) return text;
  throw invalidValue(path, `holds ${JSON.stringify(illegal)}, which XML cannot carry`);
}

/** The deepest nesting of references and compositions that is merged. */
const maximumDepth = 16;

/** Merges a schema with all that it refers to and composes. Closer schemas override farther ones. */
function mergeSchema(schema: JsonSchema, root: JsonSchema, depth = 0): XmlSchema {
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => schemasOf(schema[keyword]));
  const reference = textOf(schema['$ref'])?.slice('#/$defs/'.length);
  const target = reference === undefined ? undefined : definition(root, reference);
  const inherited =
    depth > maximumDepth
      ? []
      : [...(target === undefined ? [] : [target]), ...branches].map((branch) =>
          mergeSchema(branch, root, depth + 1),
        );
  const others =
    asJsonObject(schema['additionalProperties']) ?? inherited.find((merged) => merged.others)?.others;
  const items = [...schemasOf(schema['prefixItems']), ...schemasOf([schema['items'] ?? null])];
  return {
    component: reference,
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
    items: items.length > 0 ? items : (inherited.find((merged) => merged.items.length > 0)?.items ?? []),
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
