import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { commandCredential } from '../../src/credentials/command-credential.ts';
import { startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-command-'));
const counter = join(folder, 'count');
const script = join(folder, 'print.mjs');
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream((request) => ({
    status: /refused/.test(request.header('authorization') ?? '') ? 401 : 200,
  }));
  // The script prints its arguments, with RUNS and SCHEME replaced by its number of runs and its scheme.
  writeFileSync(
    script,
    `import { appendFileSync, readFileSync } from 'node:fs';
     appendFileSync(${JSON.stringify(counter)}, '.');
     const runs = readFileSync(${JSON.stringify(counter)}, 'utf8').length;
     const text = process.argv.slice(2).join(' ').replace('RUNS', runs).replace('SCHEME', process.env.OPENAPI_MCP_SCHEME);
     if (text === 'fail') process.exit(3);
     console.log(text);`,
  );
});
afterEach(() => {
  rmSync(counter, { force: true });
  vi.useRealTimers();
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const schemes: JsonObject = {
  token: { type: 'http', scheme: 'bearer' },
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  login: { type: 'http', scheme: 'basic' },
};

function open(commands: string[], environment: Record<string, string> = {}): Promise<SecuredApi> {
  const operations = { signed: [{ token: [] }], keyed: [{ key: [] }], logged: [{ login: [] }] };
  return openSecured(
    securedDocument(upstream.url, schemes, operations),
    { PATH: process.env['PATH'] ?? '', ...environment },
    { authCommand: commands },
  );
}

function printing(text: string): string {
  return `"${process.execPath}" "${script}" '${text}'`;
}

function sent(name: string): string | undefined {
  return upstream.requests.at(-1)?.header(name);
}

function runs(): number {
  return readFileSync(counter, 'utf8').length;
}

it('a command sets every scheme with a single value to its output, and caches it', async () => {
  await using api = await open([printing('SCHEME-RUNS')]);
  expect(api.sources).toEqual({ token: 'a command', key: 'a command' });
  await Promise.all([api.call('signed'), api.call('signed')]);
  expect(sent('authorization')).toBe('Bearer token-1');
  await api.call('keyed');
  expect(sent('x-key')).toBe('key-2');
  await api.call('logged');
  expect(sent('authorization')).toBeUndefined();
  expect(runs()).toBe(2);
});

it('a command is overridden by variables, unless it names the scheme', async () => {
  const environment = { SECURED_TOKEN: 'variable', SECURED_KEY: 'variable' };
  await using api = await open([`key=${printing('command=1')}`, printing('never')], environment);
  expect(api.sources).toEqual({ token: 'SECURED_TOKEN', key: 'a command' });
  await api.call('signed');
  expect(sent('authorization')).toBe('Bearer variable');
  await api.call('keyed');
  expect(sent('x-key')).toBe('command=1');
});

it('a command runs again when the API rejects its output', async () => {
  await using api = await open([printing('refused-RUNS')]);
  expect(await api.call('signed')).toContain('The API rejected the credentials');
  expect(runs()).toBe(2);
});

it.each([
  [
    'with expires_in, runs again after that time',
    '{"access_token":"json-RUNS","expires_in":600}',
    ['json-1', 'json-1', 'json-2'],
  ],
  ['without expires_in, runs once', '{"access_token":"json-RUNS"}', ['json-1', 'json-1', 'json-1']],
])('a command that prints JSON %s', async (_, text, tokens) => {
  await using api = await open([printing(text)]);
  const seen: (string | undefined)[] = [];
  for (const seconds of [0, 500, 80]) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
    await api.call('signed');
    seen.push(sent('authorization')?.slice('Bearer '.length));
  }
  expect(seen).toEqual(tokens);
});

it.each([
  ['that fails', printing('fail'), 'ended with 3'],
  ['that prints nothing', printing(''), 'printed nothing'],
  ['that prints JSON without a token', printing('{}'), 'printed nothing'],
  ['that does not exist', join(folder, 'missing'), 'ended with 127'],
])('a command %s fails with an explanation', async (_, command, reason) => {
  await using api = await open([command]);
  expect(await api.call('signed')).toBe(
    `the command for token ${reason}\nRun the command of --auth-command by hand: it must print the key or token and end with 0.`,
  );
});

it.each([
  ['that does not exit', 'sleep 5', 'did not end within 0.2 s'],
  ['whose child does not exit', 'sleep 5; echo late', 'did not end within 0.2 s'],
  ['that leaves its output open', 'sleep 5 & echo early', 'did not end within 0.2 s'],
  ['that prints endless output', 'yes', 'prints without end'],
])('a command %s is aborted', async (_, command, reason) => {
  const timeout = reason.startsWith('did') ? 200 : 20_000;
  const provider = commandCredential(command, 'token', { PATH: process.env['PATH'] }, timeout);
  const request = { origin: upstream.url, scopes: [] };
  await expect(provider.provide(request)).rejects.toMatchObject({
    code: 'CREDENTIALS_UNAVAILABLE',
    message: `the command for token ${reason}`,
  });
});

it('a command that is given twice for every scheme is an invalid option', async () => {
  await expect(open(['a', 'b'])).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: '--auth-command is given twice for every scheme',
  });
});
