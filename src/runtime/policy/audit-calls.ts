import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../../errors.ts';
import { jsonRpcCodes } from '../json-rpc.ts';
import { InputRequired, ProtocolFault } from '../protocol.ts';
import { updateCallRecord } from '../call-record.ts';
import type { CallRecord, Handlers, RequestContext } from '../protocol.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { AuditOptions } from './audit-options.ts';

const maxNameLength = 100;

/** Returns handlers that write an audit entry when a call ends, with or without an error. */
export function auditCalls(handlers: Handlers, { write, includeArguments = false }: AuditOptions): Handlers {
  async function audited<Result>(
    request: AuditEntry['request'],
    tool: string | null,
    context: RequestContext,
    call: (context: RequestContext) => Promise<Result>,
  ): Promise<Result> {
    const time = new Date().toISOString();
    const started = performance.now();
    const record: CallRecord = context.record ?? {};
    try {
      return await call({ record, ...context });
    } catch (thrown) {
      record.error ??= codeOfThrown(thrown, context);
      throw thrown;
    } finally {
      const { operation, api, status, bytes = 0, error, reason } = record;
      const { issuer } = context.principal ?? {};
      // A completion without a call of the API is no event.
      if (request !== 'completion/complete' || operation !== undefined)
        writeEntry(write, {
          time,
          ...(context.id === undefined ? {} : { id: context.id }),
          caller: context.principal?.name ?? null,
          ...(issuer === undefined ? {} : { issuer }),
          request,
          ...(api === undefined ? {} : { api }),
          tool: operation?.name ?? tool?.slice(0, maxNameLength) ?? null,
          method: operation?.method ?? null,
          path: operation?.path ?? null,
          status: status ?? null,
          duration: Math.round((performance.now() - started) * 10) / 10,
          bytes,
          error: error ?? null,
          ...(reason === undefined ? {} : { reason }),
          ...(includeArguments && record.arguments !== undefined ? { arguments: record.arguments } : {}),
        });
    }
  }

  const { prompts } = handlers;
  return {
    ...handlers,
    ...(prompts === undefined
      ? {}
      : {
          prompts: {
            ...prompts,
            complete: (name, argument, value, context = {}) =>
              audited('completion/complete', null, context, (recorded) =>
                prompts.complete(name, argument, value, recorded),
              ),
          },
        }),
    callTool: (name, args, context = {}) =>
      audited('tools/call', name, context, (recorded) => {
        updateCallRecord(recorded, { arguments: args });
        return handlers.callTool(name, args, recorded);
      }),
    readResource: (uri, context = {}) =>
      audited('resources/read', null, context, (recorded) => handlers.readResource(uri, recorded)),
  };
}

/**
 * Writes an entry.
 *
 * @throws OpenApiMcpError AUDIT_FAILED if it cannot be written
 */
function writeEntry(write: AuditOptions['write'], entry: AuditEntry): void {
  try {
    write(entry);
  } catch (cause) {
    const took =
      entry.status === null
        ? ''
        : ` The API has responded to the call with ${entry.status}: check what it did before repeating it.`;
    throw new OpenApiMcpError(
      'AUDIT_FAILED',
      `The audit log of this server cannot be written: ${messageOf(cause)}.${took}`,
      { cause },
    );
  }
}

/** Returns the code of an error that a handler threw, for logs. */
export function codeOfThrown(thrown: unknown, { signal }: RequestContext): string {
  if (thrown instanceof InputRequired)
    return 'url' in thrown.question ? 'ACCOUNT_REQUIRED' : 'CONFIRMATION_PENDING';
  if (signal?.aborted === true) return 'CALL_CANCELLED';
  if (thrown instanceof ProtocolFault && thrown.code === jsonRpcCodes.pageRequired) return 'ACCOUNT_REQUIRED';
  if (isOpenApiMcpError(thrown, 'AUDIT_FAILED')) return thrown.code;
  return thrown instanceof ProtocolFault ? 'REQUEST_INVALID' : 'INTERNAL';
}

/** Builds an entry for an event that is not a call. */
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
