import { asJsonObject } from '../json/narrow.ts';
import { essence, isJson } from '../http/media-type.ts';
import {
  isOpen,
  itemShape,
  kindOf,
  parseJson,
  propertyNames,
  propertyShape,
  readPairs,
  readText,
  shapeOf,
} from './read-values.ts';
import type { Shape } from './read-values.ts';
import type { Checker, Problem } from './schema-checker.ts';
import type { Match } from './router.ts';
import type { Operation, Parameter } from '../model/api-model.ts';
import type { StyleSerialization } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The parts of a request in which parameters stand, as they came over the wire. */
export interface ParameterSources {
  match: Match;
  /** Without the question mark. */
  query: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Query parameters that are credentials, which nobody asks for here. */
  credentials: Set<string>;
}

/** A pair of a query or a cookie, still encoded. */
export type Pair = [name: string, text: string];

/** Text that is no percent-encoding of UTF-8, or a structure that is none. */
export class Unreadable extends Error {}

/** Reads every parameter by its style and checks it by its schema (OpenAPI 3.1 §4.8.12). */
export function checkParameters(
  operation: Operation,
  sources: ParameterSources,
  checker: Checker,
): Problem[] {
  const query = pairsOf(sources.query, '&');
  const cookies = pairsOf(sources.headers['cookie'] ?? '', ';');
  const claimed = new Set<string>(sources.credentials);
  const problems = operation.parameters.flatMap((parameter): Problem[] => {
    const { name, in: location, pointer } = parameter;
    const shape = shapeOf(checker.lawful(parameter.schema, `${pointer}/schema`, 'request'));
    try {
      const value = readParameter(
        parameter,
        shape,
        { ...sources, query: query.filter(isOther(operation, parameter)), cookies },
        claimed,
      );
      if (value === undefined)
        return parameter.required ? [{ pointer: name, detail: `is required in ${location}` }] : [];
      if (isXmlText(parameter, value)) return [];
      const wrong = checker.check(parameter.schema, `${pointer}/schema`, 'request')(value);
      return wrong.map((problem) => ({ ...problem, pointer: `${name}${problem.pointer}` }));
    } catch (error) {
      if (error instanceof Unreadable) return [{ pointer: name, detail: error.message }];
      throw error;
    }
  });
  if (operation.parameters.some(({ in: location }) => location === 'querystring')) return problems;
  const template =
    operation.path
      .split('?')[1]
      ?.split('&')
      .map((pair) => pair.split('=')[0]) ?? [];
  const unknown = new Set(
    query.map(([name]) => safeDecode(name)).filter((name) => !claimed.has(name) && !template.includes(name)),
  );
  return [
    ...problems,
    ...[...unknown].map((name) => ({ pointer: name, detail: 'is no query parameter of this operation' })),
  ];
}

/** What XML says is not compared with the schema. */
function isXmlText({ serialization }: Parameter, value: Json): boolean {
  return (
    serialization.kind === 'content' &&
    /[/+]xml$/.test(essence(serialization.mediaType)) &&
    typeof value === 'string'
  );
}

/** An exploded object takes what no other parameter is called. */
function isOther(operation: Operation, parameter: Parameter): (pair: Pair) => boolean {
  const others = new Set(
    operation.parameters
      .filter((other) => other.in === 'query' && other !== parameter)
      .map(({ name }) => name),
  );
  return ([name]) => !others.has(safeDecode(name));
}

interface Sources extends Omit<ParameterSources, 'query'> {
  query: Pair[];
  cookies: Pair[];
}

