import { InputRequired, ProtocolFault } from '../protocol.ts';
import type { CallRecord, Handlers, RequestContext } from '../protocol.ts';
import type { JsonObject } from '../../json/value.ts';

/** What an audit log says of one call, or of a request that was refused before it was one. */
export interface AuditEntry {
  /** When it came, in ISO 8601. */
  time: string;
  /** Who called; `null` where callers are not told apart. */
  caller: string | null;
  /** Where a refused request came from: the other end of its connection. */
  address?: string;
  /** `http`: refused before the protocol. `tokens`: the file of callers' tokens could not be read again. */
  request: 'tools/call' | 'resources/read' | 'http' | 'tokens';
  /** As it was asked for, where there is no such tool; `null` for a URI that names no resource. */
  tool: string | null;
  method: string | null;
  /** Path template. */
  path: string | null;
  /** Of the API's answer, `null` where none came; of the refusal for `http`. */
  status: number | null;
  /** Milliseconds. */
  duration: number;
  /** Of the API's answer. */
  bytes: number;
  /** Code of what went wrong, or why nothing was sent. */
  error: string | null;
  /** The same in words, of a refused token and for `tokens`. */
  reason?: string;
  arguments?: JsonObject;
}

const longestName = 100;

/** Writes down what has become known of a call, where that is wanted. */
export function updateCallRecord(context: RequestContext | undefined, facts: CallRecord): void {
  if (context?.record !== undefined) Object.assign(context.record, facts);
}

/** The same handlers, each call of which is written down when it ends, however it ends. */
export function auditCalls(
  handlers: Handlers,
  write: (entry: AuditEntry) => void,
  { auditArguments = false }: { auditArguments?: boolean },
): Handlers {
  async function audited<Result>(
    request: AuditEntry['request'],
    tool: string | null,
    context: RequestContext,
    call: (context: RequestContext) => Promise<Result>,
  ): Promise<Result> {
    const time = new Date().toISOString();
    const started = performance.now();
    const record: CallRecord = {};
    try {
      return await call({ ...context, record });
    } catch (thrown) {
      record.error ??= codeOf(thrown, context);
      throw thrown;
    } finally {
      const { operation, status, bytes = 0, error } = record;
      write({
        time,
        caller: context.principal?.name ?? null,
        request,
        tool: operation?.name ?? tool?.slice(0, longestName) ?? null,
        method: operation?.method ?? null,
        path: operation?.path ?? null,
        status: status ?? null,
        duration: Math.round((performance.now() - started) * 10) / 10,
        bytes,
        error: error ?? null,
        ...(auditArguments && record.arguments !== undefined ? { arguments: record.arguments } : {}),
      });
    }
  }

  return {
    ...handlers,
    callTool: (name, args, context = {}) =>
      audited('tools/call', name, context, (recorded) => {
        updateCallRecord(recorded, { arguments: args });
        return handlers.callTool(name, args, recorded);
      }),
    readResource: (uri, context = {}) =>
      audited('resources/read', null, context, (recorded) => handlers.readResource(uri, recorded)),
  };
}

function codeOf(thrown: unknown, { signal }: RequestContext): string {
  if (thrown instanceof InputRequired) return 'CONFIRMATION_PENDING';
  if (signal?.aborted === true) return 'CALL_CANCELLED';
  return thrown instanceof ProtocolFault ? 'REQUEST_INVALID' : 'INTERNAL';
}

/** An entry about no call. */
export function auditEvent(facts: Pick<AuditEntry, 'request' | 'error'> & Partial<AuditEntry>): AuditEntry {
  const { caller = null, address, ...rest } = facts;
  return {
    time: new Date().toISOString(),
    caller,
    ...(address === undefined ? {} : { address }),
    tool: null,
    method: null,
    path: null,
    status: null,
    duration: 0,
    bytes: 0,
    ...rest,
  };
}
