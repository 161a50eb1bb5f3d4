import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { petstorePath, runCli, serveCliHttp, startCli } from '../support/cli.ts';

const [v1, , v2Of2026] = clientKinds;
const token = 'the-token-of-ada-lovelace';
let folder: string;
let tokens: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'colleagues-'));
  tokens = join(folder, 'tokens');
  await writeFile(
    tokens,
    JSON.stringify([
      { name: 'ada', token, scopes: ['pets:write'] },
      { name: 'bob', token: 'the-token-of-bob-nobody' },
    ]),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('serve', () => {
  it('authenticates callers by token, limits each to the tools of its scopes, and writes an audit log', async () => {
    const log = join(folder, 'audit.log');
    const flags = ['--auth-token-file', tokens, '--tool-scope', '*Pet=pets:write', '--audit-log', log];
    await using server = await serveCliHttp([petstorePath, '--mock', ...flags, '--host', '0.0.0.0']);
    const url = server.url.replace('0.0.0.0', '127.0.0.1');
    await expect(connectHttp(v1, url)).rejects.toThrow(/bearer token is needed/);
    const ada = await connectHttp(v1, url, { authorization: `Bearer ${token}` });
    const bob = await connectHttp(v2Of2026, url, { authorization: 'Bearer the-token-of-bob-nobody' });
    const names = async (client: typeof ada) => (await client.listTools()).map(({ name }) => name);
    expect(await names(ada)).toContain('removePet');
    expect(await names(bob)).not.toContain('removePet');
    await ada.callTool('getPet', { petId: 2 });
    await bob.callTool('listCategories');
    await bob.callTool('removePet', { petId: 2 });
    await Promise.all([ada.close(), bob.close()]);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line): object => JSON.parse(line))).toMatchObject([
      { caller: null, request: 'http', status: 401, error: 'TOKEN_MISSING' },
      { caller: 'ada', tool: 'getPet', method: 'GET', path: '/pets/{petId}', status: 200, error: null },
      { caller: 'bob', tool: 'listCategories', status: 200 },
      { caller: 'bob', tool: 'removePet', method: 'DELETE', status: null, error: 'OPERATION_REFUSED' },
    ]);
    expect(server.stderr()).not.toContain(token);
  });

  it('lists only tools that the policy allows, reports how many it excludes, and writes the audit log to standard error', async () => {
    const flags = ['--read-only', '--deny', 'getPet', '--deny', 'remvePet', '--audit-log', '-'];
    await using server = startCli(['serve', petstorePath, '--mock', ...flags]);
    const client = await server.connect(v2Of2026);
    const names = (await client.listTools()).map(({ name }) => name);
    expect(names).toContain('listPets');
    expect(names.filter((name) => /^(getPet|createPet|removePet)$/.test(String(name)))).toEqual([]);
    await client.callTool('listCategories');
    await client.close();
    expect(await server.ended).toBe(0);
    expect(server.stderr()).toMatch(/^The policy leaves out \d+ operations$/m);
    expect(server.stderr()).toContain('WARNING: the pattern "remvePet" matches no operation');
    expect(server.stderr()).toMatch(/^\{"time":.*"tool":"listCategories".*\}$/m);
    expect(
      server
        .stdout()
        .split('\n')
        .filter((line) => line.includes('"caller"')),
    ).toEqual([]);
  });

  it.each<[title: string, flags: string[], message: string, code?: number]>([
    [
      'a non-loopback address without tokens',
      ['--transport', 'http', '--host', '0.0.0.0'],
      'would let other machines connect without authentication',
    ],
    ['tokens over stdio', ['--auth-token-file', 'tokens'], 'nobody sends a token'],
    ['scopes without tokens', ['--transport', 'http', '--tool-scope', 'a=b'], 'nobody has a scope'],
    ['a scope without a pattern', ['--tool-scope', 'pets:write'], 'pattern=scope'],
    [
      'a token file that does not exist',
      ['--transport', 'http', '--auth-token-file', '/nowhere/tokens'],
      'cannot be read',
    ],
    ['a rate limit of zero', ['--rate-limit', '0'], 'a whole number of at least 1'],
    [
      'an audit log in a folder that does not exist',
      ['--audit-log', '/nowhere/audit.log'],
      'audit log cannot be written',
    ],
    ['a policy that allows no operation', ['--allow', 'nothing'], 'The policy leaves none', 1],
  ])('refuses %s', async (_, flags, message, expected = 2) => {
    const { code, stdout, stderr } = await runCli(['serve', petstorePath, ...flags]);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(message);
  });
});
