import type { JsonObject } from '../json/value.ts';
import { operationMethods } from '../http/method.ts';
import { asArray, isJsonObject } from '../json/narrow.ts';
import { ownMediaTypes } from './swagger-media-types.ts';
import { arrayStyle, extractSchema } from './swagger-parameter.ts';

const urlencoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data';

/** Returns true for a parameter that is the body or a form field (Swagger 2.0, Parameter Object). */
export function isBodyParameter(parameter: JsonObject): boolean {
  return parameter['in'] === 'body' || parameter['in'] === 'formData';
}

/**
 * Moves the body and form parameters of a path item and its operations into the request bodies of the operations, in place.
 * `consumes` are the media types of operations that declare none. Returns false if there are no such parameters.
 */
export function moveBodyParameters(
  pathItem: JsonObject,
  resolve: (parameter: JsonObject) => JsonObject,
  consumes: string[] | undefined,
): boolean {
  const shared = bodyParametersOf(pathItem, resolve);
  let isFound = shared.length > 0;
  for (const method of operationMethods) {
    const operation = pathItem[method];
    if (!isJsonObject(operation)) continue;
    const types = ownMediaTypes(operation['consumes'], consumes);
    const own = bodyParametersOf(operation, resolve);
    if (own.length > 0) isFound = true;
    const body = requestBodyOf(own, shared, types);
    removeBodyParameters(operation, resolve);
    if (body !== undefined && !('requestBody' in operation)) operation['requestBody'] = body;
    delete operation['consumes'];
  }
  removeBodyParameters(pathItem, resolve);
  return isFound;
}

function bodyParametersOf(
  { parameters }: JsonObject,
  resolve: (parameter: JsonObject) => JsonObject,
): JsonObject[] {
  return (asArray(parameters) ?? []).filter(isJsonObject).map(resolve).filter(isBodyParameter);
}

function removeBodyParameters(holder: JsonObject, resolve: (parameter: JsonObject) => JsonObject): void {
  const { parameters } = holder;
  if (!Array.isArray(parameters)) return;
  holder['parameters'] = parameters.filter(
    (entry) => !isJsonObject(entry) || !isBodyParameter(resolve(entry)),
  );
}

/** Returns the request body of the body and form parameters of an operation (`own`) and of its path item (`shared`). */
function requestBodyOf(
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

// An operation has either a body or a form: a body of its own replaces the form of its path item.
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
    const style = arrayStyle(field, 'formData');
    const keywords = extractSchema(field);
    const schema = isJsonObject(field['schema']) ? { ...field['schema'], ...keywords } : keywords;
    if (schema['type'] === 'file') hasFile = true;
    if (schema['type'] === 'array') encoding[name] = style;
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

/** Returns the media types of a form: multipart for files, else the declared ones, urlencoded by default. */
function formTypes(consumes: string[] | undefined, hasFile: boolean): string[] {
  if (hasFile) return [multipart];
  const declared = (consumes ?? []).filter(
    (type) => type.startsWith(multipart) || type.startsWith(urlencoded),
  );
  return declared.length > 0 ? declared : [urlencoded];
}
