import { expect } from 'vitest';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf, type BodySource } from '../support/document.ts';
import type { RuntimeOptions } from '../../src/runtime/options.ts';
import type { Json, JsonObject } from '../../src/runtime/types.ts';
import type { Row } from './rows.ts';

/** A body, and the bytes that have to arrive. */
export interface BodyRow extends Row {
  body: BodySource;
  schemas?: JsonObject;
  value: Json;
  /** Arguments besides `body`. */
  args?: JsonObject;
  bytes: string | Buffer;
  /** The declared media type unless given. */
  contentType?: string;
  method?: string;
  openapi?: string;
}

/** A multipart body; each part is its header and its data as they stand between two boundaries. */
export interface MultipartRow extends Omit<BodyRow, 'bytes'> {
  parts: (string | Buffer)[];
}

/** A body that must end in an error with nothing sent. */
export interface RefusedBodyRow extends Row {
  body: BodySource;
  value: Json;
  args?: JsonObject;
  /** What the error has to say. */
  names: string;
}

type Call = Pick<BodyRow, 'body' | 'value' | 'args' | 'schemas' | 'method' | 'openapi'>;

function documentFor({ body, schemas, method = 'post', openapi }: Call): JsonObject {
  return documentOf({ method, body, ...(schemas && { schemas }), ...(openapi && { openapi }) });
}

/** Sends the row's body and compares what arrived byte for byte. */
export async function expectBody(row: BodyRow, options: RuntimeOptions = {}): Promise<void> {
  const request = await requestOf(documentFor(row), { body: row.value, ...row.args }, options);
  const expected = Buffer.from(row.bytes);
  expect(request.body.toString('utf8')).toBe(expected.toString('utf8'));
  expect(request.body.equals(expected)).toBe(true);
  expect(request.header('content-type')).toBe(row.contentType ?? row.body.mediaType);
  expect(request.header('content-length')).toBe(String(expected.length));
  expect(request.header('transfer-encoding')).toBeUndefined();
}

/** As `expectBody`, with the boundary that the request's Content-Type names. */
export async function expectParts(row: MultipartRow, options: RuntimeOptions = {}): Promise<void> {
  const request = await requestOf(documentFor(row), { body: row.value, ...row.args }, options);
  const [type, boundary = ''] = (request.header('content-type') ?? '').split('; boundary=');
  expect(type).toBe(row.contentType ?? row.body.mediaType);
  expect(boundary).toMatch(/^[0-9A-Za-z'()+_,./:=?-]{1,70}$/);
  const expected = assemble(row.parts, boundary);
  expect(request.body.toString('utf8')).toBe(expected.toString('utf8'));
  expect(request.body.equals(expected)).toBe(true);
}

/** RFC 2046 §5.1.1 */
function assemble(parts: (string | Buffer)[], boundary: string): Buffer {
  const between = parts.flatMap((part) => [`--${boundary}\r\n`, part, '\r\n']);
  return Buffer.concat([...between, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

export async function expectRefusal(row: RefusedBodyRow, options: RuntimeOptions = {}): Promise<void> {
  const { result, requests } = await callOnce(documentFor(row), { body: row.value, ...row.args }, options);
  expect(requests.map(({ target }) => target)).toEqual([]);
  expect(result.isError).toBe(true);
  expect(textOf(result)).toContain(row.names);
}
