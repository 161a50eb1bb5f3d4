import { codeOfThrown } from '../runtime/policy/audit-calls.ts';
import { CallUnderWay, createRequestIds } from './call-under-way.ts';
import type { ObservedRequest } from '../runtime/observed-request.ts';
import type { Observer } from '../runtime/observer.ts';
import type { Handlers, RequestContext } from '../runtime/protocol.ts';
import type { HttpRequest } from '../http/http-message.ts';
import type { JsonObject } from '../json/value.ts';
import type { CallSink } from './call-sink.ts';

/** Options of `createObserver`. */
export interface ObserverOptions {
  /** Counts an event that belongs to no single call. */
  event?: Observer['event'];
  /** Gives each call a request id, for the audit log. Otherwise calls whose id a sink reads have one. */
  isAudited?: boolean;
}

/** Creates an observer that tells all sinks about each call. The result of a call with a request id has it. */
export function createObserver(
  sinks: readonly CallSink[],
  { event = () => undefined, isAudited = false }: ObserverOptions = {},
): Observer {
  return { observe: (handlers, tools) => observeCalls(handlers, new Set(tools), sinks, isAudited), event };
}

function observeCalls(
  handlers: Handlers,
  tools: ReadonlySet<string>,
  sinks: readonly CallSink[],
  isAudited: boolean,
): Handlers {
  const nextId = createRequestIds();
  const observesRequests = sinks.some(({ endRequest }) => endRequest !== undefined);

  function begin(request: CallUnderWay['request'], tool: string | null, given: RequestContext): CallUnderWay {
    const call = new CallUnderWay(request, tool, given, nextId);
    for (const sink of sinks) sink.begin?.(call);
    return call;
  }

  function contextOf(call: CallUnderWay): RequestContext {
    const { context, record } = call;
    // Members after a spread would cost twenty times as much.
    const observed: RequestContext = observesRequests
      ? { record, observeRequest: (request) => beginRequest(sinks, call, request), ...context }
      : { record, ...context };
    return isAudited ? { id: call.id, ...observed } : observed;
  }

  function end(call: CallUnderWay, error: string | undefined): void {
    const name = call.record.operation?.name ?? call.tool;
    const tool = name !== null && tools.has(name) ? name : 'other';
    const ended = { tool, error, duration: performance.now() - call.started };
    for (const sink of sinks) sink.end(call, ended);
  }

  // A promise with two reactions costs less than an asynchronous function around each call.
  function endWith<Result extends { isError?: true; _meta?: JsonObject }>(
    call: CallUnderWay,
    results: Promise<Result>,
  ): Promise<Result> {
    return results.then(
      (result) => {
        end(call, result.isError === true ? (call.record.error ?? 'UPSTREAM_STATUS') : undefined);
        if (!call.hasId) return result;
        return { ...result, _meta: { ...result._meta, 'openapi-mcp/request-id': call.id } };
      },
      (thrown: unknown) => {
        end(call, call.record.error ?? codeOfThrown(thrown, call.context));
        throw thrown;
      },
    );
  }

  return {
    ...handlers,
    callTool(tool, args, context = {}) {
      const call = begin('tools/call', tool, context);
      return endWith(call, handlers.callTool(tool, args, contextOf(call)));
    },
    readResource(uri, context = {}) {
      const call = begin('resources/read', null, context);
      return endWith(call, handlers.readResource(uri, contextOf(call)));
    },
  };
}

const noHeaders: ObservedRequest['headers'] = [];

/** Begins to observe a request of a call for all sinks. */
function beginRequest(sinks: readonly CallSink[], call: CallUnderWay, request: HttpRequest): ObservedRequest {
  const started = performance.now();
  let headers = noHeaders;
  for (const sink of sinks) {
    const own = sink.beginRequest?.(call, request) ?? noHeaders;
    if (own.length > 0) headers = [...headers, ...own];
  }
  return {
    headers,
    end(status) {
      const ended = { status, duration: performance.now() - started };
      for (const sink of sinks) sink.endRequest?.(call, request, ended);
    },
  };
}
