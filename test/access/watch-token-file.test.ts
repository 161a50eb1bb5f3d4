import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { watchTokenFile } from '../../src/access/watch-token-file.ts';
import { serveCliHttp, petstorePath } from '../support/cli.ts';
import { list, post, send } from './send.ts';

const folder = mkdtempSync(join(tmpdir(), 'token-list-'));
const path = join(folder, 'tokens');
afterEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const ada = 'ada:the-token-of-ada-lovelace';
const bob = 'bob:the-token-of-bob-the-builder';
const eve = { name: 'eve', token: 'the-token-of-eve-in-options' };

function tokenOf(line: string): string {
  return line.split(':')[1] ?? '';
}

interface OpenedList {
  told: string[];
  /** Returns the callers that are accepted after further milliseconds. */
  after(milliseconds: number): Promise<string[]>;
}

async function open(text: string): Promise<OpenedList> {
  writeFileSync(path, text);
  let now = 0;
  const told: string[] = [];
  const { verify: check } = await watchTokenFile(
    path,
    [eve],
    (message) => told.push(message),
    () => now,
  );
  return {
    told,
    async after(milliseconds) {
      now += milliseconds;
      const tokens = [ada, bob].map(tokenOf).concat(eve.token);
      const found = await Promise.all(tokens.map((token) => check(token, 'https://mcp.example')));
      return found.flatMap((admission) => (admission?.ok === true ? [admission.principal.name] : []));
    },
  };
}

it('revokes removed tokens and accepts new ones', async () => {
  const tokens = await open(`${ada}\n`);
  expect(await tokens.after(0)).toEqual(['ada', 'eve']);
  writeFileSync(path, `${bob}\n`);
  expect(await tokens.after(999)).toEqual(['ada', 'eve']);
  expect(await tokens.after(1)).toEqual(['bob', 'eve']);
  writeFileSync(path, '');
  expect(await tokens.after(1000)).toEqual(['eve']);
  expect(tokens.told).toEqual([]);
});

it('notices a replaced file of any time and length', async () => {
  const tokens = await open(ada.padEnd(40));
  const { atime, mtime } = statSync(path);
  writeFileSync(`${path}.new`, bob.padEnd(40));
  utimesSync(`${path}.new`, atime, mtime);
  renameSync(`${path}.new`, path);
  expect(await tokens.after(1000)).toEqual(['bob', 'eve']);
});

it.each<[title: string, spoil: () => void, message: RegExp]>([
  ['of another form', () => writeFileSync(path, 'no token'), /: line 1 is not of the form name:token$/],
  ['of broken JSON', () => writeFileSync(path, '[{'), /: the JSON is not of the form name:token$/],
  [
    'with a token that can be guessed',
    () => writeFileSync(path, 'ada:short'),
    /^The token of "ada" cannot be used$/,
  ],
  ['that is gone', () => rmSync(path), /^The file of tokens cannot be read: ENOENT/],
])('a file %s keeps the tokens that there were, and that is said once', async (_, spoil, message) => {
  const tokens = await open(ada);
  spoil();
  expect(await tokens.after(1000)).toEqual(['ada', 'eve']);
  expect(await tokens.after(1000)).toEqual(['ada', 'eve']);
  expect(tokens.told).toEqual([expect.stringMatching(message)]);
  writeFileSync(path, bob);
  expect(await tokens.after(1000)).toEqual(['bob', 'eve']);
});

/** Milliseconds within which a change of the file is noticed, on a busy machine. */
const longest = 20_000;

/** Returns true if both lines about a file that cannot be read are there. */
function isReported(text: string, reason: string): boolean {
  return text.split(reason).length > 2;
}

it('reports it on standard error and in the audit log', async () => {
  writeFileSync(path, ada);
  const flags = ['--auth-token-file', path, '--audit-log', '-', '--mock'];
  await using server = await serveCliHttp([petstorePath, ...flags]);
  const headers = { authorization: `Bearer ${tokenOf(ada)}` };
  expect(await send(server.url, post(headers), list)).toMatchObject({ status: 200 });
  writeFileSync(path, 'a line with a secret');
  const reason = `${path}: line 1 is not of the form name:token`;
  const until = performance.now() + longest;
  while (!isReported(server.stderr(), reason) && performance.now() < until)
    await send(server.url, post(headers), list);
  expect(await send(server.url, post(headers), list)).toMatchObject({ status: 200 });
  const lines = server.stderr().split('\n');
  const logged = lines.filter((line) => line.startsWith('{')).map((line): object => JSON.parse(line));
  expect(logged.filter((line) => 'msg' in line)).toEqual([
    expect.objectContaining({ level: 'warn', msg: `${reason}; callers keep the tokens that they had` }),
  ]);
  expect(logged.filter((line) => 'error' in line)).toEqual([
    expect.objectContaining({
      request: 'tokens',
      error: 'TOKENS_UNREADABLE',
      reason,
      caller: null,
      status: null,
    }),
  ]);
  expect(server.stderr()).not.toContain('a line with a secret');
  writeFileSync(path, bob);
  const revoked = performance.now() + longest;
  let response = await send(server.url, post(headers), list);
  while (response.status === 200 && performance.now() < revoked)
    response = await send(server.url, post(headers), list);
  expect(response).toMatchObject({ status: 401 });
});
