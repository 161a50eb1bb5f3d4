import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { petstorePath, serveCliHttp } from '../support/cli.ts';
import { postCall } from '../support/post-call.ts';
import { freePort, startRedis } from '../support/redis.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { Upstream } from '../support/upstream.ts';

/** Calls to the API that several processes limit and cache together in a real Redis. */

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-redis-'));
const env = { OPENAPI_MCP_AUTH_SECRET: 'secret-of-the-tests-of-shared-caches' };
let port: number;
let redis: RunningProcess;
let client: Redis;
let upstream: Upstream;
beforeAll(async () => {
  port = await freePort();
  redis = await startRedis(port);
  client = new Redis(port, '127.0.0.1');
  client.on('error', () => undefined);
  upstream = await startUpstream();
});
beforeEach(async () => {
  await client.flushall();
  upstream.requests.length = 0;
  const { headers, ...pet } = jsonAnswer({ id: 7, name: 'canary-pet' });
  upstream.answer({ ...pet, headers: { ...headers, 'cache-control': 'max-age=60' } });
});
afterAll(async () => {
  client.disconnect();
  await upstream.close();
  await redis[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

type Server = RunningProcess & { url: string };

async function serve(flags: string[], replicas = 2) {
  const args = ['--base-url', upstream.url, '--redis', `redis://127.0.0.1:${port}`, ...flags];
  const servers = await Promise.all(
    Array.from({ length: replicas }, () => serveCliHttp(args, { env, cwd: folder })),
  );
  return {
    servers,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

/** Calls the tool in turns, some calls at a time, and returns how many results are no error. */
async function countPassed(servers: Server[], count: number): Promise<number> {
  let passed = 0;
  let sent = 0;
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      while (sent < count) {
        const { url = '' } = servers[sent++ % servers.length] ?? {};
        const { result } = await postCall(url, 'getPet', { arguments: { petId: 7 } });
        if (result['isError'] !== true) passed += 1;
      }
    }),
  );
  return passed;
}

function getPet({ url }: Server, headers: Record<string, string> = {}): Promise<string> {
  return postCall(url, 'getPet', { arguments: { petId: 7 } }, headers).then(({ result }) =>
    JSON.stringify(result),
  );
}

/** Returns the headers of a caller. */
function as(name: string): Record<string, string> {
  return { authorization: `Bearer token-of-${name}-0123456789abcdef` };
}

async function countFailures({ url }: Server): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return Number(/^openapi_mcp_store_failures_total (\d+)$/m.exec(text)?.[1]);
}

describe('a limit of the calls to an API', () => {
  const config = join(folder, 'limits.yaml');
  writeFileSync(config, `document: ${petstorePath}\noperations:\n  getPet: { rateLimit: 50/h }\n`);
  it.each([
    ['of an origin', [petstorePath, '--upstream-rate', '60/h'], 60],
    ['of an operation', ['--config', config], 50],
  ])('%s holds in three processes together', async (_, flags, limit) => {
    await using group = await serve([...flags, '--call-timeout', '5000'], 3);
    const passed = await countPassed(group.servers, 120);
    expect(group.servers.map((server) => server.stderr()).join()).not.toContain('Redis is away');
    expect(passed).toBeGreaterThanOrEqual(limit * 0.95);
    expect(passed).toBeLessThanOrEqual(limit * 1.05);
    expect(upstream.requests).toHaveLength(passed);
  });

  it('holds in the workers of one process without Redis', async () => {
    const flags = ['--base-url', upstream.url, '--upstream-rate', '40/h', '--workers', '2'];
    await using server = await serveCliHttp([petstorePath, ...flags]);
    expect(await countPassed([server], 80)).toBe(40);
  });
});

describe('cached responses', () => {
  const hit = /"cache":\{"result":"hit"/;

  it.each([
    ['processes', []],
    ['workers', ['--workers', '2']],
  ])('are shared by %s, encrypted, and for one caller', async (_, workers) => {
    const tokens = join(folder, 'tokens');
    writeFileSync(tokens, 'ada:token-of-ada-0123456789abcdef\neve:token-of-eve-0123456789abcdef\n');
    const flags = [petstorePath, '--response-cache', '8', '--auth-token-file', tokens, ...workers];
    await using group = await serve(flags);
    const [one, two] = group.servers;
    if (one === undefined || two === undefined) throw new Error('There are two servers.');
    expect(await getPet(one, as('ada'))).not.toMatch(hit);
    await expect.poll(() => getPet(two, as('ada'))).toMatch(hit);
    expect(await getPet(two, as('eve'))).not.toMatch(hit);
    const stored = (): Promise<string[]> => client.keys('openapi-mcp:cache:*');
    await expect.poll(async () => (await stored()).length).toBe(2);
    const keys = await stored();
    expect(keys.join() + (await client.mget(keys)).join()).not.toMatch(/canary|pets|ada/);
  });

  it('are misses while Redis is away, which is counted', async () => {
    const flags = [petstorePath, '--response-cache', '8', '--metrics', 'on'];
    await using group = await serve([...flags, '--upstream-rate', '100/s'], 1);
    const [server] = group.servers;
    if (server === undefined) throw new Error('There is a server.');
    await getPet(server);
    await expect.poll(() => getPet(server), { timeout: 10_000 }).toMatch(hit);
    expect(await countFailures(server)).toBe(0);
    await redis[Symbol.asyncDispose]();
    await server.printed(/Redis is away, so .*, and no response is cached/);
    for (let call = 0; call < 3; call += 1) expect(await getPet(server)).not.toMatch(hit);
    expect(await countFailures(server)).toBeGreaterThan(3);
    redis = await startRedis(port);
    await server.printed(/Redis is back/);
    await getPet(server);
    await expect.poll(() => getPet(server), { timeout: 10_000 }).toMatch(hit);
    expect(server.stderr().match(/Redis is away/g)).toHaveLength(1);
  });

  it('stay in each process without a secret to encrypt them by, which it says', async () => {
    const args = [petstorePath, '--redis', `redis://127.0.0.1:${port}`, '--response-cache', '8'];
    await using server = await serveCliHttp([...args, '--base-url', upstream.url]);
    const line = /Each process caches responses for itself\. Set OPENAPI_MCP_AUTH_SECRET/;
    expect(await server.printed(line)).toBeDefined();
  });
});
