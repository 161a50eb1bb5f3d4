import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLog } from '../../src/telemetry/log.ts';
import { plainLine } from '../../src/telemetry/plain-line.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { petstorePath, runCli, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { RunningProcess } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Returns the lines of JSON in standard error. */
function linesOf(server: RunningProcess): Record<string, unknown>[] {
  return server
    .stderr()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Record<string, unknown> => JSON.parse(line));
}

describe('the log of calls', () => {
  it.each(['stdio', 'http'] as const)(
    'has the request id of the audit log and of the result over %s',
    async (transport) => {
      await using upstream = await startUpstream(({ target }) =>
        target.endsWith('/99') ? jsonAnswer({ title: 'Gone' }, 404) : jsonAnswer({ id: 1, name: 'Rex' }),
      );
      const auditLog = join(folder, `${transport}.jsonl`);
      const flags = ['--transport', transport, '--port', '0', '--log-level', 'info', '--audit-log', auditLog];
      await using server = startCli(['serve', petstorePath, '--base-url', upstream.url, ...flags]);
      const url = await server.printed(/^Listening on (.*)$/m);
      const client =
        transport === 'stdio' ? await server.connect(clientKinds[2]) : await connectHttp(clientKinds[2], url);
      const results = [
        await client.callTool('getPet', { petId: 1 }),
        await client.callTool('getPet', { petId: 99 }),
        await client.callTool('getPet', {}),
      ];
      await expect(client.callTool('nothing')).rejects.toThrow('nothing');
      await client.readResource('pet-store://api/pets/1');
      await client.close();
      server.signal('SIGTERM');
      expect(await server.ended).toBe(0);
      const operation = { tool: 'getPet', method: 'GET', path: '/pets/{petId}' };
      const lines = linesOf(server);
      expect(lines).toMatchObject([
        { level: 'info', msg: 'call', request: 'tools/call', ...operation, status: 200 },
        { level: 'info', msg: 'call failed', ...operation, status: 404, error: 'UPSTREAM_STATUS' },
        { level: 'info', msg: 'call failed', ...operation, error: 'ARGUMENTS_INVALID' },
        { level: 'info', msg: 'call failed', tool: 'nothing', error: 'REQUEST_INVALID' },
        { level: 'info', msg: 'call', request: 'resources/read', ...operation, status: 200 },
      ]);
      const ids = lines.map(({ id }) => id);
      expect(new Set(ids).size).toBe(5);
      expect(results.map(({ _meta }) => Object(_meta)['openapi-mcp/request-id'])).toEqual(ids.slice(0, 3));
      const audited = readFileSync(auditLog, 'utf8').trim().split('\n');
      expect(audited.map((line): unknown => JSON.parse(line).id)).toEqual(ids);
    },
  );

  it('has the requests to the API at the level debug, without their query', async () => {
    await using upstream = await startUpstream(jsonAnswer([]));
    const flags = ['--base-url', upstream.url, '--log-level', 'debug', '--log-format', 'json'];
    await using server = startCli(['serve', petstorePath, ...flags]);
    const client = await server.connect(clientKinds[0]);
    await client.callTool('listPets', { tags: ['private'] });
    await client.close();
    await server.ended;
    expect(linesOf(server)).toMatchObject([
      { level: 'debug', msg: 'request to the API', method: 'GET', origin: upstream.url, status: 200 },
      { level: 'info', msg: 'call', tool: 'listPets' },
    ]);
    expect(upstream.requests[0]?.target).toContain('private');
    expect(server.stderr()).not.toContain('private');
  });

  it('warns of an API that cannot be reached', async () => {
    const flags = ['--base-url', 'http://127.0.0.1:2', '--log-level', 'info', '--log-format', 'pretty'];
    await using server = startCli(['serve', petstorePath, ...flags]);
    const client = await server.connect(clientKinds[0]);
    await client.callTool('listPets', {});
    await client.close();
    await server.ended;
    expect(server.stderr()).toMatch(/^\[[\d:.]+\] WARN: call failed \{.*"error":"UPSTREAM_UNREACHABLE"\}$/m);
  });

  it.each([
    ['by default', []],
    ['with metrics', ['--metrics', '127.0.0.1:0']],
  ])('does not exist, nor does a request id that nothing else has, %s', async (_, flags) => {
    await using server = startCli(['serve', petstorePath, '--mock', ...flags]);
    const client = await server.connect(clientKinds[0]);
    const result = await client.callTool('listPets', {});
    await client.close();
    await server.ended;
    expect(linesOf(server)).toEqual([]);
    expect(Object.keys(result._meta ?? {})).toEqual(['openapi-mcp/response']);
  });
});

