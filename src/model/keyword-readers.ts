import { asArray, asJsonObject } from '../json/narrow.ts';
import { frameworkNameMessage, meaningOfFormat } from '../load/framework-names.ts';
import { exactKeyword } from '../schema/exact-integers.ts';
import { readPattern } from './repair-pattern.ts';
import { hiddenCharactersMessage, schemaText } from './visible-text.ts';
import type { KeywordReport } from './report-findings.ts';
import type { Json } from '../json/value.ts';

/** Returns the valid value of a keyword, or `undefined` to drop the keyword. */
type KeywordReader = (value: Json, report: KeywordReport) => Json | undefined;

const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

/** The formats of ajv-formats, which clients use; any other would only make them warn. */
const formats = new Set(
  (
    'date time date-time iso-time iso-date-time duration uri uri-reference uri-template url email hostname ipv4 ipv6 ' +
    'regex uuid json-pointer json-pointer-uri-fragment relative-json-pointer byte int32 int64 float double password binary'
  ).split(' '),
);

/** Formats of JSON Schema and of OpenAPI's registry that nothing checks. */
const uncheckedFormats = new Set(
  (
    'iri iri-reference idn-email idn-hostname char commonmark html media-range http-date decimal decimal128 base64url ' +
    'int8 int16 uint8 uint16 uint32 uint64 double-int date-time-local time-local sf-string sf-token sf-integer sf-boolean'
  ).split(' '),
);

const unchanged: KeywordReader = (value) => value;
const text: KeywordReader = (value, report) => {
  if (typeof value !== 'string') return undefined;
  const message = hiddenCharactersMessage(value);
  if (message !== undefined) report('repaired', message);
  return schemaText(value);
};

const flag: KeywordReader = (value) => (typeof value === 'boolean' ? value : undefined);

/** Accepts numeric strings too: documents written in YAML or by hand have `"10"` for 10. */
function numeric(accepts: (value: number) => boolean): KeywordReader {
  return (value, report) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !accepts(number)) {
      report('relaxed', `${JSON.stringify(value)} is not a valid value`);
      return undefined;
    }
    if (number !== value) report('repaired', `${JSON.stringify(value)} is read as a number`);
    return number;
  };
}

const bound = numeric(Number.isFinite);
const count = numeric((value) => Number.isInteger(value) && value >= 0);

const readType: KeywordReader = (value, report) => {
  // An unquoted `null` of YAML is no text.
  const declared = (Array.isArray(value) ? value : [value]).map((type) => type ?? 'null');
  if (value === null || (Array.isArray(value) && value.includes(null)))
    report('repaired', 'null in type is read as the type "null"');
  const known = [...new Set(declared)].filter((type) => typeof type === 'string' && types.has(type));
  if (known.length < new Set(declared).size)
    report('relaxed', `type ${JSON.stringify(value)} does not exist in JSON Schema`);
  return known.length > 1 ? known : known[0];
};

const readEnum: KeywordReader = (value, report) => {
  const values = asArray(value);
  const distinct = new Map((values ?? []).map((item) => [JSON.stringify(item), item]));
  if (distinct.size > 0) return [...distinct.values()];
  report('relaxed', 'an enum without values was dropped');
  return undefined;
};

const readRequired: KeywordReader = (value, report) => {
  if (!Array.isArray(value) || value.some((name) => typeof name !== 'string'))
    report('relaxed', `required ${JSON.stringify(value)} is not a list of names`);
  const names = readNames(value);
  return names.length > 0 ? names : undefined;
};

/** Returns the distinct texts of a list. */
export function readNames(value: Json): string[] {
  return [...new Set((asArray(value) ?? []).filter((name) => typeof name === 'string'))];
}

const readDependentRequired: KeywordReader = (value) => {
  const entries = Object.entries(asJsonObject(value) ?? {}).map(
    ([name, names]) => [name, readNames(names)] as const,
  );
  const stated = entries.filter(([, names]) => names.length > 0);
  return stated.length > 0 ? Object.fromEntries(stated) : undefined;
};

const readFormat: KeywordReader = (value, report) => {
  if (typeof value !== 'string') {
    report('relaxed', `format ${JSON.stringify(value)} is not a text`);
    return undefined;
  }
  if (formats.has(value)) return value;
  // Any format is valid (OpenAPI 3.1 §4.4).
  if (!uncheckedFormats.has(value)) report('ignored', frameworkNameMessage);
  return meaningOfFormat(value);
};

const readTextPattern: KeywordReader = (value, report) => {
  if (typeof value === 'string') return readPattern(value, report);
  report('relaxed', `pattern ${JSON.stringify(value)} is not a text`);
  return undefined;
};

/**
 * Keywords without subschemas (JSON Schema 2020-12). Keywords in no table are dropped: OpenAPI's own keywords,
 * extensions, `$id` and `$anchor`.
 */
export const keywordReaders = new Map<string, KeywordReader>([
  ['type', readType],
  ['enum', readEnum],
  ['const', unchanged],
  ['title', text],
  ['description', text],
  ['default', unchanged],
  ['examples', (value) => (asArray(value)?.length ? value : undefined)],
  ['format', readFormat],
  ['pattern', readTextPattern],
  ['minimum', bound],
  ['maximum', bound],
  ['exclusiveMinimum', bound],
  ['exclusiveMaximum', bound],
  ['multipleOf', numeric((value) => Number.isFinite(value) && value > 0)],
  ['minLength', count],
  ['maxLength', count],
  ['minItems', count],
  ['minContains', count],
  ['maxContains', count],
  ['maxItems', count],
  ['minProperties', count],
  ['maxProperties', count],
  ['uniqueItems', flag],
  ['required', readRequired],
  ['dependentRequired', readDependentRequired],
  ['deprecated', flag],
  ['readOnly', flag],
  ['writeOnly', flag],
  ['contentEncoding', text],
  ['contentMediaType', text],
  [exactKeyword, unchanged],
]);
