import { callerId } from '../runtime/policy/caller-id.ts';
import { codeOfThrown } from '../runtime/policy/audit-calls.ts';
import { shownExchanges } from './call-entry.ts';
import type { CallRecord, Handlers, Principal, RequestContext } from '../runtime/protocol.ts';
import type { CallLog } from './call-log.ts';
import type { CallSummary } from './call-entry.ts';

/** The header with the mark of a call, and of the page that makes it. */
export const markHeader = 'explorer-mark';

/** Returns the name under which the calls of a caller are kept, or `undefined` if they are not. */
export type NameCaller = (principal: Principal | undefined, mark: string | undefined) => string | undefined;

/**
 * Returns a function that names callers. Callers without a name are one person on a server of this machine alone, and
 * elsewhere the page that begins its marks with a secret of its own.
 */
export function nameCallers(isLocal: boolean): NameCaller {
  return (principal, mark) => {
    if (principal !== undefined) return `${callerId(principal)} ${principal.scopes.join(' ')}`;
    if (isLocal) return 'local';
    return /^([\w-]{16,100})\./.exec(mark ?? '')?.[1];
  };
}

/** Returns handlers that add each call to the log. */
export function recordCalls(handlers: Handlers, log: CallLog, nameCaller: NameCaller): Handlers {
  async function recorded<Result>(
    request: CallSummary['request'],
    target: string,
    context: RequestContext,
    call: (context: RequestContext) => Promise<Result>,
  ): Promise<Result> {
    const mark = context.header?.(markHeader);
    const caller = nameCaller(context.principal, mark);
    if (caller === undefined) return call(context);
    const time = new Date().toISOString();
    const started = performance.now();
    const record: CallRecord = { exchanges: [] };
    try {
      return await call({ ...context, record });
    } catch (thrown) {
      record.error ??= codeOfThrown(thrown, context);
      throw thrown;
    } finally {
      const { operation: { method, path } = {}, status, error, bytes = 0 } = record;
      log.add(caller, {
        time,
        request,
        target: target.slice(0, 500),
        ...(mark === undefined ? {} : { mark: mark.slice(0, 200) }),
        ...(method === undefined ? {} : { method }),
        ...(path === undefined ? {} : { path }),
        ...(status === undefined ? {} : { status }),
        ...(error === undefined ? {} : { error }),
        duration: Math.round((performance.now() - started) * 10) / 10,
        bytes,
        exchanges: shownExchanges(record),
      });
    }
  }

  return {
    ...handlers,
    callTool: (name, args, context = {}) =>
      recorded('tools/call', name, context, (own) => handlers.callTool(name, args, own)),
    readResource: (uri, context = {}) =>
      recorded('resources/read', uri, context, (own) => handlers.readResource(uri, own)),
  };
}
