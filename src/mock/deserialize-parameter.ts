import { essence, isJson } from '../http/media-type.ts';
import { deserializeQueryParameter } from './deserialize-query.ts';
import { deserializeParts, deserializePathStyle, splitByStyle, splitItems } from './deserialize-style.ts';
import { deserializeContent, deserializePairs } from './deserialize-text.ts';
import { structureOf } from './flat-schema.ts';
import { decodePercent, decodeQueryText } from './percent-encoding.ts';
import type { EncodedPair } from './encoded-pairs.ts';
import type { FlatSchema } from './flat-schema.ts';
import type { Parameter } from '../model/api-model.ts';
import type { Json } from '../json/value.ts';

/** The parts of a request that hold parameters, still encoded. */
export interface EncodedParameters {
  /** Path parameters by name. */
  path: ReadonlyMap<string, string>;
  query: EncodedPair[];
  /** Header fields by name in lower case. */
  headers: Record<string, string>;
  cookies: EncodedPair[];
}

/**
 * Returns the value of a parameter, or `undefined` if it is absent (OpenAPI 3.1 §4.8.12). Adds the names of the query
 * pairs that belong to the parameter to `consumed`.
 */
export function deserializeParameter(
  { name, in: location, serialization }: Parameter,
  schema: FlatSchema,
  request: EncodedParameters,
  consumed: Set<string>,
): Json | undefined {
  switch (location) {
    case 'path': {
      const text = request.path.get(name) ?? '';
      return serialization.kind === 'content'
        ? deserializeContent(decodePercent(text), serialization.mediaType)
        : splitItems(deserializePathStyle(name, text, serialization, schema), serialization, schema);
    }
    case 'header': {
      const text = request.headers[name.toLowerCase()];
      return text === undefined ? undefined : deserializeHeader(text, serialization, schema);
    }
    case 'querystring':
      return deserializeQueryString(request.query, serialization, schema);
    case 'query':
      return deserializeQueryParameter(name, request.query, serialization, schema, consumed, decodeQueryText);
    case 'cookie': {
      const decode = cookieDecoder(serialization);
      return deserializeQueryParameter(name, request.cookies, serialization, schema, new Set(), decode);
    }
  }
}

function deserializeHeader(
  text: string,
  serialization: Parameter['serialization'],
  schema: FlatSchema,
): Json {
  if (serialization.kind === 'content') return deserializeContent(text, serialization.mediaType);
  const parts =
    structureOf(schema) === 'text'
      ? [text]
      : splitByStyle(text, serialization.style).map((item) => item.trim());
  return splitItems(deserializeParts(parts, serialization.explode, schema, identity), serialization, schema);
}

/** Returns the value of a parameter that is the whole query string (OpenAPI 3.2 §4.12). */
function deserializeQueryString(
  pairs: EncodedPair[],
  serialization: Parameter['serialization'],
  schema: FlatSchema,
): Json | undefined {
  const text = pairs.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
  if (text === '') return undefined;
  if (serialization.kind === 'content') {
    const { mediaType } = serialization;
    if (isJson(mediaType)) return deserializeContent(decodePercent(text), mediaType);
    if (essence(mediaType) !== 'application/x-www-form-urlencoded') return decodePercent(text);
  }
  if (structureOf(schema) === 'text') return decodePercent(text);
  return deserializePairs(
    pairs.map(([name, value]) => [decodeQueryText(name), decodeQueryText(value)]),
    schema,
  );
}

/** Returns the decoder of a cookie. Style `cookie` has no percent-encoding (RFC 6265 §4.1.1). */
function cookieDecoder(serialization: Parameter['serialization']): (text: string) => string {
  return serialization.kind === 'style' && serialization.style === 'cookie' ? identity : decodePercent;
}

function identity(text: string): string {
  return text;
}
