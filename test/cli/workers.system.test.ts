import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { listening, petstorePath, runCli, serveCliHttp, startCli } from '../support/cli.ts';
import { countStatuses, startLoad } from '../support/load.ts';
import { provokingErrors } from '../support/provoke-errors.ts';
import { postCall } from '../support/post-call.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { Upstream } from '../support/upstream.ts';

const root = mkdtempSync(join(tmpdir(), 'openapi-mcp-workers-'));
let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream(jsonAnswer({ id: 7, name: 'Rex' }));
});
afterAll(async () => {
  await upstream.close();
  rmSync(root, { recursive: true });
});

const pet = { id: 7, name: 'Rex' };

/** Bounds the waiting on a busy machine. */
const patient = { timeout: 30_000 };

function withoutDuration(result: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(result).replace(/"duration":[\d.]+/, '"duration":0'));
}

function serve(...flags: string[]) {
  return serveCliHttp([petstorePath, '--base-url', upstream.url, '--workers', '3', ...flags]);
}

/** Returns the workers of a server. */
function workersOf({ child: { pid } }: Pick<RunningProcess, 'child'>): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.trim().split(/\s+/).filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.each(clientKinds)('a $label', (kind) => {
  it('gets from workers what one process gives', async () => {
    await using many = await serve();
    await using one = await serveCliHttp([petstorePath, '--base-url', upstream.url]);
    const results = [];
    for (const { url } of [many, one]) {
      const client = await connectHttp(kind, url);
      results.push([
        await client.listTools(),
        withoutDuration(await client.callTool('getPet', { petId: 7 })),
        await client.listResourceTemplates(),
        client.server,
      ]);
      await client.close();
    }
    expect(results[0]).toEqual(results[1]);
    expect(JSON.stringify(results[0]?.[1])).toContain(JSON.stringify(pet).slice(1, -1));
  });
});

