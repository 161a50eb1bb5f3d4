import { readFileSync } from 'node:fs';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { asJsonObject } from '../json/narrow.ts';
import { expandSchemas, typesOf } from './argument-schemas.ts';
import type { Json, JsonObject } from '../index.ts';

/**
 * Returns the value of an argument from the text of its flag, as its schemas require: `@file` reads a file, and JSON is
 * parsed where no string is allowed.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function readArgumentValue(
  text: string,
  schemas: JsonObject[],
  types: Set<string>,
  root: JsonObject,
): Json {
  const isText = types.has('string');
  const isBinary = schemas.some(
    (schema) =>
      schema['format'] === 'binary' || schema['format'] === 'byte' || schema['contentEncoding'] === 'base64',
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
    const items = schemas.flatMap((schema) => {
      const item = asJsonObject(schema['items']);
      return item === undefined ? [] : [item];
    });
    const inner = expandSchemas(items, root);
    return readArgumentValue(text, inner, typesOf(inner), root);
  }
  if (isText) return text;
  // Integers beyond 2^53 stay text, so that the runtime sends every digit.
  if (types.has('number') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number.isInteger(Number(text)) && !Number.isSafeInteger(Number(text)) ? text : Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return types.has('null') && text === 'null' ? null : text;
}

/**
 * Parses JSON. The error shows the beginning of `shown`.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function parseJson(text: string, shown: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const start = shown.length > 40 ? `${shown.slice(0, 39)}…` : shown;
    throw new OpenApiMcpError('OPTION_INVALID', `${start} is not JSON: ${messageOf(cause)}`, {
      cause,
      hint: 'Check the quotes: a shell removes them unless the whole value is in single quotes.',
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

/**
 * Reads a file, or standard input for 0.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
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
