import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { petstorePath, repository } from '../support/cli.ts';
import { codeBlocks } from '../support/markdown.ts';
import { packInto } from '../support/pack.ts';

/** A fresh project with the packed package and test runners from the registry. */
const project = mkdtempSync(join(tmpdir(), 'openapi-mcp-kit-'));
const blocks = codeBlocks(readFileSync(join(repository, 'docs/testing.md'), 'utf8'));

beforeAll(() => {
  const options = { encoding: 'utf8', stdio: 'pipe' } as const;
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ type: 'module', jest: { testMatch: ['**/*.jest.js'], transform: {} } }),
  );
  const packages = [packInto(project), 'vitest@4.1.12', 'jest@30.2.0', '@jest/globals@30.2.0'];
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], { ...options, cwd: project });
  copyFileSync(petstorePath, join(project, 'openapi.yaml'));
}, 300_000);
afterAll(() => rmSync(project, { recursive: true }));

function runHere(command: string, args: string[], env: Record<string, string> = {}) {
  const { CI: _, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: project,
    env: { ...inherited, ...env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

function runVitest(...flags: string[]) {
  return runHere('npx', ['vitest', 'run', 'pets.test.ts', ...flags]);
}

it('runs with Vitest, which writes the snapshot and updates it', () => {
  writeFileSync(join(project, 'pets.test.ts'), blocks[0]?.text ?? '');
  expect(runVitest()).toEqual({ status: 0, output: expect.stringContaining('3 passed') });
  const written = readFileSync(join(project, 'surface.txt'), 'utf8');
  expect(written).toContain('# Tool getPet\n');
  writeFileSync(join(project, 'surface.txt'), written.replace('# Tool getPet\n', '# Tool other\n'));
  expect(runVitest()).toEqual({
    status: 1,
    output: expect.stringContaining('the surface differs from surface.txt'),
  });
  expect(runVitest('--update')).toMatchObject({ status: 0 });
  expect(readFileSync(join(project, 'surface.txt'), 'utf8')).toBe(written);
});

it('runs with node:test', () => {
  writeFileSync(join(project, 'pets.node.js'), blocks[1]?.text ?? '');
  expect(runHere(process.execPath, ['--test', 'pets.node.js'])).toMatchObject({ status: 0 });
});

it('runs with Jest', () => {
  rmSync(join(project, 'surface.txt'), { force: true });
  writeFileSync(join(project, 'pets.jest.js'), blocks[2]?.text ?? '');
  const env = { NODE_OPTIONS: '--experimental-vm-modules' };
  const first = runHere('npx', ['jest'], env);
  expect(first).toEqual({ status: 0, output: expect.stringContaining('1 passed') });
  expect(existsSync(join(project, 'surface.txt'))).toBe(true);
});
