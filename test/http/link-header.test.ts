import { describe, expect, it } from 'vitest';
import { parseLinkHeader } from '../../src/http/link-header.ts';
import type { Link } from '../../src/http/link-header.ts';

describe('a Link header', () => {
  it.each<[behaviour: string, header: string, links: Link[]]>([
    [
      'has a link',
      '<https://x.test/a?page=2>; rel="next"',
      [{ target: 'https://x.test/a?page=2', relations: ['next'] }],
    ],
    [
      'has several',
      '</a?page=1>; rel="prev", </a?page=3>; rel=next',
      [
        { target: '/a?page=1', relations: ['prev'] },
        { target: '/a?page=3', relations: ['next'] },
      ],
    ],
    [
      'has commas and semicolons in a target',
      '</a?ids=1,2;3>;rel=next',
      [{ target: '/a?ids=1,2;3', relations: ['next'] }],
    ],
    ['has several relations', '<b>; rel="Last NEXT"', [{ target: 'b', relations: ['last', 'next'] }]],
    [
      'has quoted parameters with commas',
      '<b>; title="a, \\"b\\"; rel=no"; rel=next, <c>; rel=last',
      [
        { target: 'b', relations: ['next'] },
        { target: 'c', relations: ['last'] },
      ],
    ],
    ['counts the first of a parameter', '<b>; rel=next; rel=prev', [{ target: 'b', relations: ['next'] }]],
    ['has a link without a relation', '<b>', [{ target: 'b', relations: [] }]],
    ['has empty parameters', '<b>; ; rel = next', [{ target: 'b', relations: ['next'] }]],
    ['is truncated', '<b>; rel=next, <c', [{ target: 'b', relations: ['next'] }]],
    ['is not a link', 'next page', []],
  ])('%s', (_behaviour, header, links) => {
    expect(parseLinkHeader(header)).toEqual(links);
  });

  it('is read in no time, whatever it holds', () => {
    const started = performance.now();
    parseLinkHeader(`<a>${'; '.repeat(100_000)}"${'\\'.repeat(100_000)}`);
    parseLinkHeader('<'.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
