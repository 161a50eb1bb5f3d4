import { expect, it } from 'vitest';
import { DurationHistogram } from '../../src/telemetry/duration-histogram.ts';

it('counts durations up to each bound, and those beyond the last', () => {
  const histogram = new DurationHistogram([0.1, 1], 'other');
  for (const seconds of [0.05, 0.1, 0.5, 2]) histogram.observe('a', () => 'labels of a', seconds);
  expect(histogram.list()).toEqual([
    { labels: 'labels of a', counts: [2, 1, 1], count: 4, sum: expect.closeTo(2.65), min: 0.05, max: 2 },
  ]);
  histogram.clear();
  expect(histogram.list()).toEqual([]);
});

it('counts durations beyond 2,000 series together', () => {
  const histogram = new DurationHistogram([1], 'other');
  for (let key = 0; key < 2010; key += 1) histogram.observe(`key ${key}`, () => `labels ${key}`, 0.5);
  const series = histogram.list();
  expect(series).toHaveLength(2001);
  expect(series.at(-1)).toMatchObject({ labels: 'other', count: 10 });
});
