import type { RateLimiterAbstract } from 'rate-limiter-flexible';

/** Takes places of a limit. Returns 0, or the milliseconds until there are new ones. Throws if the limit cannot be asked. */
export async function takePlaces(limiter: RateLimiterAbstract, key: string, count = 1): Promise<number> {
  try {
    await limiter.consume(key, count);
    return 0;
  } catch (refusal) {
    // The library rejects with the state of the limit, which is no error.
    const wait = waitOf(refusal);
    if (wait === undefined) throw refusal;
    return Math.max(wait, 1);
  }
}

function waitOf(refusal: unknown): number | undefined {
  if (typeof refusal !== 'object' || refusal === null || !('msBeforeNext' in refusal)) return undefined;
  return typeof refusal.msBeforeNext === 'number' ? refusal.msBeforeNext : undefined;
}
