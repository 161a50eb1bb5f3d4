import type { Attributes, Context, Span } from '@opentelemetry/api';
import { setBounded } from '../json/bounded-map.ts';
import { knownMethods } from './known-methods.ts';
import { version } from '../version.ts';
import type { CallRecord, RequestContext } from '../runtime/protocol.ts';
import type { CallDurations } from './call-durations.ts';
import type { HttpRequest } from '../http/http-message.ts';
import type { CallSink, ObservedCall } from './call-sink.ts';

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
  function attributesOf({ method, origin }: HttpRequest, { operation }: CallRecord) {
    const server = servers.get(origin) ?? readServer(origin);
    setBounded(servers, origin, server, maxServers);
    return {
      'http.request.method': knownMethod(method),
      ...server,
      ...(operation?.path === undefined ? {} : { 'url.template': operation.path }),
    };
  }

  /** The traced calls that are under way. */
  const calls = new Map<ObservedCall, { span: Span; context: Context }>();
  /** Their requests. */
  const children = new Map<HttpRequest, Span>();

  return {
    begin(call) {
      const carrier = carrierOf(call.context);
      if (carrier === undefined && !mayBegin()) return;
      const parent = carrier === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, carrier);
      const attributes = { 'mcp.method.name': call.request, 'openapi_mcp.request.id': call.id };
      const span = tracer.startSpan(call.request, { kind: SpanKind.SERVER, attributes }, parent);
      calls.set(call, { span, context: trace.setSpan(parent, span) });
    },
    beginRequest(call, request) {
      const traced = calls.get(call);
      if (traced === undefined) return [];
      const { context } = traced;
      const attributes = attributesOf(request, call.record);
      const name = nameOf(request, call.record);
      const child = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, context);
      children.set(request, child);
      const injected: Record<string, string> = {};
      propagation.inject(trace.setSpan(context, child), injected);
      return Object.entries(injected);
    },
    endRequest({ record }, request, { status, duration }) {
      const child = children.get(request);
      if (child !== undefined) {
        children.delete(request);
        end(child, resultOf(status), errorOf(status));
      }
      const key = `${request.method} ${record.operation?.path} ${request.origin} ${status}`;
      const labels = (): Attributes =>
        withError({ ...attributesOf(request, record), ...resultOf(status) }, errorOf(status));
      requests.histogram.observe(key, labels, duration / 1000);
    },
    end(call, { tool, error, duration }) {
      const { request } = call;
      const traced = calls.get(call);
      if (traced !== undefined) {
        calls.delete(call);
        traced.span.updateName(`${request} ${tool}`);
        end(traced.span, targetOf(request, tool), error);
      }
      const labels = (): Attributes =>
        withError({ 'mcp.method.name': request, ...targetOf(request, tool) }, error);
      operations.histogram.observe(`${request} ${tool} ${error}`, labels, duration / 1000);
    },
  };
}

/** Returns the attributes of the target of a call. Only tools/call executes a tool, which the conventions for agents name. */
function targetOf(request: ObservedCall['request'], tool: string): Attributes {
  const kind = request === 'tools/call' ? { 'gen_ai.operation.name': 'execute_tool' } : {};
  return { 'gen_ai.tool.name': tool, ...kind };
}

/** Returns the attributes of a response; none if no response came. */
function resultOf(status: number | undefined): Attributes {
  return status === undefined ? {} : { 'http.response.status_code': status };
}

/** Returns the name of the span of a request: its method and the template of its path. */
function nameOf({ method }: HttpRequest, { operation }: CallRecord): string {
  return operation?.path === undefined ? knownMethod(method) : `${knownMethod(method)} ${operation.path}`;
}

/** Returns the type of the error of a request to the API with that status; undefined for no response. */
function errorOf(status: number | undefined): string | undefined {
  if (status === undefined) return 'UPSTREAM_UNREACHABLE';
  return status >= 400 ? String(status) : undefined;
}

function withError(attributes: Attributes, error: string | undefined): Attributes {
  return error === undefined ? attributes : { ...attributes, 'error.type': error };
}

/**
 * Returns the headers of the trace of the client; `undefined` without one. Those of `_meta` belong to the request, others
 * to its HTTP request.
 */
function carrierOf({ meta, header }: RequestContext): Record<string, string> | undefined {
  const own = meta?.['traceparent'] === undefined ? header : (name: string) => meta[name];
  if (own === undefined) return undefined;
  let carrier: Record<string, string> | undefined;
  for (const name of traceHeaders) {
    const value = own(name);
    if (typeof value === 'string') carrier = { ...carrier, [name]: value };
  }
  return carrier;
}

function knownMethod(method: string): string {
  return knownMethods.has(method) ? method : '_OTHER';
}

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
