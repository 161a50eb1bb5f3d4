import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { petstorePath, runCli, serveCliHttp, start } from '../support/cli.ts';
import type { RunningProcess } from '../support/cli.ts';

let port: number;
let redis: RunningProcess | undefined;

async function startRedis(): Promise<RunningProcess> {
  const server = start('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '']);
  let output = '';
  await new Promise<void>((resolve) => {
    server.child.stdout.on('data', (text: string) => {
      output += text;
      if (output.includes('Ready to accept connections')) resolve();
    });
  });
  return server;
}

beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  probe.close();
  await once(probe, 'close');
  redis = await startRedis();
});
afterAll(() => redis?.[Symbol.asyncDispose]());

function list(url: string): Promise<number> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  }).then(({ status }) => status);
}

describe('a limit of rates in Redis', () => {
  it('holds for all processes, and for each of them while Redis is away', async () => {
    const flags = [petstorePath, '--rate-limit', '4', '--redis', `redis://127.0.0.1:${port}`];
    await using one = await serveCliHttp(flags);
    await using two = await serveCliHttp(flags);
    const statuses = [];
    for (const { url } of [one, two, one, two, one, two]) statuses.push(await list(url));
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    await redis?.[Symbol.asyncDispose]();
    await Promise.all([one, two].map((server) => server.printed(/Redis is away, so each process limits/)));
    const alone = [];
    for (const { url } of [one, one, one, one, one, two]) alone.push(await list(url));
    expect(alone).toEqual([200, 200, 200, 200, 429, 200]);
    redis = await startRedis();
    await Promise.all([one, two].map((server) => server.printed(/Redis is back/)));
    expect([await list(one.url), await list(two.url)]).toEqual([200, 200]);
    for (const server of [one, two]) server.signal('SIGTERM');
    expect(await Promise.all([one.ended, two.ended])).toEqual([0, 0]);
  });

  it('does not prevent a start while Redis is away', async () => {
    await using server = await serveCliHttp([
      petstorePath,
      '--rate-limit',
      '1',
      '--redis',
      'redis://127.0.0.1:2',
    ]);
    expect([await list(server.url), await list(server.url)]).toEqual([200, 429]);
    await server.printed(/Redis is away/);
    expect(server.stderr().match(/Redis is away/g)).toHaveLength(1);
  });
});

it('a secret is the same for all processes', async () => {
  const report = vi.fn<(message: string) => void>();
  await using one = await openRedisStore(`redis://127.0.0.1:${port}`, report);
  await using two = await openRedisStore(`redis://127.0.0.1:${port}`, report);
  const secret = await one.secret('confirm');
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(await two.secret('confirm')).toBe(secret);
  expect(await two.secret('other')).not.toBe(secret);
  expect(report).not.toHaveBeenCalled();
});

it('refuses a URL that is none of Redis, without repeating it', async () => {
  const flags = ['--transport', 'http', '--redis', 'http://ada:c4nary@127.0.0.1'];
  const { code, stderr } = await runCli(['serve', petstorePath, ...flags]);
  expect(code).toBe(2);
  expect(stderr).toContain('--redis must be a URL that begins with redis:// or rediss://');
  expect(stderr).not.toContain('c4nary');
});
