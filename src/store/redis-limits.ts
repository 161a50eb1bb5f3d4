import { takePlaces } from '../http/take-places.ts';
import type { Redis } from 'ioredis';
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
  const { RateLimiterMemory, RateLimiterRedis } = await import('rate-limiter-flexible');
  return ({ calls, seconds }, keyPrefix) => {
    const window = { points: calls, duration: seconds, keyPrefix };
    const shared = new RateLimiterRedis({ ...window, storeClient: client, rejectIfRedisNotReady: true });
    const own = new RateLimiterMemory(window);
    return async (key, count) => {
      try {
        return await attempt(takePlaces(shared, key, count));
      } catch {
        return takePlaces(own, key, count);
      }
    };
  };
}
