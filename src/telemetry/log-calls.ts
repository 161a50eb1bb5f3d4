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
    end({ id, request, tool, context, record }, { error, duration }) {
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
        duration: roundTenth(duration),
        error,
      });
      log.write(level, error === undefined ? 'call' : 'call failed', facts);
    },
    ...(log.writes('debug') ? { endRequest: logRequests(log) } : {}),
  };
}

function logRequests(log: Log): NonNullable<CallSink['endRequest']> {
  return ({ id }, { method, origin }, { status, duration }) => {
    const facts = omitUndefined({ id, method, origin, status, duration: roundTenth(duration) });
    log.write('debug', 'request to the API', facts);
  };
}

function roundTenth(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
