import { echo } from '../json/echo.ts';
import { asJsonObject, asString } from '../json/narrow.ts';
import { memoize } from '../json/memoize.ts';
import { isToken } from '../http/token.ts';
import { eachSubschema } from '../schema/subschemas.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** An argument that a client repeats as a header `Mcp-Param-<name>` (MCP 2026-07-28, basic/transports, SEP-2243). */
export interface ParamHeader {
  /** The keys of `properties` that lead to the argument. */
  path: string[];
  name: string;
  type: string;
}

/** The headers of an input schema. */
export interface ParamHeaders {
  headers: ParamHeader[];
  /** The rule that the schema breaks: clients leave its tool out. */
  fault?: string | undefined;
}

/** A header that does not say what the body says. */
export interface HeaderMismatch {
  header: string;
  /** The sentence for the client. */
  body: string;
}

const keyword = 'x-mcp-header';
const types = new Set(['string', 'integer', 'boolean', 'number']);

/** Returns the headers that an input schema declares. A number is an invalid one, but is compared. */
export const readParamHeaders: (schema: JsonObject) => ParamHeaders = memoize(
  (schema: JsonObject): ParamHeaders => {
    const headers: ParamHeader[] = [];
    const fault = visit(schema, [], true, headers);
    if (fault !== undefined) return { headers: [], fault };
    const number = headers.find(({ type }) => type === 'number');
    return { headers, fault: number && typeFault(number.path) };
  },
);

function typeFault(path: string[]): string {
  return `${keyword} of ${path.join('.')} is on no string, integer or boolean`;
}

function visit(
  node: JsonObject,
  path: string[],
  isArgument: boolean,
  found: ParamHeader[],
): string | undefined {
  if (Object.hasOwn(node, keyword)) {
    const fault =
      isArgument && path.length > 0 ? add(node, path, found) : `${keyword} must be on an argument`;
    if (fault !== undefined) return fault;
  }
  const properties = asJsonObject(node['properties']) ?? {};
  for (const [name, property] of Object.entries(properties)) {
    const schema = asJsonObject(property);
    const fault = schema && visit(schema, [...path, name], isArgument, found);
    if (fault !== undefined) return fault;
  }
  const own = new Set(Object.values(properties));
  let fault: string | undefined;
  eachSubschema(node, (subschema) => {
    const schema = own.has(subschema) ? undefined : asJsonObject(subschema);
    fault ??= schema && visit(schema, path, false, found);
  });
  return fault;
}

/** Adds the header of an argument. Returns the rule that it breaks, if there is one. */
function add(node: JsonObject, path: string[], found: ParamHeader[]): string | undefined {
  const name = asString(node[keyword]) ?? '';
  const type = asString(node['type']) ?? '';
  const place = `${keyword} of ${path.join('.')}`;
  if (!isToken(name)) return `${place} is not a header name`;
  if (!types.has(type)) return typeFault(path);
  if (found.some((other) => other.name.toLowerCase() === name.toLowerCase()))
    return `${place} is that of another argument`;
  found.push({ path, name, type });
  return undefined;
}

/** Compares the headers of a call with its arguments, as `McpServer` of the SDK does. Returns the first difference. */
export function findHeaderMismatch(
  declared: ParamHeader[],
  args: unknown,
  headerOf: (name: string) => string | undefined,
): HeaderMismatch | undefined {
  for (const { path, name, type } of declared) {
    const value = path.reduce<Json | undefined>((node, key) => asJsonObject(node)?.[key], asJsonObject(args));
    const text = textOf(value);
    if (text === undefined) continue;
    const header = `Mcp-Param-${name}`;
    const given = headerOf(header.toLowerCase());
    const says = `the body carries ${path.join('.')}=${echo(JSON.stringify(value))}`;
    if (given === undefined) return { header, body: `${says} but the ${header} header is absent` };
    const decoded = decode(given);
    if (decoded === undefined)
      return { header, body: `the ${header} header carries an invalid Base64 sentinel value` };
    const isSame =
      decoded === text ||
      ((type === 'integer' || type === 'number') &&
        typeof value === 'number' &&
        /^-?\d+(\.\d+)?$/.test(decoded) &&
        Number(decoded) === value);
    if (!isSame)
      return { header, body: `the ${header} header decodes to ${echo(JSON.stringify(decoded))} but ${says}` };
  }
  return undefined;
}

/** Returns an argument as a header has it, or `undefined` for one that has none. */
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? String(value)
    : undefined;
}

/** Returns the text of a header, which may be in Base64, or `undefined` if that is none of UTF-8. */
function decode(value: string): string | undefined {
  const [, base64] = /^=\?base64\?(.*)\?=$/.exec(value) ?? [];
  if (base64 === undefined) return value;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
