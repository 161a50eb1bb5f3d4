import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFront } from '../access/oauth-proxy/front.ts';
import { application, startPeopleProvider } from '../access/oauth-proxy/start-people-provider.ts';
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
import { Browser } from './browser.ts';
import { environment } from './connected-api.ts';
import { signIn } from './sign-in.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { NamedToken } from '../../src/index.ts';
import type { Front } from '../access/oauth-proxy/front.ts';
import type { PeopleProvider } from '../access/oauth-proxy/start-people-provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-canary-'));
const processes = 4;
let redis: RunningProcess;
let place = '';
let people: PeopleProvider;
beforeAll(async () => {
  const port = await freePort();
  redis = await startRedis(port);
  place = `redis://127.0.0.1:${port}`;
  people = await startPeopleProvider();
  writeFileSync(join(folder, 'tokens'), callers.map(({ name, token }) => `${name}:${token}\n`).join(''));
});
afterAll(async () => {
  await people[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** The ways in which two hundred callers get their tokens. */
interface SignInWay {
  flags(): string[];
  /** Returns a caller with a token, and the browser that is signed in. `secrets` gets the tokens. */
  enter(
    front: Front,
    caller: NamedToken,
    secrets: string[],
  ): Promise<{ caller: NamedToken; browser: Browser }>;
}

const ways: [name: string, way: SignInWay][] = [
  [
    'with static tokens',
    {
      flags: () => ['--auth-token-file', join(folder, 'tokens')],
      async enter(_, caller, secrets) {
        secrets.push(caller.token);
        return { caller, browser: new Browser() };
      },
    },
  ],
  [
    'who sign in by --auth-provider',
    {
      flags: () =>
        ['--auth-provider', people.url, '--auth-client-id', application.id].concat([
          '--require',
          'groups=api-users',
          '--identity-header',
          'X-User: claim:email',
        ]),
      async enter({ url }, { name }, secrets) {
        const browser = new Browser();
        const { access, refresh } = await signIn(url, browser, name);
        secrets.push(access, refresh);
        return { caller: { name, token: access }, browser };
      },
    },
  ],
];

it.each(ways)(
  'two hundred callers %s over four processes with one Redis never mix, also when one is killed in the middle',
  async (_, { flags, enter }) => {
    await using api = await startCanaryApi(1);
    await using front = await startFront();
    const audits = Array.from({ length: processes }, (__, index) => join(folder, `audit-${index}`));
    const start = (audit: string) =>
      serveCliHttp(
        ['-', '--name', 'secured', '--per-user', '--public-url', front.url, ...flags()].concat([
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
          env: {
            ...environment,
            OPENAPI_MCP_AUTH_SECRET: 'secret-of-the-tests-of-four-processes',
            OPENAPI_MCP_AUTH_CLIENT_SECRET: application.secret,
          },
        },
      );
    const servers = await Promise.all(audits.map(start));
    const urls = servers.map(({ url }) => url);
    front.targets.push(...urls);
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const secrets: string[] = [];
    // Each step of a sign-in is at another process than the step before.
    const entered: NamedToken[] = [];
    for (let first = 0; first < callers.length; first += 40)
      await Promise.all(
        callers.slice(first, first + 40).map(async (each) => {
          const { caller, browser } = await enter(front, each, secrets);
          await connectCanary(front.url, caller, agent, browser);
          entered.push(caller);
        }),
      );
    const before = await callInterleaved(urls, 2, agent, entered);
    expect(before.failures.slice(0, 3)).toEqual([]);
    const [victim] = servers;
    const killing = callInterleaved(urls, 2, agent, entered);
    victim?.signal('SIGKILL');
    const during = await killing;
    const after = await callInterleaved(urls.slice(1), 1, agent, entered);
    agent.destroy();
    expect([...before.wrong, ...during.wrong, ...after.wrong].slice(0, 3)).toEqual([]);
    // A refresh that the killed process has sent, and not stored, ends at most the accounts that it was refreshing.
    expect(after.failures.length).toBeLessThan(callers.length / 4);
    expect(mixedRequests(api.upstream).slice(0, 3)).toEqual([]);
    expect(api.refreshes()).toBeGreaterThan(callers.length);

    for (const server of servers) server.signal('SIGTERM');
    await Promise.all(servers.map(({ ended }) => ended));
    const lines = audits.flatMap((path) => readFileSync(path, 'utf8').split('\n').filter(Boolean));
    for (const path of audits) rmSync(path);
    expect(lines.length).toBeGreaterThan(6 * callers.length);
    expect(lines.filter((line) => canariesIn(line).size !== 1).slice(0, 3)).toEqual([]);
    const logs = [...lines, ...servers.flatMap((server) => server.stderr().split('\n'))];
    expect(logs.filter((line) => canariesIn(line).size > 1).slice(0, 3)).toEqual([]);
    const stored = await takeStore();
    const sent = JSON.stringify(api.upstream.requests.map(({ target, headers }) => [target, headers]));
    expect(stored).not.toMatch(/canary/);
    expect(logs.filter((line) => /(?:static|access|refresh|code)-canary/.test(line)).slice(0, 3)).toEqual([]);
    const texts = [stored, sent, logs.join('\n')];
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(secrets.filter((secret) => texts.some((text) => text.includes(secret))).slice(0, 3)).toEqual([]);
    for (const server of servers) await server[Symbol.asyncDispose]();
  },
  240_000,
);

/** Returns all that the store has, and empties it. */
async function takeStore(): Promise<string> {
  const client = new Redis(place);
  const names = await client.keys('*');
  const texts = await Promise.all(names.map((name) => client.get(name).catch(() => '')));
  await client.flushall();
  client.disconnect();
  expect(names.length).toBeGreaterThanOrEqual(callers.length / 2);
  return [...names, ...texts].join('\n');
}
