import { secretsOf } from './caller-options.ts';
import { currentWorker } from './workers/current-worker.ts';
import type { Environment } from '../credentials/environment.ts';
import type { CacheStore } from '../runtime/resilience/cache-store.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { ServeHttpOptions } from '../serve/http/http-server.ts';
import type { RedisStore } from '../store/redis-store.ts';
import type { SharedStore } from '../store/shared-store.ts';
import type { Log } from '../telemetry/log-level.ts';
import type { ExchangeFlags } from './flags/exchange-flags.ts';
import type { HttpFlags } from './flags/http-flags.ts';
import type { ResilienceFlags } from './flags/resilience-flags.ts';
import type { Telemetry } from './open-telemetry.ts';

/** The flags that the shared state depends on. */
export type SharedFlags = HttpFlags &
  Pick<ResilienceFlags, 'responseCache'> &
  Pick<ExchangeFlags, 'authSecretFile'> & { transport: 'stdio' | 'http' };

/** The state that several processes of a server share. */
export interface SharedState {
  options: RuntimeOptions;
  http: Pick<ServeHttpOptions, 'sharedLimit'>;
  close(): Promise<void>;
}

/**
 * Opens the state that `--redis` and `--workers` share: limits of rates, the key of confirmations, those that were used, and
 * cached responses. Over standard input and output a process has one client, and shares nothing.
 */
export async function openShared(
  flags: SharedFlags,
  { log, observer }: Pick<Telemetry, 'log' | 'observer'>,
  environment: Environment,
): Promise<SharedState> {
  const { redis, rateLimit, transport } = flags;
  const count = (): void => observer?.event({ kind: 'store-failure' });
  let opened: Promise<RedisStore> | undefined;
  // A worker opens Redis for its cache alone, at the first response.
  const open = (url: string): Promise<RedisStore> => (opened ??= openRedis(url, log, count));
  const own = async (): Promise<SharedStore | undefined> => (redis === undefined ? undefined : open(redis));
  const store = transport === 'stdio' ? undefined : (currentWorker()?.store ?? (await own()));
  if (store === undefined) return { options: {}, http: {}, close: async () => undefined };
  const confirmKey = await store.secret('confirm');
  const cacheStore =
    redis === undefined ? undefined : await openCache(flags, environment, log, () => open(redis));
  return {
    options: {
      policy: { confirmKey, useConfirmation: (id, expires) => store.use(id, expires) },
      resilience: { cacheStore, sharedLimit: (rate, key) => store.limitCalls(rate, key) },
    },
    http: rateLimit === undefined ? {} : { sharedLimit: store.limitRate(rateLimit) },
    async close() {
      await (await opened)?.close();
    },
  };
}

/** Opens the state of processes that share a Redis, or of the workers of this process. */
export async function openSharedStore(
  redis: string | undefined,
  log: Log,
  count: () => void,
): Promise<SharedStore> {
  if (redis === undefined) return (await import('./workers/own-store.ts')).createOwnStore();
  return openRedis(redis, log, count);
}

async function openRedis(redis: string, log: Log, count: () => void): Promise<RedisStore> {
  const { openRedisStore } = await import('../store/redis-store.ts');
  return openRedisStore(redis, (message) => log.write('warn', message), count);
}

/** Opens the responses that processes cache together. Without a secret to encrypt them by, each process caches its own. */
async function openCache(
  { responseCache, ...flags }: SharedFlags,
  environment: Environment,
  log: Log,
  open: () => Promise<RedisStore>,
): Promise<CacheStore | undefined> {
  const secrets = secretsOf(flags, environment);
  if (secrets === undefined) {
    if (responseCache > 0)
      log.write(
        'warn',
        'Each process caches responses for itself. Set OPENAPI_MCP_AUTH_SECRET to share them in Redis, encrypted.',
      );
    return undefined;
  }
  const { createEncryption } = await import('../store/encryption.ts');
  const encryption = createEncryption(secrets);
  let opened: Promise<CacheStore> | undefined;
  const cache = (): Promise<CacheStore> => (opened ??= open().then((store) => store.openCache(encryption)));
  return {
    get: async (key) => (await cache()).get(key),
    set: async (key, text, expires) => (await cache()).set(key, text, expires),
    delete: async (key) => (await cache()).delete(key),
  };
}
