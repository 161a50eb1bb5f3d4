import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { formatSummary } from '../../src/cli/start-summary.ts';
import type { RuntimeOptions } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** Returns a document with operations of some 3,000 tokens each. */
function documentOf(count: number): JsonObject {
  const description = 'word '.repeat(180);
  const parameters = Array.from({ length: 14 }, (_, index) => ({
    name: `p${index}`,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));
  const operations = Array.from({ length: count }, (_, index): [string, JsonObject] => [
    `/${index}`,
    { get: { parameters, responses: { '200': { description: 'd' } } } },
  ]);
  return { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: Object.fromEntries(operations) };
}

const weight = (mega: string, tokens: string): string =>
  `The tools are about ${mega} MB, or ${tokens} tokens for a model: --expose search offers three that find and call them, and --include selects some.`;

describe('the weight of a list of tools', () => {
  it.each<[count: number, options: RuntimeOptions, lines: string[]]>([
    [2, {}, []],
    [40, {}, [weight('0.5', '132,000')]],
    [40, { expose: 'search' }, []],
    [
      129,
      {},
      [
        'Most clients accept at most 128 tools, and these are about 1.7 MB, or 426,000 tokens for a model: --expose search offers three that find and call them.',
      ],
    ],
  ])('of %d operations with %j', async (count, options, lines) => {
    const { descriptor } = describeApi(await loadDocument(documentOf(count)));
    expect(formatSummary(descriptor, [], options, {}).split('\n').slice(1)).toEqual(lines);
  });
});
