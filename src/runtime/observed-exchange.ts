import { isSecretHeader, redacted } from './security/redact.ts';
import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import type { Redactor } from './security/redact.ts';

/** A request to the API with its response, without secrets. */
export interface ObservedExchange {
  request: HttpRequest;
  /** Absent if no response came. */
  response?: HttpResponse;
  /** Milliseconds from the start of the request to the end of the response. */
  duration: number;
}

/** Returns a request with its headers and body, without secrets. */
export function redactWhole(request: HttpRequest, redactor: Redactor): HttpRequest {
  const { target, headers, body } = request;
  const shown = headers.map(([name, value]): [string, string] => [
    name,
    isSecretHeader(name) ? redacted : redactor.text(value),
  ]);
  return {
    ...request,
    target: redactor.text(target),
    headers: shown,
    ...(body === undefined ? {} : { body: redactBody(body, redactor) }),
  };
}

function redactBody(body: string | Buffer, redactor: Redactor): string | Buffer {
  if (typeof body === 'string') return redactor.text(body);
  // Latin-1 preserves bytes that are not valid UTF-8.
  return Buffer.from(redactor.text(body.toString('latin1')), 'latin1');
}
