import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliPath, petstorePath, start } from '../support/cli.ts';
import { postCall } from '../support/post-call.ts';

/** Runs a command line in a pseudo-terminal of util-linux. Its output has both streams. */
function startInTerminal(args: string[], env: Record<string, string> = {}, cwd?: string) {
  const line = [process.execPath, cliPath, ...args].map((word) => `'${word}'`).join(' ');
  return start('script', ['-qefc', line, '/dev/null'], {
    env: { TERM: 'xterm', ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
}

async function until(read: () => string, pattern: RegExp): Promise<void> {
  const ends = Date.now() + 30_000;
  while (!pattern.test(read())) {
    if (Date.now() > ends) throw new Error(`no ${pattern} in ${read()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('shows progress after a second, and clears it', async () => {
  const document = readFileSync(petstorePath);
  const website = createServer((_, response) => void setTimeout(() => response.end(document), 2500));
  website.listen(0, '127.0.0.1');
  await once(website, 'listening');
  const address = website.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await using running = startInTerminal(['inspect', `http://127.0.0.1:${port}/openapi.yaml`]);
  await running.ended;
  website.close();
  const [before = '', shown = '', after = ''] = running.stdout().split('\r\u001b[K');
  expect([before, shown]).toEqual(['', 'openapi-mcp inspect 1 s']);
  expect(after).toMatch(/^openapi-mcp inspect \d s$/);
  expect(running.stdout()).toContain('Pet Store');
});

it('asks for required arguments', async () => {
  await using running = startInTerminal(['call', petstorePath, 'getPet', '--mock']);
  await until(running.stdout, /petId \(.*\): /);
  running.child.stdin.write('2\n');
  await running.ended;
  expect(running.stdout()).toContain('Mabel');
});

it('asks for the document of a first config file, unless --yes is given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-init-'));
  await using silent = startInTerminal(['init', '--yes'], {}, folder);
  expect(await silent.ended).toBe(2);
  expect(silent.stdout()).toContain('missing argument <document>');
  await using running = startInTerminal(['init'], {}, folder);
  await until(running.stdout, /Path or URL of the OpenAPI document: /);
  running.child.stdin.write(`${petstorePath}\n`);
  expect(await running.ended).toBe(0);
  const text = readFileSync(join(folder, 'openapi-mcp.config.yaml'), 'utf8');
  rmSync(folder, { recursive: true });
  expect(text).toContain(`document: "${petstorePath}"`);
});

it.each<[env: Record<string, string>, hasColours: boolean]>([
  [{}, true],
  [{ NO_COLOR: '1' }, false],
])('with %j has colours: %j', async (env, hasColours) => {
  await using running = startInTerminal(['inspect', petstorePath], env);
  await running.ended;
  expect(running.stdout().includes('\u001b[1m')).toBe(hasColours);
});

it.each<[env: Record<string, string>, line: RegExp]>([
  [{}, /^\[[\d:.]+\] .{5}INFO.{5}: .*call\b/m],
  [{ NO_COLOR: '1' }, /^\[[\d:.]+\] INFO: call\b/m],
])('logs lines for people, with %j', async (env, line) => {
  const flags = ['--transport', 'http', '--port', '0', '--log-level', 'info'];
  await using running = startInTerminal(['serve', petstorePath, '--mock', ...flags], env);
  const listening = /Listening on (http:\S+)/;
  await until(running.stdout, listening);
  const [, url = ''] = listening.exec(running.stdout()) ?? [];
  await postCall(url, 'getPet', { arguments: { petId: 1 } });
  await until(running.stdout, line);
  expect(running.stdout()).not.toContain('"level"');
});

it('is not asked anything where nobody is', () => {
  expect(() =>
    execFileSync(process.execPath, [cliPath, 'call', petstorePath, 'getPet', '--mock'], { stdio: 'pipe' }),
  ).toThrow('petId');
});

it('opens the explorer of dev in the browser', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-browser-'));
  const [browser, opened] = [join(folder, 'browser'), join(folder, 'opened')];
  writeFileSync(browser, `#!/bin/sh\necho "$1" > '${opened}'\n`, { mode: 0o755 });
  await using running = startInTerminal(['dev', petstorePath, '--port', '0'], { BROWSER: browser });
  await until(() => (existsSync(opened) ? readFileSync(opened, 'utf8') : running.stdout()), /^http.*\n$/);
  const [, url] = /Explore the tools at (\S+)/.exec(running.stdout()) ?? [];
  expect(readFileSync(opened, 'utf8')).toBe(`${url}\n`);
  rmSync(folder, { recursive: true });
});
