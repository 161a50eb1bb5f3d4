import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { repository } from '../support/cli.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** The command of the release, as CONTRIBUTING.md has it. */
const command = /^npm sbom .*$/m.exec(read('CONTRIBUTING.md'))?.[0] ?? '';

it('the list of packages for a release has each package that is installed or contained', async () => {
  const [program = '', ...words] = command.split(' ');
  const { stdout } = await promisify(execFile)(program, words, { cwd: repository, maxBuffer: 2 ** 26 });
  const { bomFormat, components } = JSON.parse(stdout);
  expect(bomFormat).toBe('CycloneDX');
  const listed = new Set(components.map(({ purl }: { purl: string }) => decodeURIComponent(purl)));

  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const contained = ['command', 'web'].flatMap((part) => [
    ...read(`dist/${part}/THIRD-PARTY-LICENSES.txt`).matchAll(/^(\S+) (\d+\.\d+\.\d+\S*)$/gm),
  ]);
  expect(contained.length).toBeGreaterThan(10);
  const wanted = [
    ...Object.entries(dependencies),
    ...contained.map(([, name, version]): [string, string] => [name ?? '', version ?? '']),
  ].map(([name, version]) => `pkg:npm/${name}@${version}`);
  expect(wanted.filter((purl) => !listed.has(purl))).toEqual([]);
});
