import { randomUUID } from 'node:crypto';
import { codeOfThrown } from '../runtime/policy/audit-calls.ts';
import type { ObservedRequest, ObserveRequest } from '../runtime/observed-request.ts';
import type { Observer } from '../runtime/observer.ts';
import type { CallRecord, Handlers, RequestContext } from '../runtime/protocol.ts';
import type { JsonObject } from '../json/value.ts';
import type { CallSink, CallStart } from './call-sink.ts';

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
  async function observed<Result extends { isError?: true; _meta?: JsonObject }>(
    start: Omit<CallStart, 'id' | 'record'>,
    call: (context: RequestContext) => Promise<Result>,
  ): Promise<Result> {
    const id = randomUUID();
    const record: CallRecord = start.context.record ?? {};
    const started = performance.now();
    const calls = sinks.map((sink) => sink.begin({ ...start, id, record }));
    const requests = calls.flatMap(({ request }) => request ?? []);
    const context = { ...start.context, id, record };
    let error: string | undefined = 'INTERNAL';
    try {
      const result = await call(
        requests.length === 0 ? context : { ...context, observeRequest: join(requests) },
      );
      error = result.isError === true ? (record.error ?? 'UPSTREAM_STATUS') : undefined;
      return { ...result, _meta: { ...result._meta, [idKey]: id } };
    } catch (thrown) {
      error = record.error ?? codeOfThrown(thrown, context);
      throw thrown;
    } finally {
      const name = record.operation?.name ?? start.tool;
      const end = {
        record,
        tool: name !== null && tools.has(name) ? name : 'other',
        duration: performance.now() - started,
        ...(error === undefined ? {} : { error }),
      };
      for (const each of calls) each.end(end);
    }
  }

  return {
    ...handlers,
    callTool: (tool, args, context = {}) =>
      observed({ request: 'tools/call', tool, context }, (own) => handlers.callTool(tool, args, own)),
    readResource: (uri, context = {}) =>
      observed({ request: 'resources/read', tool: null, context }, (own) => handlers.readResource(uri, own)),
  };
}

/** Returns one observation of requests for several sinks. */
function join(observers: readonly ObserveRequest[]): ObserveRequest {
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
