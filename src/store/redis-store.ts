import { randomBytes } from 'node:crypto';
import { messageOf } from '../errors.ts';
import { loadRedis } from './load-redis.ts';

/** State that several processes behind one address share. */
export interface SharedStore extends AsyncDisposable {
  /**
   * Returns a function that counts requests of a caller, and returns 0, or the seconds until the caller may send another.
   * While the store is away, each process counts for itself.
   */
  limitRate(perMinute: number): (caller: string, count?: number) => Promise<number>;
  /** Returns a secret that all processes share, or `undefined` while the store is away. */
  secret(name: string): Promise<string | undefined>;
  close(): Promise<void>;
}

const prefix = 'openapi-mcp';

/** Milliseconds. A store that does not respond must not delay calls for long. */
const connectTimeout = 2_000;
const commandTimeout = 1_000;
const longestPause = 2_000;

/**
 * Opens a store in Redis. `report` is told when Redis goes away and comes back. A Redis that is away at the start is no
 * error.
 *
 * @throws OpenApiMcpError PACKAGE_MISSING
 */
export async function openRedisStore(url: string, report: (message: string) => void): Promise<SharedStore> {
  const [{ Redis }, { RateLimiterMemory, RateLimiterRedis, RateLimiterRes }] = await Promise.all([
    loadRedis(
      '--redis needs the package ioredis, which is not installed',
      'Install it: npm install ioredis; or leave --redis out.',
    ),
    import('rate-limiter-flexible'),
  ]);
  const client = new Redis(url, {
    lazyConnect: true,
    // A command fails at once while there is no connection.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout,
    commandTimeout,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, longestPause),
  });
  let isAway = false;
  client.on('error', (error: Error) => {
    if (!isAway) report(`Redis is away, so each process limits rates for itself: ${messageOf(error)}`);
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) report('Redis is back, and rates are limited together again');
    isAway = false;
  });
  // The client goes on trying to connect, and the listener above has reported it.
  await client.connect().catch(() => undefined);

  const close = async (): Promise<void> => client.disconnect();
  return {
    limitRate(points) {
      const window = { points, duration: 60, keyPrefix: `${prefix}:rate` };
      const limiter = new RateLimiterRedis({
        ...window,
        storeClient: client,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(window),
      });
      return async (caller, count = 1) => {
        try {
          await limiter.consume(caller, count);
          return 0;
        } catch (refusal) {
          if (!(refusal instanceof RateLimiterRes)) throw refusal;
          return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        }
      };
    },
    async secret(name) {
      const key = `${prefix}:secret:${name}`;
      try {
        await client.set(key, randomBytes(32).toString('base64url'), 'NX');
        return (await client.get(key)) ?? undefined;
      } catch {
        return undefined;
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
