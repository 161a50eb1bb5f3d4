import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveCliHttp } from '../../support/cli.ts';
import { freePort, startRedis } from '../../support/redis.ts';
import { jsonAnswer, startUpstream } from '../../support/upstream.ts';
import { document } from '../shop.ts';
import { startFront } from './front.ts';
import { Person } from './person.ts';
import { callTool, PlainClient, redirectUri } from './plain-client.ts';
import { application, startPeopleProvider } from './start-people-provider.ts';
import type { RunningProcess } from '../../support/cli.ts';
import type { Upstream } from '../../support/upstream.ts';
import type { Front } from './front.ts';
import type { PeopleProvider } from './start-people-provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-sign-in-'));
const secret = 'a secret of the tests of four processes';
let redis: RunningProcess;
let place = '';
let upstream: Upstream;
let people: PeopleProvider;
beforeAll(async () => {
  const port = await freePort();
  redis = await startRedis(port);
  place = `redis://127.0.0.1:${port}`;
  upstream = await startUpstream();
  upstream.answer(jsonAnswer({ id: 1 }));
  people = await startPeopleProvider();
});
afterAll(async () => {
  await people[Symbol.asyncDispose]();
  await upstream.close();
  await redis[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Starts a process behind a load balancer. */
async function startProcess(front: Front, store: string, env: Record<string, string>, others: string[] = []) {
  const server = await serveCliHttp(
    [
      ['-', '--base-url', upstream.url, '--public-url', front.url, '--token-store', store],
      ['--auth-provider', people.url, '--auth-client-id', application.id, '--require', 'groups=api-users'],
      others,
    ].flat(),
    {
      input: JSON.stringify(document),
      env: { OPENAPI_MCP_AUTH_CLIENT_SECRET: application.secret, ...env },
    },
  );
  front.targets.push(server.url);
  return server;
}

/** Takes a process out of a load balancer. */
function leave(front: Front, { url }: { url: string }): void {
  front.targets.splice(front.targets.indexOf(url), 1);
}

describe('four processes with one Redis', () => {
  let front: Front;
  const servers: (RunningProcess & { url: string })[] = [];
  beforeAll(async () => {
    front = await startFront();
    const env = { OPENAPI_MCP_AUTH_SECRET: secret };
    for (let count = 0; count < 4; count += 1) servers.push(await startProcess(front, place, env));
  }, 240_000);
  afterAll(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
    await front[Symbol.asyncDispose]();
  });

  /** Goes through the whole flow. Returns the tokens at its end. */
  async function goThrough(): Promise<{ client: PlainClient; access: string; refresh: string }> {
    const client = new PlainClient(front.origin);
    const { json } = await client.connect(new Person(redirectUri));
    expect(await callTool(front.url, String(json['access_token']))).toBe(200);
    const { json: next } = await client.refresh(String(json['refresh_token']));
    const access = String(next['access_token']);
    expect(await callTool(front.url, access)).toBe(200);
    return { client, access, refresh: String(next['refresh_token']) };
  }

  it('sign people in whose steps are at any of them', async () => {
    await Promise.all(Array.from({ length: 10 }, goThrough));
    expect(servers.map(({ url }) => (front.counts.get(url) ?? 0) > 10)).toEqual([true, true, true, true]);
  }, 240_000);

  it('give tokens for a refresh token once', async () => {
    const { client, access, refresh } = await goThrough();
    const attempts = await Promise.all(Array.from({ length: 8 }, () => client.refresh(refresh)));
    expect(attempts.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    // The use of one token by several ends the sign-in.
    for (const { url } of servers) expect(await callTool(url, access)).toBe(401);
  }, 120_000);

  it('store nothing that can be read without the secret', async () => {
    const { client, access, refresh } = await goThrough();
    const store = new Redis(place);
    const names = await store.keys('*');
    const texts = await Promise.all(names.map((name) => store.get(name).catch(() => '')));
    store.disconnect();
    const all = [...names, ...texts].join('\n');
    expect(names.length).toBeGreaterThan(10);
    // Short words are in texts that are encrypted, too.
    const secrets = [access, refresh, client.id, 'ada@example.com', 'api-users', application.secret];
    expect(secrets.filter((word) => all.includes(word))).toEqual([]);
    const logs = servers.map((server) => server.stdout() + server.stderr()).join('');
    expect([access, refresh, secret, application.secret].filter((word) => logs.includes(word))).toEqual([]);
  }, 120_000);

  it('go on with every step after one of them was killed', async () => {
    const [victim] = servers;
    if (victim === undefined) throw new Error('there is no process');
    const client = new PlainClient(front.origin);
    await client.register();
    const person = new Person(redirectUri);
    const consent = await person.open(client.authorizationUrl());
    const other = await goThrough();
    leave(front, victim);
    victim.signal('SIGKILL');
    await victim.ended;
    const login = await person.submit(consent, { decision: 'allow' });
    const { url } = await person.submit(login, { name: 'ada' });
    const { json } = await client.exchange(url.searchParams.get('code') ?? '');
    expect(await callTool(front.url, String(json['access_token']))).toBe(200);
    expect(await callTool(front.url, other.access)).toBe(200);
    expect((await other.client.refresh(other.refresh)).status).toBe(200);
  }, 120_000);
});

describe('a folder of encrypted files', () => {
  it('is read with a former secret until that is taken away', async () => {
    await using front = await startFront();
    const store = join(folder, 'store');
    const file = join(folder, 'secrets');
    const first = 'the first secret, which is long enough';
    const second = 'the second secret, which is long enough';
    const run = async (secrets: string[], task: () => Promise<void>): Promise<void> => {
      writeFileSync(file, secrets.map((line) => `${line}\n`).join(''), { mode: 0o600 });
      const server = await startProcess(front, store, {}, ['--auth-secret-file', file]);
      await task();
      leave(front, server);
      await server[Symbol.asyncDispose]();
    };
    const client = new PlainClient(front.origin);
    let tokens: Record<string, unknown> = {};
    await run([first], async () => {
      tokens = (await client.connect(new Person(redirectUri))).json;
    });
    let renewed: Record<string, unknown> = {};
    await run([second, first], async () => {
      expect(await callTool(front.url, String(tokens['access_token']))).toBe(200);
      renewed = (await client.refresh(String(tokens['refresh_token']))).json;
      expect(await callTool(front.url, String(renewed['access_token']))).toBe(200);
    });
    await run([second], async () => {
      expect(await callTool(front.url, String(tokens['access_token']))).toBe(401);
      // The client ID was made with the secret that is gone: the client registers again.
      expect((await client.refresh(String(renewed['refresh_token']))).json['error']).toBe('invalid_client');
      const { json } = await new PlainClient(front.origin).connect(new Person(redirectUri));
      expect(await callTool(front.url, String(json['access_token']))).toBe(200);
    });
    const texts = readdirSync(store).map((name) => readFileSync(join(store, name), 'utf8'));
    expect(texts.filter((text) => /ada@example\.com|api-users/.test(text))).toEqual([]);
  }, 240_000);
});
