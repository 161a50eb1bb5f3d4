import { asJsonObject } from '../../json/narrow.ts';
import type { ResponseData } from './read-response.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** Properties in which APIs return a list of errors, or a map of errors by field. */
const listKeys =
  keys(`errors detail details invalid-params invalidParams violations fieldViolations fieldErrors
  field_errors validationErrors validation_errors issues messages`);

/** Properties in which APIs name the field of an error, the most reliable first. */
const fieldKeys = keys(`field path propertyPath pointer param parameter loc source property target argument
  instancePath name fields location in`);

/** Properties in which APIs describe an error, the most readable first. */
const messageKeys = keys('message detail msg defaultMessage description reason title error code');

function keys(text: string): string[] {
  return text.split(/\s+/);
}

const maximumMessages = 20;
const maximumDepth = 4;

/** Returns the errors of single fields in the body of an error response, as `- field: message`. */
export function fieldMessages(data: ResponseData): string[] {
  if (data.kind !== 'json') return [];
  const messages = Array.isArray(data.value)
    ? readList(data.value, 0)
    : readBody(asJsonObject(data.value) ?? {});
  return [...new Set(messages)].slice(0, maximumMessages);
}

function readBody(body: JsonObject): string[] {
  const nested = asJsonObject(body['error']);
  const single = nested === undefined ? [] : readEntry(nested, 0).filter((line) => line.includes(': '));
  const found = [...readLists(body, 0), ...(nested === undefined ? [] : readLists(nested, 0)), ...single];
  if (found.length > 0) return found;
  // The body itself is a map of lists by field, or it has one list in `message`.
  if (Array.isArray(body['message'])) return readList(body['message'], 0);
  const values = Object.values(body);
  return values.length > 0 && values.every(isTexts) ? readMap(body, '', 0) : [];
}

function readLists(object: JsonObject, depth: number): string[] {
  if (depth > maximumDepth) return [];
  return listKeys.flatMap((key) => {
    const list = object[key];
    if (Array.isArray(list)) return readList(list, depth);
    return readMap(asJsonObject(list) ?? {}, '', depth);
  });
}

function readList(list: Json[], depth: number): string[] {
  return list.slice(0, maximumMessages).flatMap((item) => {
    if (typeof item === 'string') return [`- ${item}`];
    const entry = asJsonObject(item);
    return entry === undefined ? [] : [...readEntry(entry, depth), ...readLists(entry, depth + 1)];
  });
}

/** Reads `{ name: ["is too short"] }` and `{ name: { message: "is too short" } }`, also nested. */
function readMap(map: JsonObject, prefix: string, depth: number): string[] {
  if (depth > maximumDepth) return [];
  return Object.entries(map).flatMap(([key, value]) => {
    const field = `${prefix}${key}`;
    const text = [value].flat().filter((item) => typeof item === 'string');
    if (text.length > 0) return [`- ${field}: ${text.join(', ')}`];
    const entry = asJsonObject(value);
    if (entry === undefined) return [];
    const message = messageOf(entry);
    return message === undefined ? readMap(entry, `${field}.`, depth + 1) : [`- ${field}: ${message}`];
  });
}

function readEntry(entry: JsonObject, depth: number): string[] {
  const field = fieldKeys.map((key) => fieldName(entry[key])).find((name) => name !== undefined);
  const message = messageOf(entry);
  if (field !== undefined && message !== undefined) return [`- ${field}: ${message}`];
  const words = entry['message'] ?? entry['detail'] ?? entry['msg'];
  return typeof words === 'string' && depth === 0 ? [`- ${words}`] : [];
}

function messageOf(entry: JsonObject): string | undefined {
  return messageKeys
    .map((key) => entry[key])
    .find((text): text is string => typeof text === 'string' && text !== '');
}

/** Returns the name of a field from a name, a list of path segments, or `{ pointer }` of JSON:API. */
function fieldName(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value.replace(/^#?\//, '').replaceAll('/', '.') || undefined;
  if (Array.isArray(value)) return value.filter((part) => typeof part !== 'object').join('.') || undefined;
  const source = asJsonObject(value);
  return source === undefined
    ? undefined
    : fieldName(source['pointer'] ?? source['parameter'] ?? source['header']);
}

function isTexts(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}
