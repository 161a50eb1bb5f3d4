import { randomUUID } from 'node:crypto';
import type { HttpRequest } from '../../http/http-message.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** A request, and true if it has an idempotency key. */
export interface KeyedRequest {
  request: HttpRequest;
  isKeyed: boolean;
}

/**
 * Returns a POST or PATCH with a new idempotency key in the header of that name, unless the caller gave one. Without a
 * name, it is the header Idempotency-Key if the document declares it (draft-ietf-httpapi-idempotency-key-header).
 */
export function withIdempotencyKey(
  request: HttpRequest,
  operation: OperationDescriptor | undefined,
  given: string | undefined,
): KeyedRequest {
  const isUnsafe = request.method === 'POST' || request.method === 'PATCH';
  const header = isUnsafe ? (given ?? declaredHeader(operation)) : undefined;
  if (header === undefined) return { request, isKeyed: false };
  const isGiven = request.headers.some(([name]) => name.toLowerCase() === header.toLowerCase());
  if (isGiven) return { request, isKeyed: true };
  return { request: { ...request, headers: [...request.headers, [header, randomUUID()]] }, isKeyed: true };
}

function declaredHeader(operation: OperationDescriptor | undefined): string | undefined {
  return operation?.parameters.find(
    (parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === 'idempotency-key',
  )?.name;
}
