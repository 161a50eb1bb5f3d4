import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { version } from '../../src/index.ts';
import { version as runtimeVersion } from '../../src/runtime/index.ts';
import { repository } from '../support/cli.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));

it('has the same version in code, package.json and lock file', () => {
  const versions = [version, runtimeVersion, lock.version, lock.packages[''].version];
  expect(versions).toEqual(versions.map(() => manifest.version));
});

it('pins every dependency', () => {
  const ranges = Object.values<string>({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(ranges.filter((range) => !/^(npm:[\w/@-]+@)?\d+\.\d+\.\d+$/.test(range))).toEqual([]);
});

it('has no registry URL in its lock file', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"');
});

// `npm ci` refuses a lock file that lacks the optional packages of its platform.
it('locks the optional packages of every platform', () => {
  const locked = Object.entries<{ optionalDependencies?: Record<string, string> }>(lock.packages);
  const missing = locked.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        lock.packages[`node_modules/${name}`] === undefined &&
        lock.packages[`${path}/node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});

it('is installed, linted, compiled, generated and tested by .ci/run', () => {
  const commands = read('.ci/run').match(/^(set -|npm (run )?[\w:]+)\S*/gm);
  expect(commands).toEqual([
    'set -euo',
    'npm ci',
    'npm run lint',
    'npm run types',
    'npm run generate',
    'npm test',
    'npm run test:system',
  ]);
  expect(statSync(join(repository, '.ci/run')).mode & 0o111).toBe(0o111);
});
