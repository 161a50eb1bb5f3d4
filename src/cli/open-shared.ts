import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { ServeHttpOptions } from '../serve/http/http-server.ts';
import type { Log } from '../telemetry/log-level.ts';
import type { HttpFlags } from './flags/http-flags.ts';

/** The state that several processes of a server share. */
export interface SharedState {
  options: RuntimeOptions;
  http: Pick<ServeHttpOptions, 'sharedLimit'>;
  close(): Promise<void>;
}

/**
 * Opens the state that the flag `--redis` shares: limits of rates, the key of confirmations, and those that were used. Over standard input and
 * output a process has one client, and shares nothing.
 */
export async function openShared(
  { redis, rateLimit, transport }: HttpFlags & { transport: 'stdio' | 'http' },
  log: Log,
): Promise<SharedState> {
  if (redis === undefined || transport === 'stdio')
    return { options: {}, http: {}, close: async () => undefined };
  const { openRedisStore } = await import('../store/redis-store.ts');
  const store = await openRedisStore(redis, (message) => log.write('warn', message));
  const confirmKey = await store.secret('confirm');
  return {
    options: { policy: { confirmKey, useConfirmation: (id, expires) => store.use(id, expires) } },
    http: rateLimit === undefined ? {} : { sharedLimit: store.limitRate(rateLimit) },
    close: () => store.close(),
  };
}
