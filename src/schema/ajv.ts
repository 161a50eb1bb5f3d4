import { schemaCapabilities } from './capabilities.ts';
import { isJsonObject } from '../json/narrow.ts';
import { isMultiple } from './is-multiple.ts';
import { compileNative, tolerant } from './native-pattern.ts';
import type { Json } from '../json/value.ts';
import type { Ajv2020 } from 'ajv/dist/2020.js';

/** The settings of an instance of Ajv. */
export interface AjvSettings {
  allErrors: boolean;
  /** Receives each date-time and time without a UTC offset, which is accepted then. */
  onLocalTime?: (value: string) => void;
}

/** Returns an instance of Ajv that accepts every schema it can compile. Ajv is imported at the first call. */
export async function loadAjv({ allErrors, onLocalTime }: AjvSettings): Promise<Ajv2020> {
  const [{ Ajv2020: Ajv }, { default: addFormats }, compilePattern] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
    schemaCapabilities.loadPatternCompiler?.() ?? tolerant(compileNative),
  ]);
  // Without inlining, a schema with many references is compiled once.
  const options = { strict: false, logger: false, verbose: true, validateSchema: false, inlineRefs: false };
  // Ajv writes this name only into standalone code.
  const regExp = Object.assign(compilePattern, { code: 'new RegExp' });
  // An inherited property, such as `constructor`, does not count as present.
  const ownProperties = true;
  const instance = new Ajv({ ...options, logger: false, ownProperties, allErrors, code: { regExp } });
  // The package is CommonJS: under ESM its types and its exports differ by one `default`.
  const plugin = 'default' in addFormats ? addFormats.default : addFormats;
  (plugin as unknown as (target: Ajv2020) => void)(instance);
  if (onLocalTime !== undefined)
    for (const format of ['date-time', 'time']) acceptLocalTimes(instance, format, onLocalTime);
  // Ajv divides binary fractions, by which 19.99 is no multiple of 0.01.
  instance.removeKeyword('multipleOf').addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    error: { message: ({ schema }) => `must be multiple of ${String(schema)}` },
    validate: (divisor: number, value: number) => isMultiple(value, divisor),
  });
  schemaCapabilities.exactIntegers?.addKeyword(instance);
  // Ajv compares all pairs of items, which takes minutes for a list of 100,000.
  return instance.removeKeyword('uniqueItems').addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have the same item twice' },
    validate: (isRequired: boolean, items: Json[]) => !isRequired || isUnique(items),
  });
}

/** Accepts times without an offset, which many APIs take and print although RFC 3339 requires one. */
function acceptLocalTimes(instance: Ajv2020, name: string, onLocalTime: (value: string) => void): void {
  const format = instance.formats[name];
  const strict = typeof format === 'object' && 'validate' in format ? format.validate : undefined;
  if (typeof strict !== 'function') return;
  const isValid = strict as (value: string) => boolean;
  instance.addFormat(name, (value) => {
    if (isValid(value)) return true;
    const isLocal = isValid(`${value}Z`);
    if (isLocal) onLocalTime(value);
    return isLocal;
  });
}

/** Returns true if no two items are equal, whatever the order of their keys. */
function isUnique(items: Json[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item, sortKeys))).size === items.length;
}

/** Sorts the keys of an object, for `JSON.stringify`. */
function sortKeys(_key: string, value: Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
