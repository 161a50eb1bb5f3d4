import { currentWorker } from './workers/current-worker.ts';
import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { ServeHttpOptions } from '../serve/http/http-server.ts';
import type { Log } from '../telemetry/log-level.ts';
import type { SharedStore } from '../store/shared-store.ts';
import type { HttpFlags } from './flags/http-flags.ts';

/** The state that several processes of a server share. */
export interface SharedState {
  options: RuntimeOptions;
  http: Pick<ServeHttpOptions, 'sharedLimit'>;
  close(): Promise<void>;
}

/**
 * Opens the state that `--redis` and `--workers` share: limits of rates, the key of confirmations, and those that were used.
 * Over standard input and output a process has one client, and shares nothing.
 */
export async function openShared(
  { redis, rateLimit, transport }: HttpFlags & { transport: 'stdio' | 'http' },
  log: Log,
): Promise<SharedState> {
  const worker = currentWorker();
  if ((redis === undefined && worker === undefined) || transport === 'stdio')
    return { options: {}, http: {}, close: async () => undefined };
  const store = worker?.store ?? (await openSharedStore(redis, log));
  const confirmKey = await store.secret('confirm');
  return {
    options: { policy: { confirmKey, useConfirmation: (id, expires) => store.use(id, expires) } },
    http: rateLimit === undefined ? {} : { sharedLimit: store.limitRate(rateLimit) },
    close: () => store.close(),
  };
}

/** Opens the state of processes that share a Redis, or of the workers of this process. */
export async function openSharedStore(redis: string | undefined, log: Log): Promise<SharedStore> {
  if (redis === undefined) return (await import('./workers/own-store.ts')).createOwnStore();
  const { openRedisStore } = await import('../store/redis-store.ts');
  return openRedisStore(redis, (message) => log.write('warn', message));
}
