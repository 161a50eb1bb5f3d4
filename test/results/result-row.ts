import type { Content } from '../../src/runtime/protocol.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { ParameterSource } from '../support/document.ts';
import type { Answers } from '../support/upstream.ts';

/** A response of an API, and the exact result for a client. */
export interface ResultRow {
  title: string;
  /** The response of the API. Its targets begin with the number of the row: `/7`, `/7/things/1`. */
  answer: Answers;
  /** @default 'get' */
  method?: string;
  /** The rest of the path after the number of the row. */
  path?: string;
  parameters?: ParameterSource[];
  security?: JsonObject[];
  /** Schema of the declared response; without one there is no output schema. */
  schema?: Json;
  /** Another status or range that the document declares, besides `default`. */
  declares?: string;
  /** URL of another API than the upstream. */
  server?: string;
  args?: JsonObject;
  /** Texts stand for text content; `{row}` in a URI is the number of the row. */
  content: (string | Content)[];
  structured?: Json;
  isError?: true;
  /** The expected `_meta` besides the duration. The default status is 200; `none` means no `_meta`. */
  meta?: JsonObject | 'none';
  /** Targets that reached the API, without the number of the row. */
  targets?: string[];
}

/** Schemas by their root. */
export const objectRoot = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };
export const listRoot = { type: 'array', items: { type: 'integer' } };
export const anyRoot = { type: ['object', 'array', 'string', 'number', 'boolean', 'null'] };

/** An embedded resource with bytes. */
export function blob(mimeType: string, bytes: Uint8Array | string, fragment = ''): Content {
  const data = Buffer.from(bytes).toString('base64');
  return { type: 'resource', resource: { uri: `results://api/{row}${fragment}`, mimeType, blob: data } };
}

/** Image or audio content. */
export function media(type: 'image' | 'audio', mimeType: string, bytes: Uint8Array): Content {
  return { type, mimeType, data: Buffer.from(bytes).toString('base64') };
}

/** Returns a text as ISO-8859-1. */
export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Returns rows for `it.each` with `%s`, which prints the whole title. */
export function titled<Kind extends { title: string }>(rows: readonly Kind[]): [title: string, row: Kind][] {
  return rows.map((row) => [row.title, row]);
}
