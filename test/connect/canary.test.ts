import { Agent } from 'node:http';
import { expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import {
  callAs,
  callers,
  callInterleaved,
  canariesIn,
  connectCanary,
  mixedRequests,
  startCanaryApi,
} from './canary.ts';
import { serveAccounts } from './connected-api.ts';

it('two hundred interleaved callers with accounts of their own never mix, also while tokens are refreshed', async () => {
  await using api = await startCanaryApi(1);
  const stored = new Map<string, string>();
  const memory = createMemoryStore();
  const store = {
    ...memory,
    async set(key: string, text: string, expires: number) {
      stored.set(key, text);
      return memory.set(key, text, expires);
    },
  };
  await using server = await serveAccounts(api.document, { store }, { http: { authTokens: callers } });
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  await Promise.all(callers.map((caller) => connectCanary(server.url, caller, agent)));
  const { wrong, failures } = await callInterleaved([server.url], 2, agent);
  agent.destroy();
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(failures.slice(0, 3)).toEqual([]);
  expect(mixedRequests(api.upstream).slice(0, 3)).toEqual([]);
  expect(api.upstream.requests).toHaveLength(3 * callers.length);
  expect(api.reused).toEqual([]);
  expect(server.entries).not.toHaveLength(0);
  expect(JSON.stringify(server.entries)).not.toMatch(/static-|access-|refresh-/);
  for (const entry of server.entries) expect([...canariesIn(JSON.stringify(entry))]).toEqual([entry.caller]);
  for (const [key, text] of stored)
    expect(canariesIn(`${key} ${text}`).size, `${key} ${text}`).toBeLessThanOrEqual(1);
});

it('two hundred callers of one cached URL get their own responses alone', async () => {
  await using api = await startCanaryApi(3_600);
  const options = { http: { authTokens: callers }, resilience: { responseCache: 16 } };
  await using server = await serveAccounts(api.document, {}, options);
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  await Promise.all(callers.map((caller) => connectCanary(server.url, caller, agent)));
  for (let round = 0; round < 2; round += 1)
    await Promise.all(
      callers.map(async (caller) => {
        const { text } = await callAs(server.url, caller, agent, 'everybody');
        expect([...canariesIn(text)]).toEqual([caller.name]);
      }),
    );
  agent.destroy();
  // The second round comes from the cache.
  const targets = api.upstream.requests.map(({ target }) => target);
  expect(new Set(targets)).toEqual(new Set(['/whoAmI?name=everybody']));
  expect(targets).toHaveLength(callers.length);
});
