import type { ParameterSource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** The title of a row, and the source of its expectation. */
export interface Row {
  title: string;
  /** The section of a specification that defines the expectation. */
  source: string;
}

/** A parameter, its value, and the expected request. */
export interface ParameterRow extends Row {
  parameter: ParameterSource;
  value: Json;
  /** The name of the argument if it differs from that of the parameter. */
  argument?: string;
  /** The version of the document, for features that 3.1.0 does not have. */
  openapi?: string;
}

/** A call that must return an error before anything is sent. */
export interface RefusedRow extends Row {
  parameters: ParameterSource[];
  args: JsonObject;
  path?: string;
  /** A part of the error message. */
  names: string;
}

export const styleTable = 'OpenAPI 3.1.1 §4.8.12.4';
export const percentEncoding = 'OpenAPI 3.1.1 appendix E, RFC 3986 §2.1';
export const simpleExpansion = 'RFC 6570 §3.2.2 (only unreserved characters stay), RFC 3986 §2.3';
export const undefinedValues = 'RFC 6570 §2.3, §3.2.1';

/** The values of the style table. */
export const blue = 'blue';
export const colors = ['blue', 'black', 'brown'];
export const rgb = { R: 100, G: 200, B: 150 };

export const text = { type: 'string' };
export const texts = { type: 'array', items: text };
export const integer = { type: 'integer' };
export const integers = { type: 'array', items: integer };
export const number = { type: 'number' };
export const boolean = { type: 'boolean' };
export const open = { type: 'object', additionalProperties: {} };
export const integersByName = { type: 'object', additionalProperties: integer };
export const orNull = { type: ['string', 'null'] };

/** Returns rows for `it.each`, where `%s` prints the title. */
export function titled<Kind extends { title: string }>(rows: readonly Kind[]): [title: string, row: Kind][] {
  return rows.map((row) => [row.title, row]);
}
