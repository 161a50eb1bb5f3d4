import { OpenApiMcpError } from '../../errors.ts';
import { writeJson } from '../../json/exact-json.ts';
import type { WireObject, WireValue } from '../../json/value.ts';
import type { StyleSerialization } from '../../descriptor.ts';

/** A `name=value` pair of a query, a cookie or a form. Both sides are encoded. */
export interface EncodedPair {
  name: string;
  value: string;
}

/** Percent-encodes all characters except the unreserved ones (RFC 3986 §2.3). */
export function percentEncode(text: string): string {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
  return encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Percent-encodes, but leaves triplets, and reserved characters that are not `forbidden`, as they are (RFC 6570
 * §3.2.3).
 */
function reservedEncode(text: string, forbidden: string): string {
  return text.replace(/%[0-9A-Fa-f]{2}|[:/?#[\]@!$&'()*+,;=]|[^%:/?#[\]@!$&'()*+,;=]+|%/g, (part) =>
    (part.length === 3 && part.startsWith('%')) || (isReserved(part) && !forbidden.includes(part))
      ? part
      : percentEncode(part),
  );
}

function isReserved(text: string): boolean {
  return text.length === 1 && ":/?#[]@!$&'()*+,;=".includes(text);
}

/** Encodes a string for its place in the request. */
type Encode = (text: string) => string;

const asIs: Encode = (text) => text;

/** Encodes the names and the values of a query, a form, a cookie or a path. */
interface PairEncoding {
  name: Encode;
  value: Encode;
}

const unencoded: PairEncoding = { name: asIs, value: asIs };

/** Returns a primitive as text, and a structure, which the style cannot express, as JSON. */
export function primitiveText(value: WireValue): string {
  return typeof value === 'object' && value !== null ? writeJson(value) : String(value);
}

function isPresent(value: WireValue | undefined): value is Exclude<WireValue, null> {
  return value !== null && value !== undefined;
}

function listItems(value: WireValue[], encode: Encode): string[] {
  return value.filter(isPresent).map((item) => encode(primitiveText(item)));
}

/**
 * Joins the arrays inside an array to texts, if they have styles. Without styles they are written as JSON. Their separators
 * are encoded with the text, since a server splits it after decoding.
 */
function joinItems(value: WireValue, itemStyles: StyleSerialization['itemStyles']): WireValue {
  if (itemStyles === undefined || !Array.isArray(value)) return value;
  const [style = 'form', ...inner] = itemStyles;
  const separator = decodeURIComponent(separators[style] ?? ',');
  return value.map((item) => {
    if (!Array.isArray(item)) return item;
    const nested = inner.length === 0 ? item : joinItems(item, inner);
    return listItems(Array.isArray(nested) ? nested : [nested], asIs).join(separator);
  });
}

function members(
  value: WireObject,
  encode: Encode,
  encodeName = encode,
  repeatsLists = false,
): EncodedPair[] {
  return Object.entries(value).flatMap(([name, item]) =>
    listItems(repeatsLists && Array.isArray(item) ? item : [item], encode).map((text) => ({
      name: encodeName(name),
      value: text,
    })),
  );
}

/** Returns `R,100,G,200`, or `R=100,G=200` with `explode`. */
function commaJoined(
  value: WireValue,
  explode: boolean,
  { name: encodeName, value: encode }: PairEncoding,
  separator = ',',
): string {
  if (typeof value !== 'object' || value === null) return encode(primitiveText(value));
  if (Array.isArray(value)) return listItems(value, encode).join(separator);
  return members(value, encode, encodeName)
    .map((pair) => (explode ? `${pair.name}=${pair.value}` : `${pair.name},${pair.value}`))
    .join(',');
}

/** Serializes a path parameter (OpenAPI 3.1 §4.8.12.3; RFC 6570 §3.2.2, §3.2.5, §3.2.7). */
export function serializePath(name: string, given: WireValue, serialization: StyleSerialization): string {
  if (isUndefined(given)) return '';
  const { style, explode, allowReserved, allowSlashes = false, itemStyles } = serialization;
  const value = joinItems(given, itemStyles);
  const forbidden = pathDelimiters + (style === 'matrix' ? ';' : '') + (isComposite(value) ? ',' : '');
  const encodeSegment = (own: string): Encode =>
    allowReserved ? (text) => reservedEncode(text, own) : percentEncode;
  const encodePath = (own: string): Encode =>
    allowSlashes ? (text) => text.split('/').map(encodeSegment(own)).join('/') : encodeSegment(own);
  const encoding = { name: encodePath(`${forbidden}=`), value: encodePath(forbidden) };
  if (style === 'label') return label(value, explode, encoding);
  if (style === 'matrix') return matrix(percentEncode(name), value, explode, encoding);
  return commaJoined(value, explode, encoding, separators[style]);
}

/**
 * Characters that are encoded in a path although they are reserved: `/`, `?` and `#` would end the segment or the path
 * (OpenAPI 3.2 §4.12.2.2), and a segment has no raw brackets (RFC 3986 §3.3).
 */
const pathDelimiters = '/?#[]';

function isComposite(value: WireValue): boolean {
  return typeof value === 'object' && value !== null;
}

function label(value: WireValue, explode: boolean, encoding: PairEncoding): string {
  if (!explode || typeof value !== 'object' || value === null)
    return `.${commaJoined(value, false, encoding)}`;
  const parts = Array.isArray(value)
    ? listItems(value, encoding.value)
    : members(value, encoding.value, encoding.name).map((pair) => `${pair.name}=${pair.value}`);
  return parts.map((part) => `.${part}`).join('');
}

function matrix(name: string, value: WireValue, explode: boolean, encoding: PairEncoding): string {
  if (typeof value !== 'object' || value === null || !explode)
    return matrixPair(name, commaJoined(value, false, encoding));
  const pairs = Array.isArray(value)
    ? listItems(value, encoding.value).map((item) => ({ name, value: item }))
    : members(value, encoding.value, encoding.name);
  return pairs.map((pair) => matrixPair(pair.name, pair.value)).join('');
}

/** Returns `;name=value`, or `;name` for an empty value (RFC 6570 §3.2.7). */
function matrixPair(name: string, value: string): string {
  return value === '' ? `;${name}` : `;${name}=${value}`;
}

/** Separators within a value (OpenAPI 3.1 §4.8.12.4). Characters that RFC 3986 §3.4 does not allow are encoded. */
const separators: Partial<Record<StyleSerialization['style'], string>> = {
  form: ',',
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tabDelimited: '%09',
};

/**
 * Serializes a query parameter (OpenAPI 3.1 §4.8.12.3; RFC 6570 §3.2.8), or a field of a form that has a style. Null, an
 * empty list and an empty object have no pairs. In a form, items of `deepObject` lists are numbered, as Stripe expects.
 */
export function serializeQuery(
  name: string,
  value: WireValue,
  serialization: StyleSerialization,
  isInForm = false,
): EncodedPair[] {
  return formPairs(name, value, serialization, formEncoding(serialization, value), isInForm);
}

/**
 * Returns the encoding of queries and forms. `&` would begin another pair, `+` is a space, `#` begins the fragment, and
 * a query has no raw brackets (OpenAPI 3.1.1 §4.8.12.2.2 allowReserved and Appendix E; RFC 3986 §3.4). The first `=`
 * ends the name, and a comma an item of a list that is not exploded.
 */
function formEncoding(serialization: StyleSerialization, value: WireValue): PairEncoding {
  const { allowReserved, style, explode } = serialization;
  return pairEncoding(allowReserved, `&+#[]${style === 'form' && !explode && isComposite(value) ? ',' : ''}`);
}

function pairEncoding(allowReserved: boolean, forbidden: string): PairEncoding {
  if (!allowReserved) return { name: percentEncode, value: percentEncode };
  return {
    name: (text) => reservedEncode(text, `${forbidden}=`),
    value: (text) => reservedEncode(text, forbidden),
  };
}

function formPairs(
  name: string,
  given: WireValue,
  { style, explode, itemStyles, repeatsLists }: StyleSerialization,
  { name: encodeName, value: encode }: PairEncoding,
  numbersItems = false,
): EncodedPair[] {
  const value = joinItems(given, itemStyles);
  const encodedName = encode === asIs ? name : percentEncode(name);
  if (value === null) return [];
  if (typeof value !== 'object') return [{ name: encodedName, value: encode(primitiveText(value)) }];
  // OpenAPI does not define `deepObject` for a list at the top: its items are numbered.
  if (style === 'deepObject')
    return deepPairs(encodedName, value, encode, numbersItems || Array.isArray(value));
  const separator = separators[style];
  if (explode || separator === undefined)
    return Array.isArray(value)
      ? listItems(value, encode).map((item) => ({ name: encodedName, value: item }))
      : members(value, encode, encodeName, repeatsLists === true);
  const parts = Array.isArray(value)
    ? listItems(value, encode)
    : members(value, encode).flatMap((pair) => [pair.name, pair.value]);
  return parts.length === 0 ? [] : [{ name: encodedName, value: parts.join(separator) }];
}

/**
 * Returns `name[a][b]=1`. OpenAPI defines one level only. Deeper levels follow what servers with bracket syntax
 * expect: the name is repeated for a list of primitives, and the items of other lists are numbered. The brackets are
 * encoded, because RFC 3986 §3.4 does not allow them in a query.
 */
function deepPairs(name: string, value: WireValue, encode: Encode, numbersItems: boolean): EncodedPair[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [{ name, value: encode(primitiveText(value)) }];
  const repeats =
    Array.isArray(value) && !numbersItems && value.every((item) => typeof item !== 'object' || item === null);
  return Object.entries(value).flatMap(([key, item]) =>
    deepPairs(repeats ? name : `${name}%5B${percentEncode(key)}%5D`, item, encode, numbersItems),
  );
}

/** Serializes a header parameter: style `simple`, never percent-encoded (OpenAPI 3.1 §4.8.12.3; RFC 9110 §5.5). */
export function serializeHeader(
  name: string,
  value: WireValue,
  { style, explode, itemStyles }: StyleSerialization,
): string | undefined {
  if (isUndefined(value)) return undefined;
  const separator = decodeURIComponent(separators[style] ?? ',');
  return checkHeaderValue(name, commaJoined(joinItems(value, itemStyles), explode, unencoded, separator));
}

/**
 * Returns true for values that are undefined in a template (RFC 6570 §2.3): null, and lists and objects without a
 * value.
 */
function isUndefined(value: WireValue): boolean {
  return value === null || (typeof value === 'object' && !Object.values(value).some(isPresent));
}

/** @throws OpenApiMcpError ARGUMENTS_INVALID for text that a header cannot carry */
export function checkHeaderValue(name: string, text: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw new OpenApiMcpError('ARGUMENTS_INVALID', `${name}: a header cannot carry this value`, {
    hint: 'Use printable Latin-1 characters only, no line breaks.',
  });
}

/**
 * Serializes a cookie parameter: `form` is percent-encoded, the `cookie` style of OpenAPI 3.2 is not. Commas and
 * semicolons are no characters of a value even if it may have reserved ones (RFC 6265 §4.1.1).
 */
export function serializeCookie(
  name: string,
  value: WireValue,
  serialization: StyleSerialization,
): EncodedPair[] {
  const encoding =
    serialization.style === 'cookie' ? unencoded : pairEncoding(serialization.allowReserved, ',;');
  const pairs = formPairs(name, value, { ...serialization, style: 'form' }, encoding);
  // OpenAPI 3.2 §4.12.4 does not encode spaces and commas. A semicolon would begin another cookie.
  for (const pair of pairs)
    if (/[^\x20-\x7e]|;/.test(pair.name + pair.value))
      throw new OpenApiMcpError('ARGUMENTS_INVALID', `${name}: a cookie cannot carry this value`, {
        hint: 'Use printable ASCII characters, no semicolons.',
      });
  return pairs;
}
