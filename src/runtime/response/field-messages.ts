import { asJsonObject } from '../../json/narrow.ts';
import type { ResponseData } from './read-response.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** Properties in which APIs return a list of errors, or a map of errors by field. */
const listKeys =
  keys(`errors detail details invalid-params invalidParams violations fieldViolations fieldErrors
  field_errors validationErrors validation_errors issues messages causes errordetails params`);

/** Properties of `listKeys` that also hold other facts, so that a text in their map is no error of a field. */
const factKeys = keys('detail details');

/** Properties in which APIs wrap these lists. */
const wrapperKeys = keys('error data innererror _embedded');

/** Properties in which APIs name the field of an error, the most reliable first. */
const fieldKeys = keys(`field path propertyPath pointer param parameter loc source property propertyref target
  argument instancePath extensions name fields location in`);

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
  const found = holdersOf(body, 0).flatMap((holder) => readLists(holder, 0));
  if (found.length > 0) return found;
  // The name of a single error is its class.
  const { name: _, ...single } = asJsonObject(body['error']) ?? {};
  const line = readEntry(single, 0).filter((text) => text.includes(': '));
  if (line.length > 0) return line;
  // The body itself is a map of lists by field, or it has one list in `message`.
  if (Array.isArray(body['message'])) return readList(body['message'], 0);
  const values = Object.values(body);
  return values.length > 0 && values.every((value) => isMessages(value, 0))
    ? readMap(body, { prefix: '', depth: 0, textsCount: true })
    : [];
}

/** Returns the objects that can have the lists: the body, and those that wrap them. */
function holdersOf(body: JsonObject, depth: number): JsonObject[] {
  const wrapped = depth > maximumDepth ? [] : wrapperKeys.map((key) => asJsonObject(body[key]));
  return [body, ...wrapped.flatMap((each) => (each === undefined ? [] : holdersOf(each, depth + 1)))];
}

function readLists(object: JsonObject, depth: number): string[] {
  if (depth > maximumDepth) return [];
  return listKeys.flatMap((key) => {
    const list = object[key];
    // A list of parameters only names them.
    if (Array.isArray(list)) return readList(key === 'params' ? list.filter(asJsonObject) : list, depth);
    const map = asJsonObject(list);
    if (map === undefined) return [];
    const nested = readLists(map, depth + 1);
    return nested.length > 0
      ? nested
      : readMap(map, { prefix: '', depth, textsCount: !factKeys.includes(key) });
  });
}

function readList(list: Json[], depth: number): string[] {
  return list.slice(0, maximumMessages).flatMap((item) => {
    if (typeof item === 'string') return [`- ${item}`];
    const entry = asJsonObject(item);
    return entry === undefined ? [] : [...readEntry(entry, depth), ...readLists(entry, depth + 1)];
  });
}

/** A map of errors by field: where it stands, and whether a text in it is an error, as a list of texts is. */
interface MapPlace {
  prefix: string;
  depth: number;
  textsCount: boolean;
}

/**
 * Reads `{ name: ["is too short"] }`, `{ name: "is too short" }` and `{ name: { message: "is too short" } }`, also nested,
 * and lists with such maps.
 */
function readMap(map: JsonObject | Json[], { prefix, depth, textsCount }: MapPlace): string[] {
  if (depth > maximumDepth) return [];
  return Object.entries(map).flatMap(([key, value]) => {
    const field = `${prefix}${key}`;
    const texts = [value].flat().filter((item) => typeof item === 'string');
    if (texts.length > 0)
      return textsCount || Array.isArray(value) ? [`- ${field}: ${texts.join(', ')}`] : [];
    const nested = Array.isArray(value) ? value : asJsonObject(value);
    if (nested === undefined) return [];
    const message = Array.isArray(nested) ? undefined : messageOf(nested);
    return message === undefined
      ? readMap(nested, { prefix: `${field}.`, depth: depth + 1, textsCount })
      : [`- ${field}: ${message}`];
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

/** Returns the name of a field from a name, a list of path segments, `{ pointer }` of JSON:API, or `{ field }`. */
function fieldName(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value.replace(/^#?\//, '').replaceAll('/', '.') || undefined;
  if (Array.isArray(value)) return value.filter((part) => typeof part !== 'object').join('.') || undefined;
  const source = asJsonObject(value);
  return source === undefined
    ? undefined
    : fieldName(source['pointer'] ?? source['parameter'] ?? source['header'] ?? source['field']);
}

/** Returns true for a list of texts, and for lists and maps that have no others at their ends. */
function isMessages(value: Json, depth: number): boolean {
  if (depth > maximumDepth || typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value)) return Object.values(value).every((each) => isMessages(each, depth + 1));
  return value.length > 0 && value.every((item) => typeof item === 'string' || isMessages(item, depth + 1));
}
