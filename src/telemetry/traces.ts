import type { Attributes, Context, Span } from '@opentelemetry/api';
import { setBounded } from '../json/bounded-map.ts';
import { version } from '../version.ts';
import type { CallRecord, RequestContext } from '../runtime/protocol.ts';
import type { CallSink } from './call-sink.ts';

/** Bounds of durations in seconds, as the semantic conventions of MCP and HTTP advise. */
const operationBounds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const requestBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Headers of a trace (W3C Trace Context, W3C Baggage), which are also keys of `_meta` (SEP-414). */
const traceHeaders = ['traceparent', 'tracestate', 'baggage'];

/**
 * Opens the spans and metrics of calls and of their requests to the API, by the semantic conventions of OpenTelemetry for
 * MCP servers and HTTP clients. A trace continues that of the client, and goes on in the API. Spans have neither arguments
 * nor URLs, which can contain secrets.
 */
export async function openTraces(): Promise<CallSink> {
  const { metrics, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } =
    await import('@opentelemetry/api');
  const tracer = trace.getTracer('openapi-mcp', version);
  const meter = metrics.getMeter('openapi-mcp', version);
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries } });
  const operations = histogram('mcp.server.operation.duration', 'Duration of MCP requests.', operationBounds);
  const requests = histogram(
    'http.client.request.duration',
    'Duration of requests to the API.',
    requestBounds,
  );

  /** Ends a span with further attributes and the type of its error, and returns what its metric shares of them. */
  function end(span: Span, attributes: Attributes, error: string | undefined): Attributes {
    const all = error === undefined ? attributes : { ...attributes, 'error.type': error };
    span.setAttributes(all);
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    return all;
  }

  const servers = new Map<string, ServerAttributes>();
  function serverOf(origin: string): ServerAttributes {
    const server = servers.get(origin) ?? readServer(origin);
    setBounded(servers, origin, server, maxServers);
    return server;
  }

  return {
    begin({ id, request: method, context, record }) {
      const carrier = carrierOf(context);
      const parent =
        Object.keys(carrier).length === 0 ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, carrier);
      const attributes = { 'mcp.method.name': method, 'openapi_mcp.request.id': id };
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
      const own: Context = trace.setSpan(parent, span);
      return {
        request({ method: given, origin }) {
          const started = performance.now();
          const shared = httpAttributes(given, serverOf(origin), record);
          const child = tracer.startSpan(
            [shared['http.request.method'], shared['url.template']].join(' ').trim(),
            { kind: SpanKind.CLIENT, attributes: shared },
            own,
          );
          const injected: Record<string, string> = {};
          propagation.inject(trace.setSpan(own, child), injected);
          return {
            headers: Object.entries(injected),
            end(outcome) {
              const status =
                'status' in outcome ? { 'http.response.status_code': outcome.status } : undefined;
              const error =
                status === undefined
                  ? 'UPSTREAM_UNREACHABLE'
                  : status['http.response.status_code'] >= 400
                    ? String(status['http.response.status_code'])
                    : undefined;
              const ended = end(child, status ?? {}, error);
              requests.record((performance.now() - started) / 1000, { ...shared, ...ended });
            },
          };
        },
        end({ tool, error, duration }) {
          span.updateName(`${method} ${tool}`);
          const target = { 'mcp.method.name': method, 'gen_ai.tool.name': tool };
          // Only tools/call executes a tool, which the conventions for agents name.
          const kind = method === 'tools/call' ? { 'gen_ai.operation.name': 'execute_tool' } : {};
          operations.record(duration / 1000, end(span, { ...target, ...kind }, error));
        },
      };
    },
  };
}

/** Returns the headers of the trace of the client. Those of `_meta` belong to the request, others to its HTTP request. */
function carrierOf({ meta, header }: RequestContext): Record<string, string> {
  const own = meta?.['traceparent'] === undefined ? header : (name: string) => meta[name];
  const entries = traceHeaders.map((name): [string, unknown] => [name, own?.(name)]);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY']);

/** The attributes of the server of an API. */
interface ServerAttributes {
  'server.address': string;
  'server.port': number;
}

/** The most servers whose attributes are kept. */
const maxServers = 100;

function readServer(origin: string): ServerAttributes {
  const { hostname, port, protocol } = new URL(origin);
  return {
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

/** Returns the attributes of a request that its span and its metric share. */
function httpAttributes(method: string, server: ServerAttributes, { operation }: CallRecord) {
  return {
    'http.request.method': knownMethods.has(method) ? method : '_OTHER',
    ...server,
    ...(operation?.path === undefined ? {} : { 'url.template': operation.path }),
  };
}
