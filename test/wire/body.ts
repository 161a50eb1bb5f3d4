import { expect } from 'vitest';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf, type BodySource } from '../support/document.ts';
import type { RecordedRequest } from '../support/upstream.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { Row } from './rows.ts';

/** A body, and the bytes that must arrive. */
export interface BodyRow extends Row {
  body: BodySource;
  schemas?: JsonObject;
  value: Json;
  /** The arguments besides `body`. */
  args?: JsonObject;
  bytes: string | Buffer;
  /** The declared media type by default. */
  contentType?: string;
  method?: string;
  openapi?: string;
}

/** A multipart body. Each part has its header and its data as they are between two boundaries. */
export interface MultipartRow extends Omit<BodyRow, 'bytes'> {
  parts: (string | Buffer)[];
}

/** A body that must cause an error before anything is sent. */
export interface RefusedBodyRow extends Row {
  body: BodySource;
  value: Json;
  args?: JsonObject;
  /** A part of the error message. */
  names: string;
}

type Call = Pick<BodyRow, 'body' | 'value' | 'args' | 'schemas' | 'method' | 'openapi'>;

function documentFor({ body, schemas, method = 'post', openapi }: Call): JsonObject {
  return documentOf({ method, body, ...(schemas && { schemas }), ...(openapi && { openapi }) });
}

/** The received and the expected body. */
export interface Comparison {
  sent: SentBody;
  wanted: SentBody;
}

interface SentBody {
  contentType: string | undefined;
  contentLength: string | undefined;
  transferEncoding?: string | undefined;
  /** The body as text, to read failures. The bytes decide. */
  text: string;
  base64: string;
}

/** Sends the body of a row. */
export async function compareBody(row: BodyRow, options: RuntimeOptions = {}): Promise<Comparison> {
  const request = await requestOf(documentFor(row), { body: row.value, ...row.args }, options);
  const wanted = describe(row.contentType ?? row.body.mediaType, Buffer.from(row.bytes));
  return { sent: sentBody(request), wanted };
}

/** Compares a multipart body, with the boundary of its `Content-Type`. */
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

/** Writes the parts between boundaries (RFC 2046 §5.1.1). */
function assemble(parts: (string | Buffer)[], boundary: string): Buffer {
  const between = parts.flatMap((part) => [`--${boundary}\r\n`, part, '\r\n']);
  return Buffer.concat([...between, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

/** The outcome of a call that must fail: the number of requests, and the error. */
export async function refuse(
  row: RefusedBodyRow,
  options: RuntimeOptions = {},
): Promise<{ sent: number; isError: boolean; text: string }> {
  const { result, requests } = await callOnce(documentFor(row), { body: row.value, ...row.args }, options);
  return { sent: requests.length, isError: result.isError ?? false, text: textOf(result) };
}

/** The expected outcome of `refuse`. */
export function refused(names: string): object {
  return { sent: 0, isError: true, text: expect.stringContaining(names) as string };
}
