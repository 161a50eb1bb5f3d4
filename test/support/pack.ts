import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './cli.ts';

/** Packs the built package into a folder, and returns the path of the archive. */
export function packInto(folder: string): string {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const options = { cwd: repository, encoding: 'utf8', stdio: 'pipe' } as const;
  const [packed] = JSON.parse(execFileSync('npm', args, options));
  return join(folder, packed.filename);
}
