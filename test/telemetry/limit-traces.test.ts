import { afterEach, expect, it, vi } from 'vitest';
import { limitTraces } from '../../src/telemetry/limit-traces.ts';

afterEach(() => void vi.restoreAllMocks());

it('allows the first traces of each second', () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const mayBegin = limitTraces(2);
  const allowed = [0, 10, 999, 1_000, 1_001, 1_999, 5_000].map((time) => {
    now = time;
    return mayBegin();
  });
  expect(allowed).toEqual([true, true, false, true, true, false, true]);
});
