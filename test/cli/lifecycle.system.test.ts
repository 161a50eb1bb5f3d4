import { EventEmitter, once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { listening, petstorePath, serveCliHttp, startCli } from '../support/cli.ts';
import type { RunningProcess } from '../support/cli.ts';
import { startPetstore } from '../support/petstore.ts';
import { provokingErrors } from '../support/provoke-errors.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';

const summary = (
  destination: string,
): string => `Pet Store 1.0.0: 25 tools, 12 resource templates, 4 resources
Credentials: OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN (set), OPENAPI_MCP_CREDENTIAL_PET_STORE_MANAGER_KEY (not set), OPENAPI_MCP_CREDENTIAL_PET_STORE_OWNER_SESSION (not set)
Calls go to ${destination}
`;
const env = { OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: 'demo-token' };
const ready = /^Listening on standard input and output\.$/m;

describe('over stdio', () => {
  it.each(clientKinds)('writes only protocol messages to standard output: $label', async (kind) => {
    await using petstore = await startPetstore();
    await using server = startCli(['serve', petstorePath, '--base-url', petstore.url], { env });
    const client = await server.connect(kind);
    await client.listTools();
    await client.callTool('getPhoto', { petId: 1, photoId: 'photo-1' });
    await client.callTool('getPet', { petId: 99 });
    await expect(client.callTool('nothing')).rejects.toThrow('nothing');
    await client.close();
    expect(await server.ended).toBe(0);
    const lines = server.stdout().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(lines.map((line) => JSON.parse(line).jsonrpc)).toEqual(lines.map(() => '2.0'));
    expect(server.stderr()).toBe(
      `${summary(`${petstore.url} (--base-url)`)}Listening on standard input and output.\n`,
    );
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('exits with 0 on %s', async (signal) => {
    await using server = startCli(['serve', petstorePath], { env });
    await server.printed(ready);
    server.signal(signal);
    expect(await server.ended).toBe(0);
    expect(server.stdout()).toBe('');
  });

  it('exits with 0 when the client disconnects, and closes the connection to the API', async () => {
    await using upstream = await startUpstream({ ending: 'hang' });
    const grace = ['--shutdown-grace', '0'];
    await using server = startCli(['serve', petstorePath, '--base-url', upstream.url, ...grace], { env });
    const client = await server.connect(clientKinds[0]);
    const outcome = client.callTool('getPet', { petId: 1 }).catch((error: unknown) => error);
    const [request] = await upstream.received();
    await client.close();
    await request?.abandoned;
    expect(await outcome).toMatchObject({ message: expect.stringMatching(/closed/i) });
    expect(await server.ended).toBe(0);
  });
});

/** Starts an upstream whose responses wait for `respond`. */
async function startWaiting() {
  const gate = new EventEmitter();
  const upstream = await startUpstream({ ...jsonAnswer({ id: 1, name: 'Rex' }), after: once(gate, 'open') });
  return {
    upstream,
    respond: () => gate.emit('open'),
    [Symbol.asyncDispose]: () => upstream.close(),
  };
}

describe('a call under way', () => {
  it.each<[title: string, end: (server: RunningProcess) => void]>([
    ['SIGTERM', (server) => server.signal('SIGTERM')],
    ['SIGINT', (server) => server.signal('SIGINT')],
    ['the end of standard input', (server) => server.child.stdin.end()],
  ])('gets its response over stdio after %s', async (_, end) => {
    await using api = await startWaiting();
    await using server = startCli(['serve', petstorePath, '--base-url', api.upstream.url], { env });
    const client = await server.connect(clientKinds[0]);
    const call = client.callTool('getPet', { petId: 1 });
    await api.upstream.received();
    end(server);
    if (server.child.stdin.writable)
      // A refused request proves that the signal has arrived.
      await vi.waitFor(() => expect(client.listTools()).rejects.toThrow('shutting down'), {
        timeout: 10_000,
      });
    api.respond();
    expect(await call).toMatchObject({ structuredContent: { id: 1 } });
    expect(await server.ended).toBe(0);
  });

  it('gets its response over HTTP after SIGTERM, while others are refused', async () => {
    await using api = await startWaiting();
    await using server = await serveCliHttp([petstorePath, '--base-url', api.upstream.url], { env });
    const client = await connectHttp(clientKinds[2], server.url);
    const call = client.callTool('getPet', { petId: 1 });
    await api.upstream.received();
    const readiness = (): Promise<Response> => fetch(new URL('/readyz', server.url));
    expect([(await readiness()).status, await (await readiness()).json()]).toEqual([200, { ready: true }]);
    server.signal('SIGTERM');
    await vi.waitFor(async () => expect((await readiness()).status).toBe(503), { timeout: 10_000 });
    expect(await (await readiness()).json()).toEqual({ ready: false });
    const health = await fetch(new URL('/healthz', server.url));
    expect(health.status).toBe(200);
    const refused = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.text()).toContain('shutting down');
    api.respond();
    expect(await call).toMatchObject({ structuredContent: { id: 1 } });
    expect(await server.ended).toBe(0);
    await client.close();
  });

  it.each<[first: NodeJS.Signals, second: NodeJS.Signals]>([
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
  ])('ends at once after %s and %s', async (first, second) => {
    await using api = await startWaiting();
    await using server = await serveCliHttp([petstorePath, '--base-url', api.upstream.url], { env });
    const client = await connectHttp(clientKinds[2], server.url);
    const call = client.callTool('getPet', { petId: 1 }).catch(() => 'failed');
    const [request] = await api.upstream.received();
    server.signal(first);
    await vi.waitFor(async () => expect((await fetch(new URL('/readyz', server.url))).status).toBe(503), {
      timeout: 10_000,
    });
    server.signal(second);
    expect(await server.ended).toBe(second);
    await request?.abandoned;
    expect(await call).toBe('failed');
    await client.close();
  });

  it('is aborted, and the process exits with 0, on a signal after the end of standard input', async () => {
    await using api = await startWaiting();
    await using server = startCli(['serve', petstorePath, '--base-url', api.upstream.url], { env });
    const client = await server.connect(clientKinds[0]);
    const call = client.callTool('getPet', { petId: 1 }).catch(() => 'failed');
    const [request] = await api.upstream.received();
    await client.close();
    server.signal('SIGTERM');
    await request?.abandoned;
    expect(await server.ended).toBe(0);
    expect(await call).toBe('failed');
  });
});

describe('an unhandled error', () => {
  it.each(['stdio', 'http'] as const)('is reported, and the process goes on over %s', async (transport) => {
    const metrics = ['--metrics', '127.0.0.1:0'];
    const args = ['serve', petstorePath, '--mock', '--transport', transport, '--port', '0', ...metrics];
    await using server = startCli(args, { env: { ...env, ...provokingErrors } });
    await server.printed(/^Listening on/m);
    server.signal('SIGUSR2');
    await server.printed(/"count":2/);
    const logged = server
      .stderr()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(logged.map((line): unknown => JSON.parse(line))).toEqual(
      ['boom', 'bang'].map((text, index) => ({
        level: 'error',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        pid: server.child.pid,
        count: index + 1,
        stack: expect.stringMatching(new RegExp(`^Error: ${text}\n    at`)),
        msg: 'unhandled error; the server goes on',
      })),
    );
    const client =
      transport === 'stdio'
        ? await server.connect(clientKinds[0])
        : await connectHttp(clientKinds[0], await server.printed(listening));
    expect((await client.callTool('listPets', {})).isError).toBeUndefined();
    const page = await fetch(await server.printed(/^Metrics at (.*)$/m));
    expect(await page.text()).toMatch(/^openapi_mcp_unhandled_errors_total 2$/m);
    await client.close();
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
  });
});

describe('over HTTP', () => {
  it('prints its URL to standard error, and nothing to standard output', async () => {
    await using server = await serveCliHttp([petstorePath], { env });
    expect(server.stderr()).toBe(
      `${summary('http://127.0.0.1:4010/v1 (servers[0])')}Explore the tools at ${new URL('/', server.url)}\nListening on ${server.url}\n`,
    );
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
    const health = await fetch(new URL('/healthz', server.url));
    expect([health.status, await health.text()]).toEqual([200, 'ok\n']);
    expect(server.stdout()).toBe('');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'exits with 0 on %s while a client is connected',
    async (signal) => {
      await using server = await serveCliHttp([petstorePath], { env });
      const client = await connectHttp(clientKinds[2], server.url);
      await client.listTools();
      server.signal(signal);
      expect(await server.ended).toBe(0);
      await client.close();
    },
  );

  it('aborts a call that is still running after the grace time', async () => {
    await using upstream = await startUpstream({ ending: 'hang' });
    const args = [petstorePath, '--base-url', upstream.url, '--shutdown-grace', '1'];
    await using server = await serveCliHttp(args, { env });
    const client = await connectHttp(clientKinds[2], server.url);
    const call = client.callTool('getPet', { petId: 1 }).catch(() => 'failed');
    const [request] = await upstream.received();
    server.signal('SIGTERM');
    await Promise.all([call, request?.abandoned]);
    expect(await server.ended).toBe(0);
    await client.close();
  });
});
