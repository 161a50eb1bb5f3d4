import { createHash } from 'node:crypto';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { loadRedis } from './load-redis.ts';
import type { Encryption } from './encryption.ts';
import type { Store } from './store.ts';

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

  await guard(() => redis.connect()).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  return {
    get: (key) =>
      guard(async () => {
        const found = await redis.get(nameOf(key));
        return found === null ? undefined : encryption.decrypt(key, found);
      }),
    set: (key, text, expires) =>
      guard(async () => {
        await redis.set(nameOf(key), encryption.encrypt(key, text), 'PXAT', Math.ceil(expires));
      }),
    add: (key, text, expires) =>
      guard(async () => {
        const encrypted = encryption.encrypt(key, text);
        return (await redis.set(nameOf(key), encrypted, 'PXAT', Math.ceil(expires), 'NX')) === 'OK';
      }),
    delete: (key) =>
      guard(async () => {
        await redis.del(nameOf(key));
      }),
    close: async () => redis.disconnect(),
  };
}

function nameOf(key: string): string {
  return `openapi-mcp:token:${createHash('sha256').update(key).digest('base64url')}`;
}
