import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { serveStdio } from '../../src/serve/stdio.ts';
import { createPipes } from '../interop/connect.ts';
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
async function serveRaw(options: { onError?: (error: Error) => void } = {}) {
  const api = createFakeApi();
  const pipes = createPipes();
  const server = await serveStdio(sdkV2, api, { ...pipes.server, ...options });
  const lines = createInterface({ input: pipes.client.input })[Symbol.asyncIterator]();
  return {
    api,
    server,
    pipes,
    write: (line: string) => pipes.client.output.write(`${line}\n`),
    async ask(message: object): Promise<unknown> {
      pipes.client.output.write(`${JSON.stringify(message)}\n`);
      return JSON.parse((await lines.next()).value);
    },
  };
}

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
    const { api, ask, write, server, pipes } = await serveRaw();
    await ask(initialize);
    const waiting = once(api.events, 'waiting');
    const aborted = once(api.events, 'aborted');
    write(JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'wait' } }));
    await waiting;
    end(pipes);
    await expect(Promise.all([aborted, server.closed])).resolves.toEqual([[], undefined]);
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
