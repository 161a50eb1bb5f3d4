import { schemaCapabilities } from './capabilities.ts';
import { asArray } from '../json/narrow.ts';
import { parsePointer } from '../json/pointer.ts';
import { truncate } from '../json/truncate.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

/** Most values that the text of an error names. */
export const maximumValues = 20;

/** The value that was validated. */
export interface Subject {
  /** The beginning of all paths. It is empty for arguments, whose paths begin with their names. */
  root: '' | '$';
  value: Json;
  /** Hides parts of the texts of values. */
  hide?: ((text: string) => string) | undefined;
  unknownName(error: ErrorObject, place: string, name: string): string;
}

/** Returns an instance path as a readable path: `/body/tags/0` becomes `body.tags[0]`. */
export function pathOf(instancePath: string, { root, value }: Subject): string {
  let path: string = root;
  let node: Json | undefined = value;
  for (const segment of parsePointer(instancePath) ?? []) {
    path = Array.isArray(node) ? `${path}[${segment}]` : joinPath(path, segment);
    node = typeof node === 'object' && node !== null ? (node as JsonObject)[segment] : undefined;
  }
  return path;
}

export function joinPath(path: string, name: string): string {
  if (path === '') return name;
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

/** Returns the values that an error of `enum` or `const` asks for. Integers beyond 2^53 are text. */
export function allowedValues({ params, parentSchema = {} }: ErrorObject): Json[] {
  const { allowedValue, allowedValues: allowed = [allowedValue] } = params as Record<string, Json>;
  return schemaCapabilities.exactIntegers?.exactValues(parentSchema) ?? asArray(allowed) ?? [];
}

export function formatList(values: Json[], quoted = false): string {
  const texts = values
    .slice(0, maximumValues)
    .map((value) => (quoted ? JSON.stringify(value) : String(value)));
  if (values.length > maximumValues) texts.push('…');
  return texts.join(quoted ? ', ' : ' or ');
}

/** Returns the value that an error is about, with all of its digits. */
export function formatGiven(
  { data, instancePath }: ErrorObject,
  { value, hide = (text) => text }: Subject,
): string {
  const exact = schemaCapabilities.exactIntegers?.textAt(value, parsePointer(instancePath) ?? []);
  return truncate(hide(exact ?? JSON.stringify(data) ?? 'nothing'), 80);
}
