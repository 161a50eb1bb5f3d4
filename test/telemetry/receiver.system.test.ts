import { expect, it } from 'vitest';
import { exportIntervals } from '../../src/telemetry/open-otlp.ts';
import { connectHttp } from '../interop/connect.ts';
import { clientKinds } from '../interop/clients.ts';
import { petstorePath, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';

it.each(['stdio', 'http'])(
  'a receiver that is away delays the end of the process over %s by a second at most',
  async (transport) => {
    await using upstream = await startUpstream(jsonAnswer({ id: 1 }));
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:2' };
    const flags = ['--base-url', upstream.url, '--transport', transport, '--port', '0'];
    await using server = startCli(['serve', petstorePath, ...flags], { env });
    const client =
      transport === 'stdio'
        ? await server.connect(clientKinds[2])
        : await connectHttp(clientKinds[2], await server.printed(/^Listening on (.*)$/m));
    await client.callTool('getPet', { petId: 1 });
    const started = performance.now();
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    // The exporters would try again for nine seconds.
    expect(performance.now() - started).toBeLessThan(5_000);
    await client.close();
  },
);

it.each([
  [{}, 60_000, 30_000],
  [{ OTEL_METRIC_EXPORT_INTERVAL: '1000' }, 1_000, 1_000],
  [{ OTEL_METRIC_EXPORT_INTERVAL: '5000', OTEL_METRIC_EXPORT_TIMEOUT: '300' }, 5_000, 300],
  [{ OTEL_METRIC_EXPORT_INTERVAL: 'soon', OTEL_METRIC_EXPORT_TIMEOUT: '-1' }, 60_000, 30_000],
])('metrics are exported as the variables %j say', (environment, interval, timeout) => {
  const intervals = { exportIntervalMillis: interval, exportTimeoutMillis: timeout };
  expect(exportIntervals(environment)).toEqual(intervals);
});

it('a receiver that refuses is reported once, and when it accepts again', async () => {
  await using receiver = await startUpstream({ status: 401 });
  await using upstream = await startUpstream(jsonAnswer({ id: 1 }));
  await using server = startCli(['serve', petstorePath, '--base-url', upstream.url], {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_METRIC_EXPORT_INTERVAL: '200' },
  });
  const client = await server.connect(clientKinds[2]);
  await client.callTool('getPet', { petId: 1 });
  expect(await server.printed(/metrics are not exported: .*/)).toContain('Unauthorized');
  await receiver.received(5);
  receiver.answer(jsonAnswer({}));
  await server.printed(/metrics are exported again/);
  expect(server.stderr().match(/metrics are not exported/g)).toHaveLength(1);
  await client.close();
});

it.each<[title: string, env: Record<string, string>, least: number, most: number]>([
  // A second may pass between the first and the last call.
  ['only some calls of a burst', {}, 50, 100],
  ['all calls with a sampler that is named', { OTEL_TRACES_SAMPLER: 'always_on' }, 300, 300],
  ['no calls with a sampler that is off', { OTEL_TRACES_SAMPLER: 'always_off' }, 0, 0],
])('traces %s', async (_, env, least, most) => {
  await using receiver = await startUpstream(jsonAnswer({}));
  await using upstream = await startUpstream(jsonAnswer({ id: 1 }));
  await using server = startCli(['serve', petstorePath, '--base-url', upstream.url], {
    env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  const client = await server.connect(clientKinds[2]);
  await Promise.all(Array.from({ length: 300 }, () => client.callTool('getPet', { petId: 1 })));
  await client.close();
  expect(await server.ended).toBe(0);
  const bodies = receiver.requests.map(({ body }) => String(body)).join('');
  const calls = bodies.split('"name":"tools/call getPet"').length - 1;
  expect(calls).toBeGreaterThanOrEqual(least);
  expect(calls).toBeLessThanOrEqual(most);
  // The API learns of those that are recorded, and metrics count all of them.
  const flags = upstream.requests.map((request) => request.header('traceparent')?.slice(-2));
  expect(flags.filter((flag) => flag === '01')).toHaveLength(calls);
  expect(bodies).toMatch(/"mcp\.server\.operation\.duration".*?"count":300/);
});
