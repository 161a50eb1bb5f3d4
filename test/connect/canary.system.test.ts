import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveCliHttp } from '../support/cli.ts';
import { freePort, startRedis } from '../support/redis.ts';
import {
  callers,
  callInterleaved,
  canariesIn,
  connectCanary,
  mixedRequests,
  startCanaryApi,
} from './canary.ts';
import { environment } from './connected-api.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { CanaryApi } from './canary.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-canary-'));
const processes = 4;
let redis: RunningProcess;
let place = '';
let api: CanaryApi;
beforeAll(async () => {
  const port = await freePort();
  redis = await startRedis(port);
  place = `redis://127.0.0.1:${port}`;
  api = await startCanaryApi(1);
  writeFileSync(join(folder, 'tokens'), callers.map(({ name, token }) => `${name}:${token}\n`).join(''));
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

it('two hundred callers over four processes with one Redis never mix, also when one is killed in the middle', async () => {
  const audits = Array.from({ length: processes }, (_, index) => join(folder, `audit-${index}`));
  const start = (audit: string) =>
    serveCliHttp(
      ['-', '--name', 'secured', '--per-user', '--auth-token-file', join(folder, 'tokens')].concat([
        '--token-store',
        place,
        '--audit-log',
        audit,
        '--audit-arguments',
        '--response-cache',
        '16',
        '--log-level',
        'debug',
      ]),
      {
        input: JSON.stringify(api.document),
        env: { ...environment, OPENAPI_MCP_AUTH_SECRET: 'secret-of-the-tests-of-four-processes' },
      },
    );
  const servers = await Promise.all(audits.map(start));
  const urls = servers.map(({ url }) => url);
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  // Each step of a sign-in is at another process than the step before.
  await Promise.all(
    callers.map((caller, index) => connectCanary(urls[index % processes] ?? '', caller, agent)),
  );
  const before = await callInterleaved(urls, 4, agent);
  expect(before.failures.slice(0, 3)).toEqual([]);
  const [victim] = servers;
  const killing = callInterleaved(urls, 4, agent);
  victim?.signal('SIGKILL');
  const during = await killing;
  const after = await callInterleaved(urls.slice(1), 1, agent);
  agent.destroy();
  expect([...before.wrong, ...during.wrong, ...after.wrong].slice(0, 3)).toEqual([]);
  // A refresh that the killed process has sent, and not stored, ends at most the accounts that it was refreshing.
  expect(after.failures.length).toBeLessThan(callers.length / 4);
  expect(mixedRequests(api.upstream).slice(0, 3)).toEqual([]);
  expect(api.refreshes()).toBeGreaterThan(callers.length);

  for (const server of servers) server.signal('SIGTERM');
  await Promise.all(servers.map(({ ended }) => ended));
  const lines = audits.flatMap((path) => readFileSync(path, 'utf8').split('\n').filter(Boolean));
  expect(lines.length).toBeGreaterThan(10 * callers.length);
  expect(lines.filter((line) => canariesIn(line).size !== 1).slice(0, 3)).toEqual([]);
  const logs = [...lines, ...servers.flatMap((server) => server.stderr().split('\n'))];
  expect(logs.filter((line) => canariesIn(line).size > 1).slice(0, 3)).toEqual([]);
  expect(logs.filter((line) => /static-canary|access-canary|refresh-canary/.test(line)).slice(0, 3)).toEqual(
    [],
  );
  expect(await textOfStore()).not.toMatch(/canary/);
  for (const server of servers) await server[Symbol.asyncDispose]();
}, 240_000);

/** Returns all that the store has. */
async function textOfStore(): Promise<string> {
  const client = new Redis(place);
  const names = await client.keys('*');
  const texts = await Promise.all(names.map((name) => client.get(name)));
  client.disconnect();
  expect(names.length).toBeGreaterThanOrEqual(callers.length / 2);
  return [...names, ...texts].join('\n');
}
