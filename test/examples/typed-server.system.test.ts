import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repository, start } from '../support/cli.ts';
import { shellCommands } from '../support/markdown.ts';

const source = join(repository, 'examples/typed-server');
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
const modules = join(folder, 'node_modules');

/** Copies the example, as its reader does, with the packages of this repository as those of `npm install`. */
beforeAll(() => {
  cpSync(source, folder, { recursive: true });
  mkdirSync(join(modules, '.bin'), { recursive: true });
  const installed = join(repository, 'node_modules');
  for (const name of readdirSync(installed)) {
    if (!name.startsWith('.')) symlinkSync(join(installed, name), join(modules, name));
  }
  for (const name of ['tsc', 'vitest'])
    symlinkSync(join(installed, '.bin', name), join(modules, '.bin', name));
  symlinkSync(repository, join(modules, 'openapi-mcp'));
  const program = join(repository, 'dist/cli.js');
  writeFileSync(join(modules, '.bin/openapi-mcp'), `#!/bin/sh\nexec node ${program} "$@"\n`, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const commands = shellCommands(readFileSync(join(source, 'README.md'), 'utf8'));

it('has commands', () => expect(commands).toContain('npm test'));

it.each(commands)('%s', { timeout: 120_000 }, async (command) => {
  await using running = start('sh', ['-c', command], { cwd: folder, env: { CI: 'true' } });
  running.child.stdin.end();
  const code = await running.ended;
  // The generator says where calls go.
  const stderr = running.stderr().replace(/^Calls go to .+\n/, '');
  expect([code, stderr, running.stdout()]).toMatchObject([0, '', /./]);
});
