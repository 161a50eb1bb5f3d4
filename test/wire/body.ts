import { expect } from 'vitest';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf, type BodySource } from '../support/document.ts';
import type { RecordedRequest } from '../support/upstream.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
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

/** What arrived, and what should have: equal where all is right. */
export interface Comparison {
  sent: SentBody;
  wanted: SentBody;
}

interface SentBody {
  contentType: string | undefined;
  contentLength: string | undefined;
  transferEncoding?: string | undefined;
  /** For the eye; the bytes decide. */
  text: string;
  base64: string;
}

/** Sends a row's body. */
export async function compareBody(row: BodyRow, options: RuntimeOptions = {}): Promise<Comparison> {
  const request = await requestOf(documentFor(row), { body: row.value, ...row.args }, options);
  const wanted = describe(row.contentType ?? row.body.mediaType, Buffer.from(row.bytes));
  return { sent: sentBody(request), wanted };
}

/** As `compareBody`, with the boundary that the request's Content-Type names. */
export async function compareParts(row: MultipartRow, options: RuntimeOptions = {}): Promise<Comparison> {
  const request = await requestOf(documentFor(row), { body: row.value, ...row.args }, options);
  const boundary = /; boundary=([0-9A-Za-z'()+_,./:=?-]{1,70})$/.exec(
    request.header('content-type') ?? '',
  )?.[1];
  const contentType = `${row.contentType ?? row.body.mediaType}; boundary=${boundary}`;
  return { sent: sentBody(request), wanted: describe(contentType, assemble(row.parts, boundary ?? '')) };
}

function sentBody(request: RecordedRequest): SentBody {
  return {
    ...describe(request.header('content-type'), request.body),
    contentLength: request.header('content-length'),
    transferEncoding: request.header('transfer-encoding'),
  };
}

function describe(contentType: string | undefined, body: Buffer): SentBody {
  return {
    contentType,
    contentLength: String(body.length),
    text: body.toString('utf8'),
    base64: body.toString('base64'),
  };
}

/** RFC 2046 §5.1.1 */
function assemble(parts: (string | Buffer)[], boundary: string): Buffer {
  const between = parts.flatMap((part) => [`--${boundary}\r\n`, part, '\r\n']);
  return Buffer.concat([...between, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

/** What came of a call that has to fail: how many requests left, and what was said. */
export async function refuse(
  row: RefusedBodyRow,
  options: RuntimeOptions = {},
): Promise<{ sent: number; isError: boolean; text: string }> {
  const { result, requests } = await callOnce(documentFor(row), { body: row.value, ...row.args }, options);
  return { sent: requests.length, isError: result.isError ?? false, text: textOf(result) };
}

/** What `refuse` must answer. */
export function refused(names: string): object {
  return { sent: 0, isError: true, text: expect.stringContaining(names) as string };
}
