import type { Attributes, SpanContext, TraceState } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/**
 * A span that is posted to a thread. An array without names is cloned in a fraction of the time of an object: trace, span,
 * flags, state, parent, true for a parent in another process, name, kind, start, end, status, its message, attributes.
 */
export type SpanData = [
  traceId: string,
  spanId: string,
  traceFlags: number,
  traceState: string,
  parentId: string,
  isRemote: boolean,
  name: string,
  kind: number,
  startSeconds: number,
  startNanoseconds: number,
  endSeconds: number,
  endNanoseconds: number,
  status: number,
  statusMessage: string,
  ...attributes: (string | number | boolean)[],
];

/** Returns a span as an array. Our spans have neither events nor links, and only plain attributes. */
export function packSpan(span: ReadableSpan): SpanData {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const { parentSpanContext: parent, startTime, endTime, status } = span;
  const packed: SpanData = [
    traceId,
    spanId,
    traceFlags,
    traceState?.serialize() ?? '',
    parent?.spanId ?? '',
    parent?.isRemote ?? false,
    span.name,
    span.kind,
    startTime[0],
    startTime[1],
    endTime[0],
    endTime[1],
    status.code,
    status.message ?? '',
  ];
  for (const name in span.attributes) {
    const value = span.attributes[name];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      packed.push(name, value);
  }
  return packed;
}

/** Returns the span of an array, as an exporter reads it. */
export function unpackSpan(
  span: SpanData,
  shared: Pick<ReadableSpan, 'resource' | 'instrumentationScope'>,
  createTraceState: (text: string) => TraceState,
): ReadableSpan {
  // To destructure so long an array takes ten times as long.
  const [traceId, spanId, traceFlags, traceState, parentId] = span;
  const context: SpanContext = { traceId, spanId, traceFlags };
  if (traceState !== '') context.traceState = createTraceState(traceState);
  const parent = { traceId, spanId: parentId, traceFlags, isRemote: span[5] };
  return {
    resource: shared.resource,
    instrumentationScope: shared.instrumentationScope,
    name: span[6],
    kind: span[7],
    spanContext: () => context,
    ...(parentId === '' ? {} : { parentSpanContext: parent }),
    startTime: [span[8], span[9]],
    endTime: [span[10], span[11]],
    duration: [0, 0],
    status: span[13] === '' ? { code: span[12] } : { code: span[12], message: span[13] },
    attributes: readAttributes(span),
    links: [],
    events: [],
    ended: true,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** The number of values before the names and values of attributes. */
const fixedValues = 14;

function readAttributes(span: SpanData): Attributes {
  const attributes: Attributes = {};
  for (let index = fixedValues; index < span.length; index += 2)
    attributes[String(span[index])] = span[index + 1];
  return attributes;
}
