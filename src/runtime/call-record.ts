import type { CallRecord, RequestContext } from './protocol.ts';

/** Adds facts to the audit record of a call, if there is one. */
export function updateCallRecord(context: RequestContext | undefined, facts: CallRecord): void {
  if (context?.record !== undefined) Object.assign(context.record, facts);
}
