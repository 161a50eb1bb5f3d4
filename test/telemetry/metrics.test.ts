import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { petstorePath, runCli, serveCliHttp, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { Upstream } from '../support/upstream.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream(({ target }) =>
    target.endsWith('/99') ? jsonAnswer({ title: 'Gone' }, 404) : jsonAnswer({ id: 1, name: 'Rex' }),
  );
});
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-metrics-'));
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Returns the samples of a page by name and labels. */
async function samplesAt(url: string, headers: Record<string, string> = {}): Promise<Record<string, number>> {
  const response = await fetch(url, { headers });
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const counted = {
  'openapi_mcp_calls_total{tool="getPet",outcome="success"}': 2,
  'openapi_mcp_calls_total{tool="getPet",outcome="UPSTREAM_STATUS"}': 1,
  'openapi_mcp_calls_total{tool="getPet",outcome="ARGUMENTS_INVALID"}': 1,
  'openapi_mcp_calls_total{tool="other",outcome="REQUEST_INVALID"}': 2,
  'openapi_mcp_call_duration_seconds_count{tool="getPet"}': 4,
  openapi_mcp_calls_in_flight: 0,
  'openapi_mcp_upstream_requests_total{method="GET",status="200"}': 2,
  'openapi_mcp_upstream_requests_total{method="GET",status="404"}': 1,
  'openapi_mcp_upstream_request_duration_seconds_count{method="GET"}': 3,
  openapi_mcp_unhandled_errors_total: 0,
  nodejs_eventloop_lag_p99_seconds: expect.any(Number),
  process_resident_memory_bytes: expect.any(Number),
};

describe.each([
  ['stdio, on an address of their own', 'stdio', '127.0.0.1:0'],
  ['http, on an address of their own', 'http', '0'],
  ['http, on the address of the server', 'http', 'on'],
])('metrics over %s', (_, transport, where) => {
  it('count calls by tool and outcome', async () => {
    const flags = ['--transport', transport, '--port', '0', '--metrics', where];
    await using server = startCli(['serve', petstorePath, '--base-url', upstream.url, ...flags]);
    const listening = await server.printed(/^Listening on (.*)$/m);
    const url =
      where === 'on'
        ? new URL('/metrics', listening).href
        : await server.printed(/^Metrics at (http:\/\/127\.0\.0\.1:\d+\/metrics)$/m);
    const client =
      transport === 'stdio'
        ? await server.connect(clientKinds[2])
        : await connectHttp(clientKinds[2], listening);
    await client.callTool('getPet', { petId: 1 });
    await client.callTool('getPet', { petId: 99 });
    await client.callTool('getPet', {});
    await client.readResource('pet-store://api/pets/1');
    for (const name of ['nothing', 'nothing-else']) await expect(client.callTool(name)).rejects.toThrow(name);
    const samples = await samplesAt(url);
    expect(samples).toMatchObject(counted);
    expect(Object.keys(samples).filter((name) => name.includes('nothing'))).toEqual([]);
    await client.close();
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
  });
});

it('need a token where the endpoint does, and count refused requests', async () => {
  const auth = { authorization: 'Bearer t0ken-of-ada-that-is-long-enough' };
  const path = join(folder, 'tokens');
  writeFileSync(path, 'ada:t0ken-of-ada-that-is-long-enough\n');
  const flags = ['--auth-token-file', path, '--rate-limit', '1', '--metrics', 'on', '--mock'];
  await using server = await serveCliHttp([petstorePath, ...flags]);
  const url = new URL('/metrics', server.url).href;
  expect((await fetch(url)).status).toBe(401);
  const post = (): Promise<Response> =>
    fetch(server.url, {
      method: 'POST',
      headers: { ...auth, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
  expect([(await post()).status, (await post()).status]).toEqual([200, 429]);
  expect(await samplesAt(url, auth)).toMatchObject({ 'openapi_mcp_rate_limited_total{side="caller"}': 1 });
});

it('do not exist by default', async () => {
  await using server = await serveCliHttp([petstorePath, '--mock']);
  expect((await fetch(new URL('/metrics', server.url))).status).toBe(404);
});

it('on an address of their own are refused under the name of another host', async () => {
  const flags = ['--metrics', '127.0.0.1:0', '--mock'];
  await using server = startCli(['serve', petstorePath, ...flags]);
  const url = new URL(await server.printed(/^Metrics at (.*)$/m));
  const status = await new Promise((resolve) => {
    request(url, { headers: { host: 'evil.example' } }, (response) =>
      resolve(response.resume().statusCode),
    ).end();
  });
  expect(status).toBe(403);
  expect((await fetch(new URL('/', url))).status).toBe(404);
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
});

it('end the start if their address is in use, with a mock too', async () => {
  const { port } = upstream;
  const { code, stderr } = await runCli(['serve', petstorePath, '--mock', '--metrics', String(port)]);
  expect(code).toBe(1);
  expect(stderr).toContain(`Cannot listen on 127.0.0.1:${port}`);
});

it.each([
  [['--metrics', 'on'], 'over standard input and output the server has no address'],
  [['--metrics', 'everywhere'], '--metrics must be on, a port, or host:port'],
])('refuses %j', async (flags, message) => {
  const { code, stderr } = await runCli(['serve', petstorePath, '--mock', ...flags]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
