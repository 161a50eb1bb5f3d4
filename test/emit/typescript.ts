import { join } from 'node:path';
import { repository, start } from '../support/cli.ts';

export { strictOptions } from '../../bench/strict-options.js';

/** Returns the errors of a compiler in a project; an empty string without any. */
export async function typeCheck(
  compiler: 'typescript' | 'typescript-7' | (string & {}),
  folder: string,
): Promise<string> {
  const tsc = join(repository, 'node_modules', compiler, 'bin/tsc');
  await using running = start(process.execPath, [tsc, '-p', folder], { cwd: folder });
  await running.ended;
  return running.stdout() + running.stderr();
}
