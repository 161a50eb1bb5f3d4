import { randomBytes } from 'node:crypto';
import { messageOf } from '../errors.ts';
import { loadRedis } from './load-redis.ts';
import { openRedisLimits } from './redis-limits.ts';
import type { Rate } from '../http/rate.ts';
import type { Encryption } from './encryption.ts';
import type { SharedStore } from './shared-store.ts';
import type { Store } from './store.ts';

/** State in Redis, and texts of a cache, whose functions fail at once while Redis is away. */
export interface RedisStore extends SharedStore {
  openCache(encryption: Encryption): Pick<Store, 'get' | 'set' | 'delete'>;
}

const prefix = 'openapi-mcp';

/** Milliseconds. A store that does not respond must not delay calls for long. */
const connectTimeout = 2_000;
const responseTime = 1_000;
/** Also ends the first command of a connection that nothing responds on. */
const commandTimeout = 5_000;
const longestPause = 2_000;

/**
 * Opens a store in Redis. A Redis that is away at the start is no error.
 *
 * @param report is told when Redis goes away and comes back
 * @param count is called for each command that fails
 * @throws OpenApiMcpError PACKAGE_MISSING
 */
export async function openRedisStore(
  url: string,
  report: (message: string) => void,
  count: () => void = () => undefined,
): Promise<RedisStore> {
  const { Redis } = await loadRedis(
    '--redis needs the package ioredis, which is not installed',
    'Install it: npm install ioredis; or leave --redis out.',
  );
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
  let caches = false;
  const reportAway = (error: unknown): void => {
    if (!isAway)
      report(
        `Redis is away, so each process limits rates and remembers confirmations for itself${caches ? ', and no response is cached' : ''}: ${messageOf(error)}`,
      );
    isAway = true;
  };
  client.on('error', reportAway);
  /** A Redis that does not respond would delay each call, so that commands fail at once until it responds again. */
  const giveUp = (error: unknown): void => {
    count();
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

  const attempt = async <Result>(task: Promise<Result>): Promise<Result> => {
    try {
      return await respond(task);
    } catch (error) {
      giveUp(error);
      throw error;
    }
  };
  const openLimit = await openRedisLimits(client, attempt);
  const limits = new Map<string, ReturnType<typeof openLimit>>();
  const limitOf = (rate: Rate): ReturnType<typeof openLimit> => {
    const name = `${prefix}:calls:${rate.calls}/${rate.seconds}`;
    const limit = limits.get(name) ?? openLimit(rate, name);
    limits.set(name, limit);
    return limit;
  };

  const close = async (): Promise<void> => client.disconnect();
  return {
    limitRate(points) {
      const limit = openLimit({ calls: points, seconds: 60 }, `${prefix}:rate`);
      return async (caller, requests = 1) => Math.ceil((await limit(caller, requests)) / 1000);
    },
    limitCalls: (rate, key) => limitOf(rate)(key, 1),
    async secret(name) {
      const key = `${prefix}:secret:${name}`;
      try {
        await respond(client.set(key, randomBytes(32).toString('base64url'), 'NX'));
        const secret = (await respond(client.get(key))) ?? undefined;
        if (secret !== undefined) secrets.set(key, secret);
        return secret;
      } catch {
        count();
        return undefined;
      }
    },
    async use(id, expires) {
      const milliseconds = Math.max(1, expires - Date.now());
      try {
        const used = client.set(`${prefix}:used:${id}`, '1', 'PX', milliseconds, 'NX');
        return (await attempt(used)) !== null;
      } catch {
        return true;
      }
    },
    openCache(encryption) {
      caches = true;
      const nameOf = (key: string): string => `${prefix}:cache:${encryption.nameOf(key)}`;
      return {
        async get(key) {
          const text = await attempt(client.get(nameOf(key)));
          return text === null ? undefined : encryption.decrypt(key, text);
        },
        async set(key, text, expires) {
          await attempt(client.set(nameOf(key), encryption.encrypt(key, text), 'PXAT', Math.ceil(expires)));
        },
        async delete(key) {
          await attempt(client.del(nameOf(key)));
        },
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Rejects if Redis does not respond in time. A response that arrives while this process is busy is one in time. */
async function respond<Result>(task: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const refuse = (): void => reject(new Error('it did not respond in time'));
    timer = setTimeout(() => setImmediate(refuse), responseTime);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}