function readParameter(
  parameter: Parameter,
  shape: Shape,
  sources: Sources,
  claimed: Set<string>,
): Json | undefined {
  const { name, serialization } = parameter;
  switch (parameter.in) {
    case 'path': {
      const text = sources.match.pathTexts.get(name) ?? '';
      return serialization.kind === 'content'
        ? readContent(decode(text), serialization.mediaType)
        : readPath(name, text, serialization, shape);
    }
    case 'header': {
      const text = sources.headers[name.toLowerCase()];
      if (text === undefined) return undefined;
      if (serialization.kind === 'content') return readContent(text, serialization.mediaType);
      const trimmed = text.split(separators[serialization.style] ?? ',').map((item) => item.trim());
      return readList(kindOf(shape) === 'text' ? [text] : trimmed, serialization.explode, shape, asIs);
    }
    case 'querystring':
      return readQueryString(sources.query, serialization, shape);
    case 'query':
      return readQuery(name, sources.query, serialization, shape, claimed, decodeQuery);
    case 'cookie':
      return readQuery(name, sources.cookies, serialization, shape, new Set(), cookieDecode(serialization));
  }
}

function cookieDecode(serialization: Parameter['serialization']): (text: string) => string {
  return serialization.kind === 'style' && serialization.style === 'cookie' ? asIs : decode;
}

function readContent(text: string, mediaType: string): Json {
  if (!isJson(mediaType)) return text;
  const value = parseJson(text);
  if (value === undefined) throw new Unreadable('is no JSON');
  return value;
}

/** OpenAPI 3.1 §4.8.12.3, path styles; RFC 6570 §3.2.5 and §3.2.7. */
function readPath(name: string, text: string, { style, explode }: StyleSerialization, shape: Shape): Json {
  if (style === 'label') {
    if (!text.startsWith('.')) throw new Unreadable('must begin with a dot (style label)');
    const parts = text.slice(1).split(explode && kindOf(shape) !== 'text' ? '.' : ',');
    return readList(kindOf(shape) === 'text' ? [text.slice(1)] : parts, explode, shape, decode);
  }
  if (style !== 'matrix')
    return readList(
      kindOf(shape) === 'text' ? [text] : text.split(separators[style] ?? ','),
      explode,
      shape,
      decode,
    );
  if (!text.startsWith(';')) throw new Unreadable('must begin with a semicolon (style matrix)');
  const pairs = pairsOf(text.slice(1), ';');
  if (explode && kindOf(shape) === 'object')
    return readPairs(
      pairs.map(([key, value]) => [decode(key), decode(value)]),
      shape,
    );
  const own = pairs.filter(([key]) => decode(key) === name).map(([, value]) => value);
  if (own.length < pairs.length) throw new Unreadable(`must be named ${name} (style matrix)`);
  const [first = ''] = own;
  return readList(
    explode ? own : kindOf(shape) === 'text' ? [first] : first.split(','),
    false,
    shape,
    decode,
  );
}

/** A primitive, a list, or an object written as a list of names and values. */
function readList(parts: string[], explode: boolean, shape: Shape, read: (text: string) => string): Json {
  if (kindOf(shape) === 'array') return parts.map((part) => readText(read(part), itemShape(shape)));
  if (kindOf(shape) === 'text') return readText(read(parts.join(',')), shape);
  const pairs: Pair[] = explode
    ? parts.map((part) => splitPair(part))
    : parts.flatMap((part, index): Pair[] => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : []));
  return readPairs(
    pairs.map(([key, value]) => [read(key), read(value)]),
    shape,
  );
}

const separators: Partial<Record<StyleSerialization['style'], RegExp>> = {
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /\||%7C/i,
  tabDelimited: /%09|\t/,
};

/** A parameter of a query, cookie or form; the names that it takes are added to `claimed`. */
export function readQuery(
  name: string,
  pairs: Pair[],
  serialization: Parameter['serialization'],
  shape: Shape,
  claimed: Set<string>,
  read: (text: string) => string,
): Json | undefined {
  claimed.add(name);
  const own = pairs.filter(([key]) => safeDecode(key) === name).map(([, text]) => text);
  const [first] = own;
  if (serialization.kind === 'content')
    return first === undefined ? undefined : readContent(read(first), serialization.mediaType);
  const { style, explode } = serialization;
  const kind = kindOf(shape);
  if (style === 'deepObject') {
    const deep = readDeep(name, pairs, shape, claimed);
    if (deep !== undefined || kind !== 'array') return deep;
  }
  if (kind === 'object' && explode) return readMembers(pairs, shape, claimed, read);
  if (first === undefined) return undefined;
  if (kind === 'text') return own.length > 1 ? own.map(read) : readText(read(first), shape);
  // Some servers send lists as JSON; a text that begins so is one.
  if (explode || (kind === 'array' && own.length > 1))
    return own.map((text) => readText(read(text), itemShape(shape)));
  return readList(first.split(separators[style] ?? ','), false, shape, read);
}

