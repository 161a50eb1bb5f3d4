import type { JsonObject } from '../json/value.ts';
import type { CallRecord, RequestContext } from './protocol.ts';

/** Adds facts to the audit record of a call, if there is one. */
export function updateCallRecord(context: RequestContext | undefined, facts: CallRecord): void {
  if (context?.record !== undefined) Object.assign(context.record, facts);
}

/** Adds the operation of a call to its record. An assignment costs a fraction of `Object.assign`. */
export function recordOperation(
  context: RequestContext | undefined,
  operation: CallRecord['operation'] & object,
  args: JsonObject,
): void {
  const record = context?.record;
  if (record === undefined) return;
  record.operation = operation;
  record.arguments = args;
}

/** Adds the response of the API to the record of a call. */
export function recordResponse(
  { record }: RequestContext,
  { status, bytes, attempts }: { status: number; bytes: number; attempts?: number | undefined },
  reason: string | undefined,
): void {
  if (record === undefined) return;
  record.status = status;
  record.bytes = bytes;
  if (attempts !== undefined) record.attempts = attempts;
  if (reason !== undefined) record.reason = reason;
}
