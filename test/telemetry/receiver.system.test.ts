import { expect, it } from 'vitest';
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

it.each<[title: string, env: Record<string, string>, least: number, most: number]>([
  // A second may pass between the first and the last call.
  ['only some calls of a burst', {}, 100, 200],
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
