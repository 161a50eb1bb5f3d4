import { createTraceState, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { expect, it } from 'vitest';
import { packSpan, unpackSpan } from '../../src/telemetry/span-message.ts';
import type { Context } from '@opentelemetry/api';

const remote = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
  isRemote: true,
  traceState: createTraceState('vendor=1,other=2'),
};

it.each<[title: string, parent: Context]>([
  ['with a parent', trace.setSpanContext(ROOT_CONTEXT, remote)],
  ['without a parent', ROOT_CONTEXT],
])('a span %s is the same in the thread that exports it', (_, parent) => {
  const exporter = new InMemorySpanExporter();
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const attributes = { 'server.address': 'shop.example', 'server.port': 443, cached: false };
  const span = provider
    .getTracer('openapi-mcp', '1.0.0')
    .startSpan('GET /pets', { kind: SpanKind.CLIENT, attributes }, parent);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'Gone' });
  span.end();
  const [ended = expect.fail()] = exporter.getFinishedSpans();
  const scope = { name: 'openapi-mcp', version: '1.0.0' };
  const posted = unpackSpan(
    structuredClone(packSpan(ended)),
    { resource, instrumentationScope: scope },
    createTraceState,
  );
  const { traceState, ...context } = posted.spanContext();
  const { traceState: expected, ...own } = ended.spanContext();
  expect(context).toEqual(own);
  expect(traceState?.serialize()).toBe(expected?.serialize());
  for (const key of [
    'name',
    'kind',
    'startTime',
    'endTime',
    'status',
    'attributes',
    'events',
    'links',
  ] as const)
    expect(posted[key]).toEqual(ended[key]);
  expect(posted.parentSpanContext?.spanId).toBe(ended.parentSpanContext?.spanId);
  expect(posted.parentSpanContext?.isRemote).toBe(ended.parentSpanContext?.isRemote);
});
