import { asJsonObject } from '../json/narrow.ts';
import { essence, isJson } from '../http/media-type.ts';
import {
  itemShape,
  kindOf,
  parseJson,
  propertyNames,
  propertyShape,
  readPairs,
  readText,
  shapeOf,
} from './read-values.ts';
import { parseMultipart } from './parse-multipart.ts';
import { decodeQuery, pairsOf, readQuery, Unreadable } from './check-parameters.ts';
import type { Checker, Problem } from './schema-checker.ts';
import type { Shape } from './read-values.ts';
import type { Part } from './parse-multipart.ts';
import type { Pair } from './check-parameters.ts';
import type { MediaType, Operation } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A body as far as it can be read: its value, and what is wrong with it. */
export interface ReadBody {
  /** 400, or 415 where the media type is not one of the operation's. */
  status: 400 | 415;
  problems: Problem[];
  value?: Json;
}

/** Reads a request body by its media type and checks it by its schema (OpenAPI 3.1 §4.8.13). */
export function readRequestBody(
  operation: Operation,
  contentType: string | undefined,
  data: Buffer,
  checker: Checker,
): ReadBody {
  const { body } = operation;
  if (data.length === 0 && contentType === undefined)
    return body?.required === true ? wrong('a body is required') : { status: 400, problems: [] };
  if (body === undefined)
    return data.length === 0 ? { status: 400, problems: [] } : wrong('this operation takes no body');
  const media = body.content.find(({ mediaType }) => matches(mediaType, contentType ?? ''));
  if (media === undefined) {
    const types = body.content.map(({ mediaType }) => mediaType).join(', ');
    return { ...wrong(`Content-Type must be ${types}, not ${contentType ?? 'absent'}`), status: 415 };
  }
  return readMedia(media, contentType ?? '', data, checker);
}

function wrong(detail: string): ReadBody {
  return { status: 400, problems: [{ pointer: '', detail }] };
}

/** Whether a media type is one of a range (RFC 9110 §12.5.1). */
export function matches(range: string, mediaType: string): boolean {
  const [type, subtype] = essence(range).split('/');
  const [actualType, actualSubtype] = essence(mediaType).split('/');
  if (actualSubtype === undefined) return false;
  if (type === '' || type === '*') return true;
  if (type !== actualType) return false;
  // `*+json` is no range of HTTP, but documents have it.
  const suffix = /^\*\+(.+)$/.exec(subtype ?? '')?.[1];
  if (suffix !== undefined) return actualSubtype === suffix || actualSubtype.endsWith(`+${suffix}`);
  return subtype === '*' || subtype === actualSubtype;
}

function readMedia(media: MediaType, contentType: string, data: Buffer, checker: Checker): ReadBody {
  const type = essence(contentType);
  const schemaPointer = `${media.pointer}/schema`;
  const check = checker.check(media.schema, schemaPointer, 'request');
  const shape = shapeOf(checker.lawful(media.schema, schemaPointer, 'request'));
  if (isJson(type)) {
    const text = data.toString('utf8');
    const single = parseJson(text);
    const value = single === undefined ? parseLines(text, shape) : single;
    return value === undefined ? wrong('is no JSON') : { status: 400, problems: check(value), value };
  }
  if (type === 'application/x-www-form-urlencoded') {
    try {
      const value = readForm(data.toString('utf8'), media, shape);
      return { status: 400, problems: check(value), value };
    } catch (error) {
      if (error instanceof Unreadable) return wrong(error.message);
      throw error;
    }
  }
  if (type.startsWith('multipart/')) {
    const parts = parseMultipart(contentType, data);
    if (typeof parts === 'string') return wrong(parts);
    if (type !== 'multipart/form-data') return { status: 400, problems: [] };
    return readFormData(parts, media, shape, check);
  }
  if (kindOf(shape) !== 'text' || isXml(type)) {
    if (isXml(type) && !/^\s*</.test(data.toString('utf8'))) return wrong('is no XML');
    return { status: 400, problems: [] };
  }
  // Bytes count as characters, so that limits of length hold for both.
  const value = type.startsWith('text/') ? readText(data.toString('utf8'), shape) : data.toString('latin1');
  return { status: 400, problems: check(value), value };
}

/** Some servers call one JSON text after another JSON too, where the schema is a list. */
function parseLines(text: string, shape: Shape): Json | undefined {
  if (kindOf(shape) !== 'array') return undefined;
  const values = text.trimEnd().split('\n').map(parseJson);
  const lines = values.filter((value) => value !== undefined);
  return lines.length === values.length ? lines : undefined;
}

function isXml(type: string): boolean {
  return /[/+]xml$/.test(type);
}

