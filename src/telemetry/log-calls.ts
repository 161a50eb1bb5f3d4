import { omitUndefined } from '../json/omit-undefined.ts';
import type { CallSink } from './call-sink.ts';
import type { Log } from './log-level.ts';

const maxNameLength = 100;

/** Codes of failures that the operator of the server can do something about. */
const serious = new Set([
  'AUDIT_FAILED',
  'INTERNAL',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNREACHABLE',
  'CREDENTIALS_UNAVAILABLE',
]);

/** Returns a sink that writes a line for each call, without its arguments and its URL, which can contain secrets. */
export function logCalls(log: Log): CallSink {
  return {
    begin: ({ id, request, tool, context }) => ({
      end({ record, error, duration }) {
        const { operation, api, status, bytes } = record;
        const level = error !== undefined && serious.has(error) ? 'warn' : 'info';
        const facts = omitUndefined({
          id,
          request,
          api,
          tool: operation?.name ?? tool?.slice(0, maxNameLength),
          method: operation?.method,
          path: operation?.path,
          caller: context.principal?.name,
          status,
          bytes,
          duration: Math.round(duration * 10) / 10,
          error,
        });
        log.write(level, error === undefined ? 'call' : 'call failed', facts);
      },
      ...(log.writes('debug') ? { request: observeRequests(log, id) } : {}),
    }),
  };
}

function observeRequests(log: Log, id: string) {
  return ({ method, origin }: { method: string; origin: string }) => {
    const started = performance.now();
    return {
      headers: [],
      end(outcome: { status: number } | { error: unknown }): void {
        const duration = Math.round((performance.now() - started) * 10) / 10;
        const status = 'status' in outcome ? { status: outcome.status } : {};
        log.write('debug', 'request to the API', { id, method, origin, ...status, duration });
      },
    };
  };
}
