import { createHash } from 'node:crypto';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { loadRedis } from './load-redis.ts';
import { keyName } from './encryption.ts';
import type { Encryption } from './encryption.ts';
import type { Store } from './store.ts';

/** The start of the names of all texts. */
const prefix = 'openapi-mcp:token:';

/** Milliseconds until a connection or a command fails. */
const timeout = 5_000;

/**
 * Opens a store in Redis, whose texts are encrypted. Redis removes those that have expired.
 *
 * @throws OpenApiMcpError PACKAGE_MISSING, STORE_UNAVAILABLE
 */
export async function openRedisTokenStore(url: string, encryption: Encryption): Promise<Store> {
  const { Redis } = await loadRedis(
    'a store in Redis needs the package ioredis',
    'Install it: npm install ioredis; or name a folder.',
  );
  const { hostname, port } = new URL(url);
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeout,
    commandTimeout: timeout,
    maxRetriesPerRequest: 1,
  });
  // The commands report errors. Without a listener the package writes them to standard error.
  redis.on('error', () => undefined);

  const guard = async <Result>(task: () => Promise<Result>): Promise<Result> => {
    try {
      return await task();
    } catch (cause) {
      // The URL may contain a password.
      const place = `${hostname}:${port === '' ? '6379' : port}`;
      throw new OpenApiMcpError('STORE_UNAVAILABLE', `Redis at ${place} failed: ${messageOf(cause)}`, {
        cause,
      });
    }
  };

  /** Returns the text and its key, which nobody else can read either. */
  const encrypted = (key: string, text: string): string =>
    `${encryption.encrypt(key, text)} ${encryption.encrypt(keyName, key)}`;

  await guard(() => redis.connect()).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  return {
    get: (key) =>
      guard(async () => {
        const found = await redis.get(nameOf(key));
        const [text] = found?.split(' ') ?? [];
        return text === undefined ? undefined : encryption.decrypt(key, text);
      }),
    set: (key, text, expires) =>
      guard(async () => {
        await redis.set(nameOf(key), encrypted(key, text), 'PXAT', Math.ceil(expires));
      }),
    add: (key, text, expires) =>
      guard(async () => {
        const end = Math.ceil(expires);
        return (await redis.set(nameOf(key), encrypted(key, text), 'PXAT', end, 'NX')) === 'OK';
      }),
    delete: (key) =>
      guard(async () => {
        await redis.del(nameOf(key));
      }),
    keys: () =>
      guard(async () => {
        const found: string[] = [];
        for await (const names of redis.scanStream({ match: `${prefix}*`, count: 1000 })) {
          const texts = names.length === 0 ? [] : await redis.mget(names);
          for (const text of texts) {
            const [, own = ''] = text?.split(' ') ?? [];
            const key = encryption.decrypt(keyName, own);
            if (key !== undefined) found.push(key);
          }
        }
        return found;
      }),
    close: async () => redis.disconnect(),
  };
}

function nameOf(key: string): string {
  return `${prefix}${createHash('sha256').update(key).digest('base64url')}`;
}
