import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { version } from '../../src/index.ts';
import { version as runtimeVersion } from '../../src/runtime/index.ts';
import { repository } from '../support/cli.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

it('has one version everywhere', () => {
  const manifest = JSON.parse(read('package.json'));
  const lock = JSON.parse(read('package-lock.json'));
  expect([version, runtimeVersion, lock.version, lock.packages[''].version]).toEqual(
    Array.from({ length: 4 }, () => manifest.version),
  );
});

it('pins every dependency, and names no registry in the lock file', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const ranges = Object.values<string>({ ...dependencies, ...devDependencies });
  expect(ranges.filter((range) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  expect(read('package-lock.json')).not.toContain('"resolved"');
});

it('is checked by .ci/run in a fresh clone', () => {
  const commands = read('.ci/run')
    .split('\n')
    .filter((line) => /^(set|npm) /.test(line));
  expect(commands).toEqual(['set -euo pipefail', 'npm ci', 'npm run lint', 'npm run types', 'npm test']);
  expect(statSync(join(repository, '.ci/run')).mode & 0o111).toBe(0o111);
});
