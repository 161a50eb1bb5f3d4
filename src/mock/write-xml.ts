import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { followReference } from './follow-references.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Depth beyond which references and `allOf` are not followed. */
const maximumDepth = 16;

/** Writes a value as XML, by the `xml` objects of its schema (OpenAPI 3.1 §4.8.26). */
export function writeXml(document: JsonObject, schema: SourceSchema, value: Json): string {
  const root = resolveXml(document, schema);
  const element = writeElement(document, root.name ?? 'root', root, value);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element}\n`;
}

interface XmlSchema {
  schema: JsonObject;
  /** The XML object of the schema, or of the target of its reference. */
  xml: JsonObject;
  /** The element name from `xml.name`, or else from the reference to the schema. */
  name: string | undefined;
}

/** Resolves a schema with the properties of its reference and `allOf`. */
function resolveXml(document: JsonObject, node: Json | undefined, depth = 0): XmlSchema {
  const schema = asJsonObject(node) ?? {};
  const canFollow = depth < maximumDepth;
  const followed = canFollow ? followReference(document, schema) : undefined;
  const target = followed === undefined ? undefined : resolveXml(document, followed.target, depth + 1);
  const allOf = canFollow ? (asArray(schema['allOf']) ?? []) : [];
  const composed = allOf.map((part) => resolveXml(document, part, depth + 1));
  const properties = Object.assign(
    {},
    ...composed.map((part) => part.schema['properties'] ?? {}),
    target?.schema['properties'] ?? {},
    schema['properties'] ?? {},
  );
  const xml = asJsonObject(schema['xml']) ?? target?.xml ?? {};
  return {
    schema: { ...target?.schema, ...schema, properties },
    xml,
    name: asString(xml['name']) ?? followed?.reference.split('/').at(-1),
  };
}

function writeElement(document: JsonObject, name: string, { schema, xml }: XmlSchema, value: Json): string {
  const prefix = asString(xml['prefix']);
  const tag = `${prefix === undefined ? '' : `${prefix}:`}${toXmlName(name)}`;
  if (Array.isArray(value)) {
    const item = resolveXml(document, schema['items']);
    const items = value.map((entry) => writeElement(document, item.name ?? 'item', item, entry));
    return `<${tag}>${items.join('')}</${tag}>`;
  }
  if (typeof value !== 'object' || value === null)
    return `<${tag}>${value === null ? '' : escapeXml(String(value))}</${tag}>`;
  const properties = asJsonObject(schema['properties']) ?? {};
  const namespace = asString(xml['namespace']);
  let attributes = namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`;
  let content = '';
  for (const [key, entry] of Object.entries(value)) {
    const property = resolveXml(document, properties[key]);
    const propertyName = asString(property.xml['name']) ?? key;
    if (property.xml['attribute'] === true)
      attributes += ` ${toXmlName(propertyName)}="${escapeXml(String(entry))}"`;
    else if (Array.isArray(entry) && property.xml['wrapped'] !== true) {
      const item = resolveXml(document, property.schema['items']);
      const itemName = asString(item.xml['name']) ?? propertyName;
      content += entry.map((each) => writeElement(document, itemName, item, each)).join('');
    } else content += writeElement(document, propertyName, property, entry);
  }
  return `<${tag}${attributes}>${content}</${tag}>`;
}

function toXmlName(name: string): string {
  const valid = name.replace(/[^\w.-]+/g, '_');
  return /^[A-Za-z_]/.test(valid) ? valid : `_${valid}`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
