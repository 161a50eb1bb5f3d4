import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { generateServer } from '../../src/index.ts';
import { closureOf } from '../../src/emit/lock-file.ts';
import { petstorePath, repository } from '../support/cli.ts';
import type { LockedPackages } from '../../src/emit/lock-file.ts';

const read = (path: string) => JSON.parse(readFileSync(join(repository, path), 'utf8'));

/** `npx vitest run --project live test/emit/lock-file.test.ts -u` writes the file after a change of the packages. */
it('the locked packages are those of this repository', async () => {
  const { dependencies } = read('package.json') as { dependencies: Record<string, string> };
  const { packages } = read('package-lock.json') as { packages: LockedPackages };
  const ofTests = ['@modelcontextprotocol/client', '@modelcontextprotocol/sdk', '@types/node', 'typescript'];
  const closure = closureOf(packages, [...Object.keys(dependencies), ...ofTests]);
  const path = join(repository, 'src/emit/locked-packages.json');
  await expect(`${JSON.stringify(closure, null, 2)}\n`).toMatchFileSnapshot(path);
});

const packages: LockedPackages = {
  'node_modules/a': {
    version: '1.0.0',
    dependencies: { b: '^2.0.0' },
    peerDependencies: { c: '*', d: '*' },
    peerDependenciesMeta: { d: { optional: true } },
  },
  'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { e: '*' } },
  'node_modules/b': { version: '1.0.0' },
  'node_modules/c': { version: '1.0.0', dev: true },
  'node_modules/d': { version: '1.0.0' },
  'node_modules/e': { version: '1.0.0', optionalDependencies: { missing: '*', a: '*' } },
};

it.each<[names: string[], paths: string[]]>([
  [['a'], ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c', 'node_modules/e']],
  [['b'], ['node_modules/b']],
  [['missing'], []],
])('the packages of %j are %j', (names, paths) => {
  const closure = closureOf(packages, names);
  expect(Object.keys(closure)).toEqual(paths);
  expect(JSON.stringify(closure)).not.toContain('dev');
});

it.each(['v1', 'v2'] as const)(
  'npm installs a project with the %s SDK by its lock file',
  { timeout: 60_000 },
  async (sdk) => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
    try {
      await generateServer(petstorePath, folder, { scaffold: true, sdk });
      const { packages: locked } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
      expect(locked['node_modules/undici']).toMatchObject({ integrity: expect.stringMatching(/^sha512-/) });
      expect(locked['node_modules/undici']).not.toHaveProperty('dev');
      expect(locked['node_modules/typescript']).toHaveProperty('dev', true);
      expect(JSON.stringify(locked)).not.toContain('resolved');
      // npm refuses a lock file that does not fit package.json.
      await promisify(execFile)('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts'], { cwd: folder });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

it('a project that imports this package has no lock file, since it is not published', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
  try {
    const { changes } = await generateServer(petstorePath, folder, { scaffold: true, runtime: 'package' });
    expect(changes.map(({ path }) => path)).not.toContain('package-lock.json');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
