import { randomUUID } from 'node:crypto';
import { codeOfThrown } from '../runtime/policy/audit-calls.ts';
import type { ObservedRequest, ObserveRequest } from '../runtime/observed-request.ts';
import type { Observer } from '../runtime/observer.ts';
import type { CallRecord, Handlers, RequestContext } from '../runtime/protocol.ts';
import type { JsonObject } from '../json/value.ts';
import type { CallEnd, CallSink, CallStart, ObservedCall } from './call-sink.ts';

/** The key of the request id in the `_meta` of a result. */
const idKey = 'openapi-mcp/request-id';

/** Creates an observer that gives each call a request id, and tells all sinks about it. */
export function createObserver(
  sinks: readonly CallSink[],
  event: Observer['event'] = () => undefined,
): Observer {
  return { observe: (handlers, tools) => observeCalls(handlers, new Set(tools), sinks), event };
}

function observeCalls(handlers: Handlers, tools: ReadonlySet<string>, sinks: readonly CallSink[]): Handlers {
  // A promise with two reactions costs less than an asynchronous function around each call.
  function observed<Result extends { isError?: true; _meta?: JsonObject }>(
    request: CallStart['request'],
    tool: string | null,
    given: RequestContext,
    call: (context: RequestContext) => Promise<Result>,
  ): Promise<Result> {
    const id = randomUUID();
    const record: CallRecord = given.record ?? {};
    const started = performance.now();
    const start: CallStart = { id, request, tool, context: given, record };
    const calls = sinks.map((sink) => sink.begin(start));
    const context: RequestContext = { ...given, id, record };
    const observeRequest = join(calls);
    if (observeRequest !== undefined) context.observeRequest = observeRequest;

    function end(error: string | undefined): void {
      const name = record.operation?.name ?? tool;
      const ended: CallEnd = {
        record,
        tool: name !== null && tools.has(name) ? name : 'other',
        duration: performance.now() - started,
      };
      if (error !== undefined) ended.error = error;
      for (const each of calls) each.end(ended);
    }

    return call(context).then(
      (result) => {
        end(result.isError === true ? (record.error ?? 'UPSTREAM_STATUS') : undefined);
        return { ...result, _meta: { ...result._meta, [idKey]: id } };
      },
      (thrown: unknown) => {
        end(record.error ?? codeOfThrown(thrown, context));
        throw thrown;
      },
    );
  }

  return {
    ...handlers,
    callTool: (tool, args, context = {}) =>
      observed('tools/call', tool, context, (own) => handlers.callTool(tool, args, own)),
    readResource: (uri, context = {}) =>
      observed('resources/read', null, context, (own) => handlers.readResource(uri, own)),
  };
}

/** Returns one observation of requests for the sinks that observe them. */
function join(calls: readonly ObservedCall[]): ObserveRequest | undefined {
  const observers: ObserveRequest[] = [];
  for (const { request } of calls) if (request !== undefined) observers.push(request);
  if (observers.length < 2) return observers[0];
  return (request) => {
    const all = observers.map((observe): ObservedRequest => observe(request));
    return {
      headers: all.flatMap(({ headers }) => headers),
      end(outcome) {
        for (const each of all) each.end(outcome);
      },
    };
  };
}
