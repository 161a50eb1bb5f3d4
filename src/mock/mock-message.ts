import { STATUS_CODES } from 'node:http';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { ValidationError } from './validation-error.ts';

/** A request to the mock, as it was sent. */
export interface MockRequest {
  method: string;
  /** Path and query, still encoded. */
  target: string;
  /** Header fields by name in lower case, repeated fields joined by commas. */
  headers: Record<string, string>;
  body: Buffer;
}

/** A response of the mock. */
export interface MockResponse {
  status: number;
  headers: Record<string, string>;
  body?: Buffer;
}

/** Returns a response with problem details (RFC 9457 §3). */
export function problemResponse(
  status: number,
  detail: string,
  { errors, headers = {} }: { errors?: ValidationError[]; headers?: Record<string, string> } = {},
): MockResponse {
  const title = STATUS_CODES[status] ?? 'Error';
  const problem = omitUndefined({ type: 'about:blank', title, status, detail, errors });
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
    body: Buffer.from(JSON.stringify(problem), 'utf8'),
  };
}

/** Returns the response for an invalid request. */
export function invalidRequest(status: number, errors: ValidationError[]): MockResponse {
  const count = errors.length === 1 ? '1 mistake' : `${errors.length} mistakes`;
  return problemResponse(status, `The request has ${count}.`, { errors });
}
