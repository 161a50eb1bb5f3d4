import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../support/cli.ts';

/** A command and, in the block after it, what it prints; a line with … stands for any number of lines. */
const transcripts = [
  ...readFileSync(join(repository, 'docs/mock-and-inspect.md'), 'utf8').matchAll(
    /```sh\n([^\n]+)\n```\n\n```\n([^]*?)```/g,
  ),
].map(([, command = '', output = '']) => ({ command, output }));

it.each(transcripts)('$command', ({ command, output }) => {
  const env = { ...process.env, COLUMNS: '80', NO_COLOR: '1' };
  const printed = execFileSync('sh', ['-c', command], { cwd: repository, env, encoding: 'utf8' });
  const pattern = output
    .split('\n')
    .map((line) =>
      line.trim() === '…' ? '[^]*' : `${line.trimEnd().replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)} *`,
    )
    .join('\n');
  expect(printed).toMatch(new RegExp(`^${pattern}`));
});

it('has transcripts', () => {
  expect(transcripts).not.toEqual([]);
});
