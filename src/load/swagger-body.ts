import type { JsonObject } from '../json/value.ts';
import { arrayStyle, takeSchema } from './swagger-parameter.ts';

const urlencoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data';

/** Whether a parameter is the body or a part of it (Swagger 2.0, Parameter Object). */
export function isBodyParameter(parameter: JsonObject): boolean {
  return parameter['in'] === 'body' || parameter['in'] === 'formData';
}

/** The request body that an operation's body and form parameters make; `shared` are its path item's. */
export function requestBodyOf(
  own: JsonObject[],
  shared: JsonObject[],
  consumes: string[] | undefined,
): JsonObject | undefined {
  const parameters = own.length > 0 ? [...own, ...shared.filter((entry) => !overrides(own, entry))] : shared;
  const body = parameters.find((parameter) => parameter['in'] === 'body');
  if (body !== undefined) return plainBody(body, consumes);
  const fields = parameters.filter((parameter) => typeof parameter['name'] === 'string');
  return fields.length > 0 ? formBody(fields, consumes) : undefined;
}

// An operation has one kind of body only: its own body leaves no room for its path item's form.
function overrides(own: JsonObject[], shared: JsonObject): boolean {
  if (own[0]?.['in'] === 'body' || shared['in'] === 'body') return true;
  return own.some((parameter) => parameter['name'] === shared['name']);
}

function plainBody(parameter: JsonObject, consumes: string[] | undefined): JsonObject {
  const { name: _name, in: _in, schema, ...rest } = parameter;
  const content: JsonObject = {};
  for (const mediaType of consumes ?? ['application/json']) {
    content[mediaType] = schema === undefined ? {} : { schema: structuredClone(schema) };
  }
  return { ...rest, content };
}

function formBody(fields: JsonObject[], consumes: string[] | undefined): JsonObject {
  const properties: JsonObject = {};
  const encoding: JsonObject = {};
  const required: string[] = [];
  let hasFile = false;
  for (const field of structuredClone(fields)) {
    const name = String(field['name']);
    const format = field['collectionFormat'];
    const schema = takeSchema(field);
    if (schema['type'] === 'file') hasFile = true;
    if (schema['type'] === 'array') encoding[name] = arrayStyle(format, 'formData');
    if (typeof field['description'] === 'string') schema['description'] = field['description'];
    const example = field['x-example'] ?? field['example'];
    if (example !== undefined) schema['example'] = example;
    if (field['required'] === true) required.push(name);
    properties[name] = schema;
  }
  const schema: JsonObject = { type: 'object', properties };
  if (required.length > 0) schema['required'] = required;
  const content: JsonObject = {};
  for (const mediaType of formTypes(consumes, hasFile)) {
    const entry: JsonObject = { schema: structuredClone(schema) };
    if (Object.keys(encoding).length > 0) entry['encoding'] = structuredClone(encoding);
    content[mediaType] = entry;
  }
  const body: JsonObject = { content };
  if (required.length > 0) body['required'] = true;
  return body;
}

/** Only multipart carries files; without a word on it a form is urlencoded. */
function formTypes(consumes: string[] | undefined, hasFile: boolean): string[] {
  if (hasFile) return [multipart];
  const declared = (consumes ?? []).filter(
    (type) => type.startsWith(multipart) || type.startsWith(urlencoded),
  );
  return declared.length > 0 ? declared : [urlencoded];
}