/** WHATWG URL §5.1, with the styles that encodings ask for (OpenAPI 3.1 §4.8.15.1). */
function readForm(text: string, media: MediaType, shape: Shape): Json {
  const pairs = pairsOf(text, '&');
  const claimed = new Set<string>();
  const styled: JsonObject = {};
  for (const [name, { serialization }] of Object.entries(media.encoding ?? {})) {
    if (serialization === undefined) continue;
    const own = pairs.filter(
      ([key]) => decodeQuery(key) === name || !propertyNames(shape).has(decodeQuery(key)),
    );
    const value = readQuery(name, own, serialization, propertyShape(shape, name), claimed, decodeQuery);
    if (value !== undefined) styled[name] = value;
  }
  const rest = pairs
    .map(([name, value]): [string, string] => [decodeQuery(name), decodeQuery(value)])
    .filter(([name]) => !claimed.has(name));
  const value = {
    ...readPairs(
      rest.filter(([name]) => !name.includes('[')),
      shape,
    ),
    ...styled,
  };
  for (const [name, item] of rest) readBracketed(value, name, item, shape);
  return value;
}

/** `name[key]=…` and `name[]=…`, which servers read as objects and lists. */
function readBracketed(target: JsonObject, name: string, text: string, shape: Shape): void {
  const [, outer, inner = ''] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
  if (outer === undefined) return;
  const property = propertyShape(shape, outer);
  const present = target[outer];
  if (inner === '' || kindOf(property) === 'array')
    target[outer] = [...(Array.isArray(present) ? present : []), readText(text, itemShape(property))];
  else {
    const object = asJsonObject(present) ?? {};
    target[outer] = { ...object, [inner]: readText(text, propertyShape(property, inner)) };
  }
}

/** Whether a part is, or may be a member of, a property with a style of its own. */
function isStyled(name: string, { encoding = {} }: MediaType, shape: Shape): boolean {
  if (encoding[name] !== undefined) return encoding[name].serialization !== undefined;
  return (
    !propertyNames(shape).has(name) &&
    Object.values(encoding).some(({ serialization }) => serialization !== undefined)
  );
}

/** Parts by name (RFC 7578 §4.2); each has the media type that its encoding names (OpenAPI 3.1 §4.8.15.1). */
function readFormData(
  parts: Part[],
  media: MediaType,
  shape: Shape,
  check: (value: Json) => Problem[],
): ReadBody {
  const unnamed = parts.filter(({ name }) => name === undefined);
  const problems: Problem[] = unnamed.map(() => ({
    pointer: '',
    detail: 'a part has no name in its Content-Disposition',
  }));
  const pairs: [string, Json][] = [];
  const styled: Pair[] = [];
  const opaque = new Set<string>();
  for (const part of parts) {
    const { name, contentType, data } = part;
    if (name === undefined) continue;
    const property = propertyShape(shape, name);
    const item = kindOf(property) === 'array' ? itemShape(property) : property;
    const wanted = media.encoding?.[name]?.contentType;
    if (
      wanted !== undefined &&
      !wanted.split(',').some((range) => matches(range, contentType ?? 'text/plain'))
    )
      problems.push({
        pointer: `/${name}`,
        detail: `the part must have the type ${wanted}, not ${contentType ?? 'text/plain'}`,
      });
    const isText = contentType === undefined || contentType.startsWith('text/') || isJson(contentType);
    const text = data.toString(isText ? 'utf8' : 'latin1');
    const isJsonPart = contentType !== undefined && isJson(contentType);
    // What XML says is not compared with the schema.
    if (isXml(essence(contentType ?? ''))) opaque.add(name);
    else if (isJsonPart) pairs.push([name, parseJson(text) ?? text]);
    else if (isStyled(name, media, shape)) styled.push([name, text]);
    else pairs.push([name, readText(text, item)]);
  }
  const value = Object.fromEntries(
    [...new Set(pairs.map(([name]) => name))].map((name): [string, Json] => {
      const values = pairs.filter(([other]) => other === name).map(([, item]) => item);
      const [first = null] = values;
      const isList =
        kindOf(propertyShape(shape, name)) === 'array' && !(values.length === 1 && Array.isArray(first));
      return [name, isList || values.length > 1 ? values : first];
    }),
  );
  for (const [name, { serialization }] of Object.entries(media.encoding ?? {})) {
    if (serialization === undefined) continue;
    const read = readQuery(
      name,
      styled,
      serialization,
      propertyShape(shape, name),
      new Set(),
      (text) => text,
    );
    if (read !== undefined) value[name] = read;
  }
  const found = check(value).filter(
    ({ pointer, detail }) =>
      !opaque.has(pointer.split('/')[1] ?? '') && ![...opaque].some((name) => detail.includes(name)),
  );
  return { status: 400, problems: [...problems, ...found], value };
}
