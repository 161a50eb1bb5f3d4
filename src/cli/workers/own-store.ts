import { randomBytes } from 'node:crypto';
import { createRequestLimits } from '../../serve/http/rate-limits.ts';
import { takePlaces } from '../../http/take-places.ts';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { SharedStore } from '../../store/shared-store.ts';

/** Creates the state that the workers of one machine share, in the memory of their primary. */
export async function createOwnStore(): Promise<SharedStore> {
  const { RateLimiterMemory } = await import('rate-limiter-flexible');
  const secrets = new Map<string, string>();
  const used = new Map<string, number>();
  const callLimits = new Map<string, RateLimiterAbstract>();
  return {
    limitRate(rateLimit) {
      const limits = createRequestLimits({ maxConcurrent: Number.POSITIVE_INFINITY, rateLimit });
      return async (caller, count) => limits.wait(caller, count);
    },
    async limitCalls({ calls, seconds }, key) {
      const rate = `${calls}/${seconds}`;
      const limit = callLimits.get(rate) ?? new RateLimiterMemory({ points: calls, duration: seconds });
      callLimits.set(rate, limit);
      return takePlaces(limit, key);
    },
    async secret(name) {
      const secret = secrets.get(name) ?? randomBytes(32).toString('base64url');
      secrets.set(name, secret);
      return secret;
    },
    async use(id, expires) {
      const now = Date.now();
      for (const [past, end] of used) if (end < now) used.delete(past);
      if (used.has(id)) return false;
      used.set(id, expires);
      return true;
    },
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
