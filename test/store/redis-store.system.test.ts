import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { petstorePath, runCli, serveCliHttp } from '../support/cli.ts';
import { postCall } from '../support/post-call.ts';
import { freePort, startRedis } from '../support/redis.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { RunningProcess } from '../support/cli.ts';

let port: number;
let redis: RunningProcess | undefined;

beforeAll(async () => {
  port = await freePort();
  redis = await startRedis(port);
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
    redis = await startRedis(port);
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

it('restores its secret in a Redis that was started again', async () => {
  await using own = await openRedisStore(`redis://127.0.0.1:${port}`, () => undefined);
  const secret = await own.secret('confirm');
  await redis?.[Symbol.asyncDispose]();
  redis = await startRedis(port);
  const client = new Redis(port, '127.0.0.1');
  await expect.poll(() => client.get('openapi-mcp:secret:confirm'), { timeout: 10_000 }).toBe(secret);
  client.disconnect();
  await using other = await openRedisStore(`redis://127.0.0.1:${port}`, () => undefined);
  expect(await other.secret('confirm')).toBe(secret);
});

describe('an id', () => {
  it('is used once by all processes, until its time', async () => {
    await using one = await openRedisStore(`redis://127.0.0.1:${port}`, () => undefined);
    await using two = await openRedisStore(`redis://127.0.0.1:${port}`, () => undefined);
    const soon = Date.now() + 60_000;
    const used = await Promise.all([one, two, one, two].map((store) => store.use('a', soon)));
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await two.use('b', soon)).toBe(true);
    expect(await two.use('c', Date.now() + 30)).toBe(true);
    await expect.poll(() => one.use('c', soon)).toBe(true);
  });

  it('is free while Redis is away', async () => {
    await using away = await openRedisStore('redis://127.0.0.1:2', () => undefined);
    expect(await away.use('a', Date.now() + 60_000)).toBe(true);
  });
});

/** Asks for a confirmation, and returns the reply of a person who agrees. */
async function ask(url: string): Promise<JsonObject> {
  const { result } = await postCall(url, 'removePet', { arguments: { petId: 7 } });
  const { requestState = null } = result;
  return { requestState, inputResponses: { consent: { action: 'accept', content: {} } } };
}

async function confirmed(url: string, reply: JsonObject): Promise<string> {
  const { result } = await postCall(url, 'removePet', { arguments: { petId: 7 }, ...reply });
  return JSON.stringify(result);
}

it('a confirmation is valid in any process, and once in all of them', async () => {
  const flags = [petstorePath, '--mock', '--confirm', 'destructive', '--redis', `redis://127.0.0.1:${port}`];
  await using one = await serveCliHttp(flags);
  await using two = await serveCliHttp(flags);
  const first = await ask(one.url);
  const refused = 'The confirmation is not valid for this call of removePet';
  expect(await confirmed(two.url, first)).not.toContain(refused);
  expect(await confirmed(one.url, first)).toContain(refused);
  expect(await confirmed(two.url, first)).toContain(refused);
  const both = await ask(two.url);
  const results = await Promise.all([one, two, one, two].map(({ url }) => confirmed(url, both)));
  expect(results.filter((text) => !text.includes(refused))).toHaveLength(1);
});

it('refuses a URL that is none of Redis, without repeating it', async () => {
  const flags = ['--transport', 'http', '--redis', 'http://ada:c4nary@127.0.0.1'];
  const { code, stderr } = await runCli(['serve', petstorePath, ...flags]);
  expect(code).toBe(2);
  expect(stderr).toContain('--redis must be a URL that begins with redis:// or rediss://');
  expect(stderr).not.toContain('c4nary');
});
