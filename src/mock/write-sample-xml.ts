import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { followReference } from './locate.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A value as XML, by the `xml` objects of its schema (OpenAPI 3.1 §4.8.26). */
export function writeXml(document: JsonObject, schema: SourceSchema, value: Json): string {
  const root = resolve(document, schema, 0);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(document, root.name ?? 'root', root, value)}\n`;
}

interface XmlSchema {
  schema: JsonObject;
  xml: JsonObject;
  /** From `xml.name`, else from the reference that led here. */
  name: string | undefined;
}

function resolve(document: JsonObject, node: Json | undefined, depth: number): XmlSchema {
  const schema = asJsonObject(node) ?? {};
  const followed = depth < 16 ? followReference(document, schema) : undefined;
  const parts =
    depth < 16 ? (asArray(schema['allOf']) ?? []).map((part) => resolve(document, part, depth + 1)) : [];
  const target = followed === undefined ? undefined : resolve(document, followed.target, depth + 1);
  const all = [...parts, ...(target === undefined ? [] : [target])];
  const properties = Object.assign(
    {},
    ...all.map((part) => part.schema['properties'] ?? {}),
    schema['properties'] ?? {},
  );
  const xml = asJsonObject(schema['xml']) ?? target?.xml ?? {};
  return {
    schema: { ...target?.schema, ...schema, properties },
    xml,
    name: asString(xml['name']) ?? followed?.reference.split('/').at(-1),
  };
}

function element(document: JsonObject, name: string, { schema, xml }: XmlSchema, value: Json): string {
  const tag = `${asString(xml['prefix']) === undefined ? '' : `${String(xml['prefix'])}:`}${tagName(name)}`;
  if (Array.isArray(value)) {
    const item = resolve(document, schema['items'], 0);
    const items = value.map((entry) => element(document, item.name ?? 'item', item, entry)).join('');
    return `<${tag}>${items}</${tag}>`;
  }
  if (typeof value !== 'object' || value === null)
    return `<${tag}>${value === null ? '' : escape(String(value))}</${tag}>`;
  const properties = asJsonObject(schema['properties']) ?? {};
  let attributes =
    asString(xml['namespace']) === undefined ? '' : ` xmlns="${escape(String(xml['namespace']))}"`;
  let content = '';
  for (const [key, entry] of Object.entries(value)) {
    const property = resolve(document, properties[key], 0);
    const own = asString(property.xml['name']) ?? key;
    if (property.xml['attribute'] === true) attributes += ` ${tagName(own)}="${escape(String(entry))}"`;
    else if (Array.isArray(entry) && property.xml['wrapped'] !== true) {
      const item = resolve(document, property.schema['items'], 0);
      const itemName = asString(item.xml['name']) ?? own;
      content += entry.map((each) => element(document, itemName, item, each)).join('');
    } else content += element(document, own, property, entry);
  }
  return `<${tag}${attributes}>${content}</${tag}>`;
}

function tagName(name: string): string {
  const lawful = name.replace(/[^\w.-]+/g, '_');
  return /^[A-Za-z_]/.test(lawful) ? lawful : `_${lawful}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
