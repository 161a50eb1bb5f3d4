import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ChildProcess } from 'node:child_process';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { checkStore } from './check-store.ts';

const secret = 'first-secret-of-the-tests-of-stores';
let server: ChildProcess;
let redis: Redis;
let url = '';

async function freePort(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  taken.close();
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  url = `redis://:password-of-redis@127.0.0.1:${port}`;
  const flags = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--requirepass',
    'password-of-redis',
  ];
  server = spawn('redis-server', flags, { stdio: 'ignore' });
  redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  await redis.ping();
});
beforeEach(async () => {
  await redis.flushall();
});
afterAll(async () => {
  redis.disconnect();
  server.kill();
  await once(server, 'exit');
});

describe('a store in Redis', () => {
  checkStore(() => openStore(url, secret));

  it('has neither key nor text in the clear, and leaves nothing behind', async () => {
    const store = await openStore(url, secret);
    await store.set('canary-key', 'canary-text', Date.now() + 60_000);
    const [name = ''] = await redis.keys('*');
    expect(`${name} ${await redis.get(name)}`).not.toMatch(/canary/);
    expect(await redis.pttl(name)).toBeGreaterThan(50_000);
    await store.close();
  });

  it('has no text that was moved to another key', async () => {
    const store = await openStore(url, secret);
    await store.set('ada', 'token of ada', Date.now() + 60_000);
    const [ada = ''] = await redis.keys('*');
    await store.set('eve', 'token of eve', Date.now() + 60_000);
    const eve = (await redis.keys('*')).find((name) => name !== ada) ?? '';
    await redis.rename(ada, eve);
    expect(await store.get('eve')).toBeUndefined();
    await store.close();
  });

  it('that cannot be reached is an error without its password', async () => {
    const wrong = url.replace('password-of-redis', 'wrong-password');
    for (const place of [wrong, 'redis://:wrong-password@127.0.0.1:1'])
      await expect(openStore(place, secret)).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.not.stringContaining('wrong-password'),
      });
  });
});
