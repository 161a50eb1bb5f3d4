import type { ParameterSource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** What every row has: what it shows, and who says so. */
export interface Row {
  title: string;
  /** The section that the expectation is taken from. */
  source: string;
}

/** One parameter, one value, and what the wire has to show. */
export interface ParameterRow extends Row {
  parameter: ParameterSource;
  value: Json;
  /** The argument's name where it is not the parameter's. */
  argument?: string;
  /** Document version where 3.1.0 does not know the feature. */
  openapi?: string;
}

/** A call that must end in an error result with nothing sent. */
export interface RefusedRow extends Row {
  parameters: ParameterSource[];
  args: JsonObject;
  path?: string;
  /** What the error has to name. */
  names: string;
}

export const styleTable = 'OpenAPI 3.1.1 §4.8.12.4';
export const percentEncoding = 'OpenAPI 3.1.1 appendix E, RFC 3986 §2.1';
export const simpleExpansion = 'RFC 6570 §3.2.2 (only unreserved characters stay), RFC 3986 §2.3';
export const undefinedValues = 'RFC 6570 §2.3, §3.2.1';

/** The three values of the style table. */
export const blue = 'blue';
export const colors = ['blue', 'black', 'brown'];
export const rgb = { R: 100, G: 200, B: 150 };

export const text = { type: 'string' };
export const texts = { type: 'array', items: text };
export const integer = { type: 'integer' };
export const integers = { type: 'array', items: integer };
export const number = { type: 'number' };
export const boolean = { type: 'boolean' };
export const open = { type: 'object', additionalProperties: true };
export const integersByName = { type: 'object', additionalProperties: integer };
export const orNull = { type: ['string', 'null'] };

/** Rows for `it.each` with `%s`, which prints a title whole. */
export function titled<Kind extends { title: string }>(rows: readonly Kind[]): [title: string, row: Kind][] {
  return rows.map((row) => [row.title, row]);
}
