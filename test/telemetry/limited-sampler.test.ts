import { SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { afterEach, expect, it, vi } from 'vitest';
import { createLimitedSampler } from '../../src/telemetry/limited-sampler.ts';

const decisions = { sampled: SamplingDecision.RECORD_AND_SAMPLED, dropped: SamplingDecision.NOT_RECORD };

afterEach(() => void vi.restoreAllMocks());

it('samples the first traces of each second', () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const sampler = createLimitedSampler(2, decisions);
  const sampled = [0, 10, 999, 1_000, 1_001, 1_999, 5_000].map((time) => {
    now = time;
    return Reflect.apply(sampler.shouldSample, sampler, []).decision === decisions.sampled;
  });
  expect(sampled).toEqual([true, true, false, true, true, false, true]);
});