describe('a server of several workers', () => {
  it('prints one summary, and ends with all of its workers', async () => {
    await using server = await serve();
    const workers = workersOf(server);
    expect(workers).toHaveLength(3);
    expect(server.stderr().match(/^Pet Store 1\.0\.0: /gm)).toHaveLength(1);
    expect(server.stderr()).toMatch(/\n3 workers\nListening on http:\S+\n$/);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(workers.filter(isAlive)).toEqual([]);
  });

  it('answers the paths of one process', async () => {
    await using server = await serve();
    const origin = new URL('/', server.url).href;
    for (const path of ['healthz', 'readyz', '']) expect((await fetch(origin + path)).status).toBe(200);
    expect((await fetch(`${origin}metrics`)).status).toBe(404);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('lets calls end after %s to all processes', async (signal) => {
    const release = new AbortController();
    await using slow = await startUpstream({ ...jsonAnswer(pet), after: once(release.signal, 'abort') });
    const args = ['serve', petstorePath, '--base-url', slow.url, '--workers', '2'];
    await using server = startCli([...args, '--transport', 'http', '--port', '0'], { group: true });
    const call = postCall(await server.printed(listening), 'getPet', { arguments: { petId: 7 } });
    await slow.received();
    server.signal(signal);
    const url = await server.printed(listening);
    await expect.poll(async () => (await fetch(new URL('/readyz', url))).status, patient).toBe(503);
    release.abort();
    expect((await call).result).toMatchObject({ structuredContent: pet });
    expect(await server.ended).toBe(0);
  });

  it('aborts calls after the grace time', async () => {
    await using slow = await startUpstream({ ...jsonAnswer(pet), ending: 'hang' });
    const flags = ['--base-url', slow.url, '--workers', '2', '--shutdown-grace', '100'];
    await using server = await serveCliHttp([petstorePath, ...flags]);
    const call = postCall(server.url, 'getPet', { arguments: { petId: 7 } }).catch(String);
    await slow.received();
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    await call;
  });

  it('leaves no worker behind if it is killed', async () => {
    await using server = await serve();
    const workers = workersOf(server);
    server.signal('SIGKILL');
    await server.ended;
    await expect.poll(() => workers.filter(isAlive), patient).toEqual([]);
  });

  it('replaces a worker that ends by itself', async () => {
    await using server = await serve();
    const [first = 0] = workersOf(server);
    process.kill(first, 'SIGTERM');
    await server.printed(/"code":0.*a worker has ended/);
    await expect.poll(() => workersOf(server).filter((pid) => pid !== first).length, patient).toBe(3);
    expect((await postCall(server.url, 'getPet', { arguments: { petId: 7 } })).status).toBe(200);
  });

  it('loses no call when workers are killed under load', async () => {
    await using server = await serve('--workers', '2');
    const load = await startLoad(server.url, (client, signal) =>
      client.callTool('getPet', { petId: 7 }, signal),
    );
    await load.passed(50);
    for (let count = 0; count < 3; count += 1) {
      const [pid = 0] = workersOf(server);
      process.kill(pid, 'SIGKILL');
      await load.passed(100);
    }
    const { calls, lost, retries } = await load.stop();
    expect(lost).toEqual([]);
    expect(calls).toBeGreaterThan(350);
    // Each kill ends the calls of one worker alone.
    expect(retries).toBeLessThan(3 * 12 * 2);
    expect(server.stderr().match(/a worker has ended/g)?.length).toBe(3);
  });

  it('limits the rate of a caller in all workers together', async () => {
    await using server = await serve('--rate-limit', '300');
    const started = performance.now();
    const { 200: accepted = 0, 429: refused = 0 } = await countStatuses([server.url], 600);
    expect(accepted + refused).toBe(600);
    // Meanwhile the limit lets more requests pass.
    const limit = 300 + (300 * (performance.now() - started)) / 60_000;
    expect(accepted).toBeGreaterThanOrEqual(300);
    expect(accepted).toBeLessThanOrEqual(limit * 1.05);
  });

  it('accepts a confirmation in any worker, and once in all', async () => {
    await using server = await serve('--confirm', 'destructive');
    for (let round = 0; round < 4; round += 1) {
      const petId = round + 1;
      const { result } = await postCall(server.url, 'removePet', { arguments: { petId } });
      const { requestState = null } = result;
      const reply = { requestState, inputResponses: { consent: { action: 'accept', content: {} } } };
      const results = await Promise.all(
        Array.from({ length: 6 }, () =>
          postCall(server.url, 'removePet', { arguments: { petId }, ...reply }),
        ),
      );
      const refused = results.filter((each) =>
        JSON.stringify(each).includes('The confirmation is not valid for this call of removePet'),
      );
      expect(refused).toHaveLength(5);
    }
  });

  it('signs identities with one key', async () => {
    const tokens = join(root, 'tokens');
    writeFileSync(tokens, `ada:${'0123456789abcdef'.repeat(4)}\n`, { mode: 0o600 });
    await using server = await serve(
      '--identity-header',
      'X-Identity: jwt:email',
      '--auth-token-file',
      tokens,
    );
    const url = new URL('/.well-known/jwks.json', server.url);
    const keys = await Promise.all(
      Array.from({ length: 6 }, async () => (await fetch(url, { headers: { connection: 'close' } })).text()),
    );
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toContain('"kid"');
  });

  it('aggregates the metrics of its workers', async () => {
    await using server = await serve('--metrics', '127.0.0.1:0');
    const metricsUrl = await server.printed(/^Metrics at (.*)$/m);
    await Promise.all(
      Array.from({ length: 12 }, () => postCall(server.url, 'getPet', { arguments: { petId: 7 } })),
    );
    const input = await (await fetch(metricsUrl)).text();
    expect(input).toContain('openapi_mcp_calls_total{tool="getPet",outcome="success"} 12\n');
    expect(input).toMatch(/^openapi_mcp_workers 3$/m);
    expect(input).toMatch(/^openapi_mcp_info\{version="[^"]*"\} 1$/m);
    const checked = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect({ status: checked.status, output: checked.stdout + checked.stderr }).toEqual({
      status: 0,
      output: '',
    });
    const [pid = 0] = workersOf(server);
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(async () => (await fetch(metricsUrl)).text(), patient)
      .toMatch(/^openapi_mcp_worker_restarts_total 1$/m);
  });

  it('goes on after errors that nothing handles, in the primary and in workers, and counts them', async () => {
    const args = [petstorePath, '--base-url', upstream.url, '--workers', '2', '--metrics', 'on'];
    await using server = await serveCliHttp(args, { env: provokingErrors });
    const workers = workersOf(server);
    for (const pid of [server.child.pid ?? 0, ...workers]) process.kill(pid, 'SIGUSR2');
    const page = async () => (await fetch(new URL('/metrics', server.url))).text();
    await expect.poll(page, patient).toMatch(/^openapi_mcp_unhandled_errors_total 6$/m);
    const logged = (): unknown => server.stderr().match(/unhandled error; the server goes on/g);
    await expect.poll(logged, patient).toHaveLength(6);
    expect((await postCall(server.url, 'getPet', { arguments: { petId: 7 } })).status).toBe(200);
    expect(workersOf(server)).toEqual(workers);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it('serves the same metrics at its own address', async () => {
    await using server = await serve('--metrics', 'on');
    await Promise.all(
      Array.from({ length: 6 }, () => postCall(server.url, 'getPet', { arguments: { petId: 7 } })),
    );
    const page = await (await fetch(new URL('/metrics', server.url))).text();
    expect(page).toContain('openapi_mcp_calls_total{tool="getPet",outcome="success"} 6\n');
  });

  it('shows the calls of all workers in the explorer', async () => {
    await using server = await serve('--explorer');
    const headers = { connection: 'close', accept: 'text/html' };
    expect(await (await fetch(new URL('/', server.url), { headers })).text()).toContain('<!doctype html>');
    // A worker may still be opening its explorer.
    await expect
      .poll(async () => {
        await postCall(server.url, 'getPet', { arguments: { petId: 7 } });
        const { calls } = await callsOf(server.url);
        return calls.length;
      }, patient)
      .toBeGreaterThanOrEqual(9);
    const lists = await Promise.all(Array.from({ length: 6 }, () => callsOf(server.url)));
    const ids = lists.map(({ calls }) => calls.map(({ id }) => id));
    expect(new Set(ids.map((each) => each.at(-1))).size).toBe(1);
  });

  it('loads the API again in each worker, and logs that once', async () => {
    const path = join(root, 'document.json');
    const audit = join(root, 'audit.jsonl');
    const write = (...names: string[]): void =>
      writeFileSync(
        path,
        JSON.stringify({
          openapi: '3.1.0',
          info: { title: 'Pets', version: '1' },
          servers: [{ url: upstream.url }],
          paths: Object.fromEntries(
            names.map((name) => [
              `/${name}`,
              { get: { operationId: name, responses: { 200: { description: 'ok' } } } },
            ]),
          ),
        }),
      );
    write('a');
    await using server = await serveCliHttp([path, '--workers', '3', '--watch', '--audit-log', audit]);
    write('a', 'b');
    await server.printed(/^Reloaded: 1 added \(b\)/m);
    const callB = () => postCall(server.url, 'b', {});
    await expect
      .poll(async () => {
        const results = await Promise.all(Array.from({ length: 9 }, callB));
        return results.every(({ result }) => result['isError'] !== true && result['error'] === undefined);
      }, patient)
      .toBe(true);
    const load = await Promise.all(Array.from({ length: 60 }, callB));
    expect(load).toHaveLength(60);
    const lines = readFileSync(audit, 'utf8').trimEnd().split('\n');
    const entries = lines.map((line): { request: string } => JSON.parse(line));
    expect(entries.filter(({ request }) => request === 'reload')).toHaveLength(1);
    expect(entries.filter(({ request }) => request === 'tools/call').length).toBeGreaterThanOrEqual(69);
    expect(server.stderr().match(/^Reloaded/gm)).toHaveLength(1);
  });

  it('is one process with --workers 1', async () => {
    await using server = await serveCliHttp([petstorePath, '--workers', '1']);
    expect(workersOf(server)).toEqual([]);
    expect(server.stderr()).not.toContain('workers');
  });
});

describe('a start that fails', () => {
  it.each([
    ['over standard input and output', ['serve', petstorePath, '--workers', '2'], 2, 'one client, and one process for it'],
    ['with a document on standard input', ['serve', '-', '--transport', 'http', '--workers', '2'], 2, 'standard input can be read by one process only'],
    ['with a mock', ['serve', petstorePath, '--mock', '--transport', 'http', '--workers', '0'], 2, 'a mock has what it is sent in one process'],
    ['with accounts in memory', ['serve', petstorePath, '--per-user', '--transport', 'http', '--workers', '2'], 2, 'Add --token-store'],
    ['with a wrong number', ['serve', petstorePath, '--transport', 'http', '--workers', 'many'], 2, '--workers must be a whole number of at least 0'],
    ['without a document', ['serve', join(root, 'missing.yaml'), '--transport', 'http', '--port', '0', '--workers', '2'], 1, 'SOURCE_NOT_FOUND'],
    ['with an option that a worker refuses', ['serve', petstorePath, '--transport', 'http', '--port', '0', '--workers', '2', '--header', 'Host: x'], 2, 'OPTION_INVALID'],
  ])('prints one error %s', async (_, args, code, message) => {
    const run = await runCli(args);
    expect(run.stderr).toContain(message);
    expect(run.stderr.match(/^openapi-mcp: /gm)).toHaveLength(1);
    expect(run.code).toBe(code);
  }); // prettier-ignore

  it('prints one error if the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await runCli([
      'serve',
      petstorePath,
      '--transport',
      'http',
      '--port',
      String(port),
      '--workers',
      '2',
    ]);
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^openapi-mcp: Cannot listen on 127\.0\.0\.1:\d+.*\n.*\(PORT_UNAVAILABLE\)\n$/);
  });

  it('gives up after workers were killed five times', async () => {
    // The document never comes, so that no worker is ready.
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const args = [
      'serve',
      `http://127.0.0.1:${port}/openapi.json`,
      '--transport',
      'http',
      '--port',
      '0',
      '--workers',
      '2',
    ];
    await using server = startCli(args);
    const killed = new Set<number>();
    while (killed.size < 5) {
      const pid = await expect
        .poll(() => workersOf(server).find((each) => !killed.has(each)), { timeout: 20_000, interval: 20 })
        .toBeDefined()
        .then(() => workersOf(server).find((each) => !killed.has(each)) ?? 0);
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    expect(await server.ended).toBe(1);
    silent.closeAllConnections();
    silent.close();
    expect(server.stderr()).toMatch(
      /5 workers ended in a row before they were ready, the last with SIGKILL\n.*\(WORKERS_FAILED\)\n$/,
    );
  });
});

async function callsOf(url: string): Promise<{ calls: { id: number }[] }> {
  const response = await fetch(new URL('/explorer/calls?after=0', url), { headers: { connection: 'close' } });
  return response.json() as Promise<{ calls: { id: number }[] }>;
}
