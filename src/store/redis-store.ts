import { randomBytes } from 'node:crypto';
import { messageOf } from '../errors.ts';
import { loadRedis } from './load-redis.ts';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { SharedStore } from './shared-store.ts';

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
  const reportAway = (error: unknown): void => {
    if (!isAway)
      report(
        `Redis is away, so each process limits rates and remembers confirmations for itself: ${messageOf(error)}`,
      );
    isAway = true;
  };
  client.on('error', reportAway);
  /** A Redis that does not respond would delay each call, so that commands fail at once until it responds again. */
  const giveUp = (error: unknown): void => {
    reportAway(error);
    if (client.status === 'ready') client.disconnect(true);
  };
  const secrets = new Map<string, string>();
  client.on('ready', () => {
    if (isAway) report('Redis is back, and rates are limited together again');
    isAway = false;
    // A Redis that was started again may have forgotten them, and would give other processes new ones.
    for (const [key, secret] of secrets) client.set(key, secret, 'NX').catch(() => undefined);
  });
  // The client goes on trying to connect, and the listener above has reported it.
  await client.connect().catch(() => undefined);

  /** Returns 0, or the seconds until the limiter accepts the caller again. */
  const consume = async (limiter: RateLimiterAbstract, caller: string, count: number): Promise<number> => {
    try {
      await limiter.consume(caller, count);
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  };

  const close = async (): Promise<void> => client.disconnect();
  return {
    limitRate(points) {
      const window = { points, duration: 60, keyPrefix: `${prefix}:rate` };
      const shared = new RateLimiterRedis({ ...window, storeClient: client, rejectIfRedisNotReady: true });
      const own = new RateLimiterMemory(window);
      return async (caller, count = 1) => {
        try {
          return await consume(shared, caller, count);
        } catch (error) {
          giveUp(error);
          return consume(own, caller, count);
        }
      };
    },
    async secret(name) {
      const key = `${prefix}:secret:${name}`;
      try {
        await client.set(key, randomBytes(32).toString('base64url'), 'NX');
        const secret = (await client.get(key)) ?? undefined;
        if (secret !== undefined) secrets.set(key, secret);
        return secret;
      } catch {
        return undefined;
      }
    },
    async use(id, expires) {
      const milliseconds = Math.max(1, expires - Date.now());
      try {
        return (await client.set(`${prefix}:used:${id}`, '1', 'PX', milliseconds, 'NX')) !== null;
      } catch (error) {
        giveUp(error);
        return true;
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
