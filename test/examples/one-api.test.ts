import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectSpawned, repository, start } from '../support/cli.ts';
import { shellCommands } from '../support/markdown.ts';
import type { StdioCommand } from '../support/cli.ts';

const folder = join(repository, 'examples/one-api');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('the example of one API', () => {
  it.each(clientKinds)('is served to a $label as .mcp.json says', async (kind) => {
    const { mcpServers } = JSON.parse(read('.mcp.json')) as { mcpServers: { library: StdioCommand } };
    const client = await connectSpawned(kind, { ...mcpServers.library, cwd: folder });
    expect((await client.listTools()).map(({ name }) => name)).toEqual([
      'searchBooks',
      'getBook',
      'borrowBook',
    ]);
    const { structuredContent } = await client.callTool('getBook', { isbn: '9780140449266' });
    expect(structuredContent).toMatchObject({ title: 'The Odyssey' });
    await client.close();
  });

  it.each(shellCommands(read('README.md')))('%s', async (command) => {
    await using running = start('sh', ['-c', command], { cwd: folder });
    running.child.stdin.end();
    const [code, stderr] = [await running.ended, running.stderr()];
    expect([code, code === 0 ? '' : stderr, running.stdout()]).toEqual([0, '', expect.stringMatching(/./)]);
  });
});
