import { afterAll, beforeAll, expect, it } from 'vitest';
import { petstorePath, serveCliHttp } from '../support/cli.ts';
import { countStatuses, startLoad } from '../support/load.ts';
import { startNginx } from '../support/nginx.ts';
import { freePort, startRedis } from '../support/redis.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { Upstream } from '../support/upstream.ts';

/** The secret that cached responses are encrypted by. */
const env = { OPENAPI_MCP_AUTH_SECRET: 'secret-of-the-tests-of-replicas-0123' };

let upstream: Upstream;
let redisPort: number;
let redis: RunningProcess;
beforeAll(async () => {
  upstream = await startUpstream(jsonAnswer({ id: 7, name: 'Rex' }));
  redisPort = await freePort();
  redis = await startRedis(redisPort);
});
afterAll(async () => {
  await upstream.close();
  await redis[Symbol.asyncDispose]();
});

/** Starts three replicas behind nginx that share the Redis. */
async function deploy(...flags: string[]) {
  const port = await freePort();
  const shared = ['--base-url', upstream.url, '--redis', `redis://127.0.0.1:${redisPort}`];
  // Clients name the host of nginx.
  const args = [petstorePath, ...shared, '--public-url', `http://127.0.0.1:${port}/mcp`, ...flags];
  const replicas = await Promise.all([args, args, args].map((each) => serveCliHttp(each, { env })));
  const nginx = await startNginx(
    port,
    replicas.map(({ url }) => Number(new URL(url).port)),
  );
  return {
    url: nginx.url,
    replicas,
    async [Symbol.asyncDispose]() {
      await nginx[Symbol.asyncDispose]();
      await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
    },
  };
}

function getPet(client: InteropClient, signal: AbortSignal) {
  return client.callTool('getPet', { petId: 7 }, signal);
}

it('no call is lost when a replica of three is killed under load', async () => {
  await using deployment = await deploy('--rate-limit', '1000000');
  const load = await startLoad(deployment.url, getPet);
  await load.passed(100);
  deployment.replicas[0]?.signal('SIGKILL');
  await load.passed(200);
  deployment.replicas[1]?.signal('SIGKILL');
  await load.passed(200);
  const { calls, lost, retries } = await load.stop();
  expect(lost).toEqual([]);
  expect(calls).toBeGreaterThanOrEqual(500);
  // The calls that the replicas had, and those that met them again before nginx noticed.
  expect(retries).toBeLessThan(2 * 12 * 2);
});

it('a limit of rates holds in all replicas together, also when one of them is killed', async () => {
  await redis[Symbol.asyncDispose]();
  redis = await startRedis(redisPort);
  await using deployment = await deploy('--rate-limit', '600');
  const first = await countStatuses([deployment.url], 300);
  deployment.replicas[2]?.signal('SIGKILL');
  const second = await countStatuses([deployment.url], 900);
  const accepted = (first[200] ?? 0) + (second[200] ?? 0);
  expect(accepted).toBeGreaterThanOrEqual(600 * 0.95);
  expect(accepted).toBeLessThanOrEqual(600 * 1.05);
  expect(second[429] ?? 0).toBeGreaterThan(500);
});

it.each<[name: string, away: (server: RunningProcess) => unknown, back: (server: RunningProcess) => unknown]>(
  [
    [
      'is stopped and started',
      (server) => server[Symbol.asyncDispose](),
      async () => {
        redis = await startRedis(redisPort);
      },
    ],
    [
      'does not respond for a time',
      (server) => server.signal('SIGSTOP'),
      (server) => server.signal('SIGCONT'),
    ],
  ],
)('calls go on while Redis %s', async (_, away, back) => {
  // Each call looks into the cache, misses, and takes a place of the limit of the API.
  const calls = ['--upstream-rate', '100000/s', '--response-cache', '8'];
  await using deployment = await deploy('--rate-limit', '1000000', ...calls);
  const { replicas, url } = deployment;
  const load = await startLoad(url, getPet);
  await load.passed(100);
  await away(redis);
  await Promise.all(
    replicas.map((replica) =>
      replica.printed(/Redis is away, so each process limits rates .*, and no response is cached/),
    ),
  );
  const started = performance.now();
  await load.passed(200);
  // Only the first calls wait for a Redis that does not respond.
  expect(performance.now() - started).toBeLessThan(20_000);
  await back(redis);
  await Promise.all(replicas.map((replica) => replica.printed(/Redis is back/)));
  await load.passed(100);
  const { lost } = await load.stop();
  expect(lost).toEqual([]);
  for (const replica of replicas) {
    expect(replica.stderr().match(/Redis is away/g)).toHaveLength(1);
    expect(replica.stderr().match(/Redis is back/g)).toHaveLength(1);
  }
});