it('leaks no secret in a line', async () => {
  const secret = 'c4nary-staff';
  const env = { OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: secret };
  const provoke = `process.on('SIGUSR2', () => { Promise.reject(new Error(process.env.OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN + encodeURIComponent('c4nary/header'))); });`;
  const NODE_OPTIONS = `--import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(provoke)}`)}`;
  const flags = ['--mock', '--header', 'X-Api-Key: c4nary/header', '--log-level', 'debug'];
  await using server = startCli(['serve', petstorePath, ...flags], { env: { ...env, NODE_OPTIONS } });
  await server.printed(/^Listening/m);
  server.signal('SIGUSR2');
  await server.printed(/Error: REDACTEDREDACTED/);
  expect(server.stderr()).not.toContain('c4nary');
});

it.each([
  [['--log-level', 'loud'], '--log-level must be silent, error, warn, info or debug'],
  [['--log-format', 'xml'], '--log-format must be json or pretty'],
])('refuses %j', async (flags, message) => {
  const { code, stderr } = await runCli(['serve', petstorePath, ...flags]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

/** Starts a server whose breaker opens at the first failure. */
function startBreaking(url: string, ...flags: string[]): RunningProcess {
  const breaker = ['--breaker-failures', '1', '--log-format', 'json'];
  return startCli(['serve', petstorePath, '--base-url', url, ...breaker, ...flags]);
}

const breakerLine = /^(.*"msg":"breaker open".*)$/m;

describe('the log of breakers', () => {
  it('has a line when calls to the API are suspended, by default', async () => {
    await using upstream = await startUpstream({ status: 503, body: 'busy' });
    await using server = startBreaking(upstream.url);
    const client = await server.connect(clientKinds[0]);
    await client.callTool('listPets', {});
    const facts = `"origin":"${upstream.url}","reason":"503 Service Unavailable"`;
    expect(await server.printed(breakerLine)).toContain(facts);
    await client.close();
  });

  it('goes with their count in the metrics', async () => {
    await using upstream = await startUpstream({ status: 503, body: 'busy' });
    await using server = startBreaking(upstream.url, '--metrics', '127.0.0.1:0');
    const url = await server.printed(/^Metrics at (.*)$/m);
    const client = await server.connect(clientKinds[0]);
    await client.callTool('listPets', {});
    await server.printed(breakerLine);
    const text = await (await fetch(url)).text();
    expect(text).toContain(`openapi_mcp_breaker_transitions_total{origin="${upstream.url}",state="open"} 1`);
    await client.close();
  });
});

it('keeps the order of lines that come while the packages load, and their levels', async () => {
  const written: string[] = [];
  const log = openLog({
    level: 'warn',
    format: 'json',
    colours: false,
    openRedactor: async () => (text) => text.replaceAll('secret', 'REDACTED'),
    output: (line) => void written.push(line),
  });
  log.write('error', 'first', { a: 'secret' });
  log.write('info', 'never');
  log.write('warn', 'second');
  await log.flush();
  log.write('warn', 'third');
  expect(written.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 'error', msg: 'first', a: 'REDACTED' },
    { level: 'warn', msg: 'second' },
    { level: 'warn', msg: 'third' },
  ]);
});

it('writes a line for people without any package', () => {
  const line = {
    level: 'warn',
    time: '2026-11-29T04:00:00.000Z',
    pid: 7,
    tool: 'getPet',
    path: '/a b',
    status: 404,
    msg: 'call failed',
  };
  expect(plainLine(JSON.stringify(line))).toBe(
    '2026-11-29T04:00:00.000Z WARN call failed tool=getPet path="/a b" status=404\n',
  );
});