/** The members of an exploded object are parameters of their own. */
function readMembers(
  pairs: Pair[],
  shape: Shape,
  claimed: Set<string>,
  read: (text: string) => string,
): Json | undefined {
  const names = propertyNames(shape);
  const own = pairs
    .map(([key, text]): Pair => [safeDecode(key), read(text)])
    .filter(([key]) => names.has(key) || (isOpen(shape) && !key.includes('[')));
  for (const [key] of own) claimed.add(key);
  return own.length === 0 ? undefined : readPairs(own, shape);
}

/** `name[a][b]=1`: one level by the specification, deeper ones as servers read them. */
function readDeep(name: string, pairs: Pair[], shape: Shape, claimed: Set<string>): Json | undefined {
  const result: JsonObject = {};
  let found = false;
  for (const [key, text] of pairs) {
    const decoded = safeDecode(key);
    if (!decoded.startsWith(`${name}[`)) continue;
    found = true;
    claimed.add(decoded);
    const path = [...decoded.slice(name.length).matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '');
    place(result, path, decodeQuery(text), kindOf(shape) === 'array' ? itemsByIndex(shape) : shape);
  }
  if (!found) return undefined;
  return kindOf(shape) === 'array' ? Object.values(result).flat() : result;
}

/** `name[0]=a` writes a list as an object does. */
function itemsByIndex(shape: Shape): Shape {
  const items = itemShape(shape);
  return {
    root: shape.root,
    types: new Set(['object']),
    parts: [{ additionalProperties: { anyOf: items.parts } }],
  };
}

function place(target: JsonObject, [name = '', ...rest]: string[], text: string, shape: Shape): void {
  const property = propertyShape(shape, name);
  const present = Object.hasOwn(target, name) ? target[name] : undefined;
  if (rest.length > 0 && rest[0] !== '') {
    const inner = asJsonObject(present) ?? {};
    place(inner, rest, text, property);
    target[name] = inner;
    return;
  }
  const isList = kindOf(property) === 'array' || rest.length > 0;
  const value = readText(text, isList ? itemShape(property) : property);
  if (isList) target[name] = [...(Array.isArray(present) ? present : []), value];
  else target[name] = present === undefined ? value : [present, value].flat();
}

function readQueryString(
  pairs: Pair[],
  serialization: Parameter['serialization'],
  shape: Shape,
): Json | undefined {
  const text = pairs.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
  if (text === '') return undefined;
  if (serialization.kind === 'content' && isJson(serialization.mediaType))
    return readContent(decode(text), serialization.mediaType);
  if (
    serialization.kind === 'content' &&
    essence(serialization.mediaType) !== 'application/x-www-form-urlencoded'
  )
    return decode(text);
  return kindOf(shape) === 'text'
    ? decode(text)
    : readPairs(
        pairs.map(([name, value]) => [decodeQuery(name), decodeQuery(value)]),
        shape,
      );
}

/** The pairs of a query or cookie, still encoded. */
export function pairsOf(text: string, separator: string): Pair[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(splitPair);
}

function splitPair(part: string): Pair {
  const index = part.indexOf('=');
  return index === -1 ? [part, ''] : [part.slice(0, index), part.slice(index + 1)];
}

function asIs(text: string): string {
  return text;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Unreadable(`${JSON.stringify(text)} is not percent-encoded UTF-8`);
  }
}

/** A plus in a query is a space to most servers (WHATWG URL §5.1). */
export function decodeQuery(text: string): string {
  return decode(text.replaceAll('+', '%20'));
}

function safeDecode(text: string): string {
  try {
    return decodeQuery(text);
  } catch {
    return text;
  }
}
