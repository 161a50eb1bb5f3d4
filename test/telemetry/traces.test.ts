import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { petstorePath, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { Upstream } from '../support/upstream.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number };
}

/** Returns the spans that a receiver of OTLP over HTTP was sent, in JSON. */
function spansOf(receiver: Upstream): Span[] {
  return receiver.requests
    .filter(({ target }) => target === '/v1/traces')
    .flatMap(({ body }) => JSON.parse(String(body)).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans);
}

function attributesOf({ attributes }: Span): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const clientSpanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${clientSpanId}-01`;

/** Calls a tool with the trace of a client, in the way of the transport, and returns the result. */
async function callTraced(
  transport: string,
  server: RunningProcess,
  args: object,
): Promise<{ _meta: Record<string, unknown> }> {
  const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'getPet', arguments: args } };
  if (transport === 'http') {
    const url = await server.printed(/^Listening on (.*)$/m);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
        traceparent,
      },
      body: JSON.stringify(call),
    });
    const text = await response.text();
    return JSON.parse(text.replace(/^[^]*?data: /, '')).result;
  }
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  };
  const traced = { ...call, params: { ...call.params, _meta: { traceparent } } };
  for (const message of [initialize, traced]) server.child.stdin.write(`${JSON.stringify(message)}\n`);
  for await (const line of createInterface({ input: server.child.stdout })) {
    const message = JSON.parse(line);
    if (message.id === 2) return message.result;
  }
  throw new Error('The server ended before it responded');
}

describe.each(['stdio', 'http'])('traces over %s', (transport) => {
  it.each<[title: string, args: object, status: number | undefined, error: string | undefined]>([
    ['a success', { petId: 1 }, 200, undefined],
    ['an error of the API', { petId: 99 }, 404, 'UPSTREAM_STATUS'],
    ['a call that is not sent', {}, undefined, 'ARGUMENTS_INVALID'],
  ])('are one tree from the client to the API: %s', async (_, args, status, error) => {
    await using receiver = await startUpstream(jsonAnswer({}));
    await using upstream = await startUpstream(({ target }) =>
      target.endsWith('/99') ? jsonAnswer({}, 404) : jsonAnswer({ id: 1 }),
    );
    const flags = ['--base-url', upstream.url, '--transport', transport, '--port', '0'];
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    await using server = startCli(['serve', petstorePath, ...flags], { env });
    const { _meta } = await callTraced(transport, server, args);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    const spans = spansOf(receiver);
    const serving = spans.find(({ kind }) => kind === 2);
    const sending = spans.find(({ kind }) => kind === 3);
    expect(spans.map((span) => span.traceId)).toEqual(spans.map(() => traceId));
    expect(serving).toMatchObject({ name: 'tools/call getPet', parentSpanId: clientSpanId });
    expect(attributesOf(serving ?? expect.fail())).toEqual({
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': 'getPet',
      'gen_ai.operation.name': 'execute_tool',
      'openapi_mcp.request.id': _meta['openapi-mcp/request-id'],
      ...(error === undefined ? {} : { 'error.type': error }),
    });
    expect(spans).toHaveLength(status === undefined ? 1 : 2);
    const metrics = receiver.requests.filter(({ target }) => target === '/v1/metrics').map(String);
    expect(metrics.length).toBeGreaterThan(0);
    if (sending === undefined) return;
    expect(sending).toMatchObject({ name: 'GET /pets/{petId}', parentSpanId: serving?.spanId });
    expect(attributesOf(sending)).toEqual({
      'http.request.method': 'GET',
      'url.template': '/pets/{petId}',
      'server.address': '127.0.0.1',
      'server.port': upstream.port,
      'http.response.status_code': status,
      ...(status === 200 ? {} : { 'error.type': String(status) }),
    });
    const [request] = upstream.requests;
    expect(request?.header('traceparent')).toBe(`00-${traceId}-${sending.spanId}-01`);
  });
});

it('begin with the call if the client has none, and export metrics of its duration', async () => {
  await using receiver = await startUpstream(jsonAnswer({}));
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'shop' };
  await using server = startCli(['serve', petstorePath, '--mock'], { env });
  const client = await server.connect(clientKinds[2]);
  await client.readResource('pet-store://api/pets/1');
  await client.close();
  expect(await server.ended).toBe(0);
  const serving = spansOf(receiver).find(({ kind }) => kind === 2);
  expect(serving).toMatchObject({
    name: 'resources/read getPet',
    traceId: expect.stringMatching(/^\w{32}$/),
  });
  expect(serving?.parentSpanId ?? '').toBe('');
  const bodies = receiver.requests.map(({ body }) => String(body)).join('\n');
  expect(bodies).toContain('"mcp.server.operation.duration"');
  expect(bodies).toContain('"http.client.request.duration"');
  expect(bodies).toContain('{"key":"service.name","value":{"stringValue":"shop"}}');
});
