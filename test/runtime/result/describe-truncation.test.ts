import { describe, expect, it } from 'vitest';
import { describeTruncations } from '../../../src/runtime/result/describe-truncation.ts';
import { filters } from '../../../src/runtime/result/response-filters.ts';
import type { JsonObject } from '../../../src/json/value.ts';
import type { Truncation } from '../../../src/runtime/result/truncation.ts';
import type { RestHints } from '../../../src/runtime/result/describe-truncation.ts';

const items: Truncation = { path: ['items'], kept: 37, total: 500, unit: 'items' };
const text: Truncation = { path: ['text'], kept: 2000, total: 90_000, unit: 'characters' };
const cutItems = 'Truncated to fit: $.items: 37 of 500 items.';
const picks = 'pass resultFilter, a JMESPath expression that picks what is needed';

function filterWays(args: JsonObject = {}): RestHints['filterWays'] {
  return filters.waysOf({ inputSchema: { properties: { resultFilter: {} } } }, args);
}

describe('the description of truncations', () => {
  it.each<[behaviour: string, truncations: Truncation[], hints: RestHints, lines: string[]]>([
    ['is nothing', [], {}, ['']],
    [
      'is nothing, but a page follows',
      [],
      { next: { args: { page: '3' } } },
      ['Next page: call again with page=3.'],
    ],
    [
      'is nothing, but a page has an address',
      [],
      { next: { address: '/a?t=1' } },
      ['Next page, which no argument selects: /a?t=1'],
    ],
    [
      'can be had by nobody here',
      [text],
      {},
      [
        'Truncated to fit: $.text: 2000 of 90000 characters.',
        'For the rest: request less at a time, or let the operator of this server raise --max-result-chars.',
      ],
    ],
    [
      'follows by offset',
      [items],
      { pagination: { size: 'limit', offset: 'offset' }, args: { offset: 100 } },
      [cutItems, 'For the rest: call again with offset=137.'],
    ],
    [
      'begins at the first offset',
      [items],
      { pagination: { offset: '$skip' } },
      [cutItems, 'For the rest: call again with $skip=37.'],
    ],
    [
      'comes in smaller pages',
      [items],
      { pagination: { size: 'per_page', page: 'page' }, next: { args: { page: '2' } } },
      [
        cutItems,
        'For the rest: call again with per_page=37 and go on with page.',
        'Next page: call again with page=2.',
      ],
    ],
    [
      'comes in smaller pages by cursor',
      [items],
      { pagination: { size: 'limit', cursor: 'starting_after' } },
      [cutItems, 'For the rest: call again with limit=37 and go on with starting_after.'],
    ],
    [
      'has a last item that is not whole',
      [{ path: ['items', 36, 'text'], kept: 5, total: 9, unit: 'characters' }, items],
      { pagination: { offset: 'offset' }, filterWays: filterWays() },
      [
        'Truncated to fit: $.items: 37 of 500 items; $.items[36].text: 5 of 9 characters.',
        `For the rest: call again with offset=36; or ${picks} (items[36:] is what was left out).`,
      ],
    ],
    [
      'is in one item, where pages do not help',
      [{ path: [0, 'a b', 'tags'], kept: 3, total: 9, unit: 'items' }],
      { pagination: { offset: 'offset' }, filterWays: filterWays() },
      [
        'Truncated to fit: $[0]["a b"].tags: 3 of 9 items.',
        `For the rest: ${picks} ([0]."a b".tags[3:] is what was left out).`,
      ],
    ],
    [
      'was filtered before',
      [{ path: [], kept: 9, total: 30, unit: 'items' }],
      {
        pagination: { offset: 'offset' },
        filterWays: filterWays({ resultFilter: 'items[].name' }),
        args: { resultFilter: 'items[].name' },
      },
      [
        'Truncated to fit: $: 9 of 30 items.',
        `For the rest: ${picks} (items[].name | [9:] is what was left out).`,
      ],
    ],
    [
      'stands under a long key',
      [{ path: ['k'.repeat(400)], kept: 9, total: 30, unit: 'items' }],
      { filterWays: filterWays() },
      [`Truncated to fit: $.${'k'.repeat(198)}…: 9 of 30 items.`, `For the rest: ${picks}.`],
    ],
    [
      'is kept as a resource',
      [text],
      { filterWays: filterWays(), resource: 'demo://responses/1' },
      [
        'Truncated to fit: $.text: 2000 of 90000 characters.',
        `For the rest: ${picks}; or read the resource demo://responses/1, which holds the whole response for some minutes.`,
      ],
    ],
    [
      'is in many places',
      Array.from({ length: 7 }, (_, index): Truncation => ({ ...text, path: [`k${index}`] })),
      { resource: 'demo://responses/1' },
      [
        `Truncated to fit: ${[0, 1, 2, 3, 4].map((index) => `$.k${index}: 2000 of 90000 characters`).join('; ')}; and 2 more places.`,
        'For the rest: read the resource demo://responses/1, which holds the whole response for some minutes.',
      ],
    ],
  ])('%s', (_behaviour, truncations, hints, lines) => {
    expect(describeTruncations(truncations, hints)).toBe(lines.join('\n'));
  });
});
