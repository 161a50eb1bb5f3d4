import { Agent } from 'node:http';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { call, post, send } from '../access/send.ts';
import { petstorePath, serveCliHttp, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';

/** Thousands of calls of one process at once, over real sockets to the API. */

const ids = Array.from({ length: 2_000 }, (_, index) => `call ${index}`);
const getPet = (id: string): string => call('getPet', { petId: 7 }).replace('"id":1', `"id":"${id}"`);
const pet = { id: 7, name: 'Rex' };

it('two thousand over stdio each get their response, within a limit of the calls to the API', async () => {
  const flags = ['--upstream-concurrency', '50', '--upstream-queue', '5000'];
  await using upstream = await startUpstream(jsonAnswer(pet));
  await using server = startCli(['serve', petstorePath, '--base-url', upstream.url, ...flags]);
  const lines = createInterface({ input: server.child.stdout })[Symbol.asyncIterator]();
  const clientInfo = { name: 'raw', version: '1' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  server.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params })}\n`);
  await lines.next();
  server.child.stdin.write(`${ids.map(getPet).join('\n')}\n`);
  const responses = [];
  while (responses.length < ids.length) responses.push(JSON.parse((await lines.next()).value));
  expect(new Set(responses.map(({ id }) => id))).toEqual(new Set(ids));
  expect(responses.filter(({ result }) => result.isError === true)).toEqual([]);
  server.child.stdin.end();
  expect(await server.ended).toBe(0);
});

it('two thousand over HTTP, two hundred at once, each get their response', async () => {
  await using upstream = await startUpstream(jsonAnswer(pet));
  await using server = await serveCliHttp([petstorePath, '--base-url', upstream.url]);
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const answers = await Promise.all(ids.map((id) => send(server.url, { ...post(), agent }, getPet(id))));
  agent.destroy();
  const wrong = answers.filter(
    ({ text }, index) => !text.includes('"Rex') || !text.includes(`"id":"${ids[index]}"`),
  );
  expect(wrong).toEqual([]);
});
