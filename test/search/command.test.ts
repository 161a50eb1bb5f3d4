import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { formatSummary } from '../../src/cli/start-summary.ts';
import { petstorePath } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';
import type { OperationDescriptor } from '../../src/descriptor.ts';

describe('inspect', () => {
  it('--search prints the operations with scores', async () => {
    const { code, out } = await runIn(['inspect', petstorePath, '--search', 'opening hours']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Found \(\d+\)\n +\d+\.\d{3} {2}getOpeningHours {2}GET \/shops\/hours\/\{days\}\n {10}\S/,
    );
  });

  it('--search reports an empty result', async () => {
    const { out } = await runIn(['inspect', petstorePath, '--search', 'xyzzy']);
    expect(out).toMatch(/^Found \(0\)\n {2}Nothing was found\. /);
  });

  it('--search --json prints the result of the tool', async () => {
    const { out } = await runIn(['inspect', petstorePath, '--search', 'xyzzy', '--json']);
    expect(JSON.parse(out)).toMatchObject({ total: 0, operations: [] });
  });

  it('--search searches included operations only', async () => {
    const words = ['inspect', petstorePath, '--include', 'tag:shops', '--search', 'pet', '--json'];
    expect(JSON.parse((await runIn(words)).out).operations).toEqual([]);
  });

  it('--expose search prints three tools and their cost', async () => {
    const { out } = await runIn(['inspect', petstorePath, '--expose', 'search', '--json']);
    const { tools, budget } = JSON.parse(out);
    expect(tools).toHaveLength(3);
    expect(budget.tokens).toBeLessThan(1_500);
  });
});

describe('the summary of a start', async () => {
  const { descriptor } = describeApi(await loadDocument(petstorePath));
  const [first] = descriptor.operations;
  const many = (count: number): OperationDescriptor[] =>
    Array.from({ length: count }, (_, index) => ({ ...(first as OperationDescriptor), name: `pet${index}` }));

  it.each<[expose: 'all' | 'search' | 'auto', operations: number, lines: string[]]>([
    ['all', 128, ['128 tools']],
    ['auto', 128, ['128 tools']],
    [
      'all',
      129,
      [
        '129 tools',
        'Most clients accept at most 128 tools: --expose search offers three that find and call them.',
      ],
    ],
    [
      'auto',
      129,
      [
        '3 tools that search and call 129 operations',
        'Search mode, because most clients accept at most 128 tools; --expose all lists every tool.',
      ],
    ],
    ['search', 1, ['3 tools that search and call 1 operation']],
  ])('with --expose %s of %i operations', (expose, count, lines) => {
    const api = { ...descriptor, operations: many(count) };
    const [head = '', ...rest] = formatSummary(api, [], { expose }, {}).split('\n');
    expect([
      head.replace(/^.*?: /, '').replace(/, .*$/, ''),
      ...rest.filter((line) => !line.startsWith('Cred')),
    ]).toEqual(lines);
  });
});
