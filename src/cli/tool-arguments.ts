import { readFileSync } from 'node:fs';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { asJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject, OperationDescriptor } from '../index.ts';

/** Where a flag leads: an argument, and properties within it. */
interface Target {
  path: string[];
  /** All that the schema says there, over references and unions. */
  parts: JsonObject[];
}

/**
 * The arguments of a call from flags: `--petId 7`, `--tags a --tags b`, `--body.name Rex`, `--body '{…}'`, `--body @file`.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function readFlags(tokens: string[], operation: OperationDescriptor, given: JsonObject): JsonObject {
  const args = structuredClone(given);
  const seen = new Set<string>();
  for (let index = 0; index < tokens.length; index++) {
    const [flag = '', ...rest] = (tokens[index] ?? '').split('=');
    if (!flag.startsWith('--') || flag.length < 3)
      throw invalid(`${JSON.stringify(tokens[index])} has no place`, `Write arguments as --name value.`);
    const name = flag.slice(2);
    const target = findTarget(name, operation);
    const next = tokens[index + 1];
    let text = rest.length > 0 ? rest.join('=') : undefined;
    if (text === undefined && next !== undefined && !/^--[^\d]/.test(next)) {
      text = next;
      index++;
    }
    const types = typesOf(target.parts);
    if (text === undefined && !types.has('boolean'))
      throw invalid(`--${name} has no value`, `Write --${name} VALUE.`);
    const key = target.path.join('\u0000');
    const value = text === undefined ? true : readValue(text, target, types, operation.inputSchema);
    if (types.has('array') && !Array.isArray(value)) {
      const present = seen.has(key) ? valueAt(args, target.path) : undefined;
      place(args, target.path, [...(Array.isArray(present) ? present : []), value]);
    } else if (seen.has(key)) throw invalid(`--${name} is given twice`, 'It takes one value.');
    else place(args, target.path, value);
    seen.add(key);
  }
  return args;
}

/** The names that flags of an operation can have. */
export function argumentNames({ inputSchema }: OperationDescriptor): string[] {
  return Object.keys(asJsonObject(inputSchema['properties']) ?? {});
}

/** The properties of the body. */
export function bodyNames({ inputSchema }: OperationDescriptor): string[] {
  return propertiesOf(inside(partsOf([inputSchema], inputSchema), 'body', inputSchema));
}

function findTarget(name: string, operation: OperationDescriptor): Target {
  const root = operation.inputSchema;
  const names = argumentNames(operation);
  const cuts = [name.length, ...[...name.matchAll(/\./g)].map(({ index }) => index).toReversed()];
  for (const cut of cuts) {
    const head = name.slice(0, cut);
    const argument =
      names.find((known) => known === head) ?? names.find((known) => plain(known) === plain(head));
    if (argument === undefined) continue;
    const path = [argument, ...name.slice(cut).split('.').slice(1)];
    return { path, parts: path.reduce((parts, key) => inside(parts, key, root), partsOf([root], root)) };
  }
  const inBody = names.includes('body') ? bodyNames(operation) : [];
  const body = inBody.find((known) => plain(known) === plain(name));
  const nearest = body === undefined ? nearestName(name, names) : `body.${body}`;
  const known =
    names.length === 0 ? 'It takes none.' : `It takes ${names.map((each) => `--${each}`).join(', ')}.`;
  throw invalid(
    `${operation.name} has no argument ${name}`,
    nearest === undefined ? known : `Did you mean --${nearest}?`,
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

function invalid(message: string, hint: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', message, { hint });
}

/** Each schema once, however many refer to it. */
function partsOf(schemas: JsonObject[], root: JsonObject): JsonObject[] {
  const parts = new Set(schemas);
  for (const part of parts) {
    const reference = typeof part['$ref'] === 'string' ? part['$ref'].replace('#/$defs/', '') : undefined;
    const target =
      reference === undefined ? undefined : asJsonObject(asJsonObject(root['$defs'])?.[reference]);
    const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => {
      const list = part[keyword];
      return Array.isArray(list) ? list.map(asJsonObject) : [];
    });
    for (const found of [target, ...branches]) if (found !== undefined) parts.add(found);
  }
  return [...parts];
}

function inside(parts: JsonObject[], key: string, root: JsonObject): JsonObject[] {
  const schemas = parts.flatMap((part) => {
    const properties = asJsonObject(part['properties']) ?? {};
    const schema = asJsonObject(
      Object.hasOwn(properties, key)
        ? properties[key]
        : (part['additionalProperties'] ?? (/^\d+$/.test(key) ? part['items'] : undefined)),
    );
    return schema === undefined ? [] : [schema];
  });
  return partsOf(schemas, root);
}

function propertiesOf(parts: JsonObject[]): string[] {
  return parts.flatMap((part) => Object.keys(asJsonObject(part['properties']) ?? {}));
}

/** Types that the schema allows; none where it does not say. */
function typesOf(parts: JsonObject[]): Set<string> {
  return new Set(
    parts.flatMap((part) =>
      part['type'] !== undefined
        ? [part['type']].flat().map((type) => (type === 'integer' ? 'number' : String(type)))
        : Object.hasOwn(part, 'properties')
          ? ['object']
          : (Array.isArray(part['enum']) ? part['enum'] : []).map((value) => typeof value),
    ),
  );
}

function readValue(text: string, { parts }: Target, types: Set<string>, root: JsonObject): Json {
  const isText = types.has('string');
  const isBinary = parts.some(
    (part) =>
      part['format'] === 'binary' || part['format'] === 'byte' || part['contentEncoding'] === 'base64',
  );
  if (text.startsWith('@') && (isBinary || !isText)) {
    const data = readFile(text.slice(1));
    return isBinary && !types.has('object')
      ? data.toString('base64')
      : parseJson(data.toString('utf8'), text);
  }
  if (types.size === 0) return tryJson(text) ?? text;
  if (/^\s*\[/.test(text) && types.has('array')) return parseJson(text, text);
  if (/^\s*\{/.test(text) && types.has('object')) return parseJson(text, text);
  if (types.has('array')) {
    const items = parts.flatMap((part) => {
      const schema = asJsonObject(part['items']);
      return schema === undefined ? [] : [schema];
    });
    const inner = partsOf(items, root);
    return readValue(text, { path: [], parts: inner }, typesOf(inner), root);
  }
  if (isText) return text;
  // Integers beyond 2^53 stay text, which the runtime writes with every digit.
  if (types.has('number') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number.isInteger(Number(text)) && !Number.isSafeInteger(Number(text)) ? text : Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return types.has('null') && text === 'null' ? null : text;
}

/** @throws OpenApiMcpError OPTION_INVALID */
export function parseJson(text: string, shown: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const start = shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
    throw new OpenApiMcpError('OPTION_INVALID', `${start} is no JSON: ${messageOf(cause)}`, {
      cause,
      hint: 'Mind the quotes: a shell takes them away unless the whole stands in single quotes.',
    });
  }
}

function tryJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** @throws OpenApiMcpError OPTION_INVALID */
export function readFile(path: string | 0): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new OpenApiMcpError('OPTION_INVALID', messageOf(cause), {
      cause,
      hint: 'Check the path behind @.',
    });
  }
}

function valueAt(args: JsonObject, path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => asJsonObject(value)?.[key], args);
}

function place(args: JsonObject, path: string[], value: Json): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    args[key] = value;
    return;
  }
  const inner = asJsonObject(Object.hasOwn(args, key) ? args[key] : undefined) ?? {};
  place(inner, rest, value);
  args[key] = inner;
}
