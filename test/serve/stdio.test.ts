import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { serveStdio } from '../../src/serve/stdio.ts';
import { createPipes } from '../interop/connect.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import type { Sdk } from '../../src/serve/sdk.ts';
import type { StdioOptions } from '../../src/serve/stdio.ts';
import { createFakeApi } from '../support/fake-handlers.ts';

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};
const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
};

/** Serves over pipes and speaks raw lines of JSON to it. */
async function serveRaw(options: StdioOptions = {}, sdk: Sdk = sdkV2) {
  const api = createFakeApi();
  const pipes = createPipes();
  const server = await serveStdio(sdk, api, { ...pipes.server, ...options });
  const lines = createInterface({ input: pipes.client.input })[Symbol.asyncIterator]();
  return {
    api,
    server,
    pipes,
    next: async (): Promise<unknown> => JSON.parse((await lines.next()).value),
    write: (line: string) => pipes.client.output.write(`${line}\n`),
    async ask(message: object): Promise<unknown> {
      pipes.client.output.write(`${JSON.stringify(message)}\n`);
      return JSON.parse((await lines.next()).value);
    },
  };
}

type Raw = Awaited<ReturnType<typeof serveRaw>>;

describe('serveStdio', () => {
  it('responds to initialize of the 2025 era with its identity', async () => {
    const { ask, server } = await serveRaw();
    expect(await ask(initialize)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        protocolVersion: '2025-11-25',
        serverInfo: { name: 'fake', title: 'Fake API', version: '1.2.3' },
        capabilities: { tools: {}, resources: {}, completions: {} },
        instructions: 'Ask away.',
      },
    });
    await server.close();
  });

  it.each([
    ['server/discover', {}, { ttlMs: 60_000, cacheScope: 'public' }],
    ['tools/list', {}, { ttlMs: 60_000, cacheScope: 'public' }],
    ['resources/list', {}, { ttlMs: 60_000, cacheScope: 'public' }],
    ['resources/templates/list', {}, { ttlMs: 60_000, cacheScope: 'public' }],
    ['resources/read', { uri: 'fake://api/pets' }, { ttlMs: 0, cacheScope: 'private' }],
  ])('tells clients of 2026-07-28 how long to keep the result of %s', async (method, params, hint) => {
    const { ask, server } = await serveRaw();
    const answer = await ask({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } });
    expect(answer).toMatchObject({ result: { resultType: 'complete', ...hint } });
    await server.close();
  });

  it('continues after a line that is not JSON', async () => {
    const errors: Error[] = [];
    const { ask, write, server } = await serveRaw({ onError: (error) => errors.push(error) });
    write('{"jsonrpc": nonsense');
    expect(await ask(initialize)).toMatchObject({ id: 1, result: {} });
    await server.close();
  });

  it('reports a message that is not JSON-RPC', async () => {
    const errors: Error[] = [];
    const { ask, write, server } = await serveRaw({ onError: (error) => errors.push(error) });
    write('{"hello":1}');
    expect(await ask(initialize)).toMatchObject({ id: 1, result: {} });
    expect(errors).toHaveLength(1);
    await server.close();
  });

  it.each([
    ['standard input ends', (pipes: ReturnType<typeof createPipes>) => pipes.client.output.end()],
    ['standard input breaks', (pipes: ReturnType<typeof createPipes>) => pipes.server.stdin.destroy()],
    [
      'nobody reads its output',
      (pipes: ReturnType<typeof createPipes>) => pipes.server.stdout.destroy(new Error('EPIPE')),
    ],
  ])('ends and aborts calls when %s', async (_, end) => {
    const { api, ask, write, server, pipes } = await serveRaw({ shutdownGrace: 0 });
    await ask(initialize);
    const waiting = once(api.events, 'waiting');
    const aborted = once(api.events, 'aborted');
    write(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'wait' } }));
    await waiting;
    end(pipes);
    await expect(Promise.all([aborted, server.closed])).resolves.toEqual([[], undefined]);
  });

  it.each([
    ['v2, standard input ends', sdkV2, ({ pipes }: Raw) => void pipes.client.output.end()],
    ['v1, standard input ends', sdkV1, ({ pipes }: Raw) => void pipes.client.output.end()],
    ['v2, it is closed', sdkV2, ({ server }: Raw) => void server.close()],
    ['v1, it is closed', sdkV1, ({ server }: Raw) => void server.close()],
  ])('lets calls under way end, and accepts no others: %s', async (_, sdk, end) => {
    const raw = await serveRaw({}, sdk);
    await raw.ask(initialize);
    const waiting = once(raw.api.events, 'waiting');
    raw.write(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'brief' } }));
    await waiting;
    end(raw);
    if (raw.pipes.client.output.writable)
      expect(await raw.ask({ jsonrpc: '2.0', id: 3, method: 'tools/list' })).toEqual({
        jsonrpc: '2.0',
        id: 3,
        error: { code: -32000, message: 'The server is shutting down; nothing was sent' },
      });
    expect(await raw.next()).toMatchObject({ id: 2, result: { content: [] } });
    await raw.server.closed;
  });

  it('aborts calls under way when the grace time ends', async () => {
    const { api, ask, write, server } = await serveRaw();
    await ask(initialize);
    const waiting = once(api.events, 'waiting');
    const aborted = once(api.events, 'aborted');
    write(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'wait' } }));
    await waiting;
    void server.close();
    // A second call shortens the time of the first.
    await server.close(1);
    await expect(aborted).resolves.toEqual([]);
  });

  it('waits for no call that the client cancelled', async () => {
    const { api, ask, write, server } = await serveRaw();
    await ask(initialize);
    const waiting = once(api.events, 'waiting');
    const aborted = once(api.events, 'aborted');
    write(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'wait' } }));
    await waiting;
    write(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } }));
    await aborted;
    await expect(server.close()).resolves.toBeUndefined();
  });

  it('ends when closed, even twice, and leaves the handlers open', async () => {
    const { api, ask, server } = await serveRaw();
    const closed = vi.fn<() => void>();
    api.events.on('closed', closed);
    await ask(initialize);
    await server.close();
    await server.closed;
    await server.close();
    expect(closed).not.toHaveBeenCalled();
  });

  it('redirects the console, and restores it', async () => {
    const shown: string[] = [];
    const stderr = new Writable({
      write(chunk, _, done) {
        shown.push(String(chunk));
        done();
      },
    });
    const log = console.log;
    const stderrOfProcess = vi
      .spyOn(process, 'stderr', 'get')
      .mockReturnValue(stderr as typeof process.stderr);
    const stdoutOfProcess = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const server = await serveStdio(sdkV2, createFakeApi(), { stdin: new PassThrough() });
    console.log('log %d', 1);
    console.info('info');
    console.table([{ a: 1 }]);
    console.dir({ b: 2 });
    expect(stdoutOfProcess).not.toHaveBeenCalled();
    await server.close();
    stdoutOfProcess.mockRestore();
    stderrOfProcess.mockRestore();
    expect(shown.join('')).toMatch(/^log 1\ninfo\n[^]*a[^]*{ b: 2 }\n$/);
    expect(console.log).toBe(log);
  });
});
