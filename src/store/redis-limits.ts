import type { Redis } from 'ioredis';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Rate } from '../http/rate.ts';

/** Counts `count` requests, and returns 0, or the milliseconds until a further one is accepted. */
type Limit = (key: string, count: number) => Promise<number>;

/**
 * Returns a function that opens limits in Redis. While Redis is away, each process limits for itself.
 *
 * @param attempt reports a command that fails
 */
export async function openRedisLimits(
  client: Redis,
  attempt: <Result>(task: Promise<Result>) => Promise<Result>,
): Promise<(rate: Rate, keyPrefix: string) => Limit> {
  const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } = await import('rate-limiter-flexible');
  const consume = async (limiter: RateLimiterAbstract, key: string, count: number): Promise<number> => {
    try {
      await limiter.consume(key, count);
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, refusal.msBeforeNext);
    }
  };
  return ({ calls, seconds }, keyPrefix) => {
    const window = { points: calls, duration: seconds, keyPrefix };
    const shared = new RateLimiterRedis({ ...window, storeClient: client, rejectIfRedisNotReady: true });
    const own = new RateLimiterMemory(window);
    return async (key, count) => {
      try {
        return await attempt(consume(shared, key, count));
      } catch {
        return consume(own, key, count);
      }
    };
  };
}
