import type { Sampler, SamplingDecision } from '@opentelemetry/sdk-trace-node';

/** The decisions of a sampler, which are constants of the SDK. */
interface Decisions {
  sampled: SamplingDecision;
  dropped: SamplingDecision;
}

/** Creates a sampler of at most so many new traces a second. */
export function createLimitedSampler(tracesPerSecond: number, { sampled, dropped }: Decisions): Sampler {
  let second = 0;
  let count = 0;
  return {
    shouldSample() {
      const current = Math.floor(performance.now() / 1000);
      if (current !== second) count = 0;
      second = current;
      count += 1;
      return { decision: count <= tracesPerSecond ? sampled : dropped };
    },
    toString: () => `LimitedSampler{${tracesPerSecond}}`,
  };
}
