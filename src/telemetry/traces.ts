import type { Attributes, Context, Span } from '@opentelemetry/api';
import { setBounded } from '../json/bounded-map.ts';
import { version } from '../version.ts';
import type { CallRecord, RequestContext } from '../runtime/protocol.ts';
import type { CallDurations } from './call-durations.ts';
import type { CallSink } from './call-sink.ts';

/** Headers of a trace (W3C Trace Context, W3C Baggage), which are also keys of `_meta` (SEP-414). */
const traceHeaders = ['traceparent', 'tracestate', 'baggage'];

/**
 * Opens the spans and metrics of calls and of their requests to the API, by the semantic conventions of OpenTelemetry for
 * MCP servers and HTTP clients. A trace continues that of the client, and goes on in the API. `mayBegin` returns true for a
 * call without a trace of the client that begins one; of others there are metrics alone. Spans have neither arguments nor
 * URLs, which can contain secrets.
 */
export async function openTraces(
  { operations, requests }: CallDurations,
  mayBegin: () => boolean,
): Promise<CallSink> {
  const { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = await import('@opentelemetry/api');
  const tracer = trace.getTracer('openapi-mcp', version);
  /** Ends a span with further attributes and the type of its error. */
  function end(span: Span, attributes: Attributes, error: string | undefined): void {
    span.setAttributes(attributes);
    if (error !== undefined) {
      span.setAttribute('error.type', error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  const servers = new Map<string, ServerAttributes>();
  function serverOf(origin: string): ServerAttributes {
    const server = servers.get(origin) ?? readServer(origin);
    setBounded(servers, origin, server, maxServers);
    return server;
  }

  /** Returns the context of a trace with the span of a call; undefined for a call that is not traced. */
  function openContext(carrier: Record<string, string>, method: string, id: string): Context | undefined {
    const isContinued = Object.keys(carrier).length > 0;
    if (!isContinued && !mayBegin()) return undefined;
    const parent = isContinued ? propagation.extract(ROOT_CONTEXT, carrier) : ROOT_CONTEXT;
    const attributes = { 'mcp.method.name': method, 'openapi_mcp.request.id': id };
    return trace.setSpan(parent, tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent));
  }

  return {
    begin({ id, request: method, context, record }) {
      const own = openContext(carrierOf(context), method, id);
      const span = own && trace.getSpan(own);
      return {
        request({ method: given, origin }) {
          const started = performance.now();
          const shared = httpAttributes(given, serverOf(origin), record);
          const name = [shared['http.request.method'], shared['url.template']].join(' ').trim();
          const child = own && tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: shared }, own);
          const injected: Record<string, string> = {};
          if (child !== undefined) propagation.inject(trace.setSpan(own ?? ROOT_CONTEXT, child), injected);
          return {
            headers: Object.entries(injected),
            end(outcome) {
              const status = 'status' in outcome ? outcome.status : undefined;
              const error = errorOf(status);
              const result = status === undefined ? {} : { 'http.response.status_code': status };
              if (child !== undefined) end(child, result, error);
              const key = `${name} ${origin} ${status}`;
              const seconds = (performance.now() - started) / 1000;
              requests.histogram.observe(key, () => withError({ ...shared, ...result }, error), seconds);
            },
          };
        },
        end({ tool, error, duration }) {
          const name = `${method} ${tool}`;
          span?.updateName(name);
          // Only tools/call executes a tool, which the conventions for agents name.
          const kind = method === 'tools/call' ? { 'gen_ai.operation.name': 'execute_tool' } : {};
          const target = { 'gen_ai.tool.name': tool, ...kind };
          if (span !== undefined) end(span, target, error);
          const labels = (): Attributes => withError({ 'mcp.method.name': method, ...target }, error);
          operations.histogram.observe(`${name} ${error ?? ''}`, labels, duration / 1000);
        },
      };
    },
  };
}

/** Returns the type of the error of a request to the API with that status; undefined for no response. */
function errorOf(status: number | undefined): string | undefined {
  if (status === undefined) return 'UPSTREAM_UNREACHABLE';
  return status >= 400 ? String(status) : undefined;
}

function withError(attributes: Attributes, error: string | undefined): Attributes {
  return error === undefined ? attributes : { ...attributes, 'error.type': error };
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
