import { hasAccounts } from '../flags/exchange-flags.ts';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { OpenApiMcpError } from '../../errors.ts';
import { checkAddress, listen } from '../../serve/http/address.ts';
import { endpoint } from '../../serve/http/endpoints.ts';
import { accessSecrets } from '../flags/access-flags.ts';
import { httpOptions } from '../flags/http-flags.ts';
import { openSharedStore } from '../open-shared.ts';
import { openCommandLog, serveOwn } from '../open-telemetry.ts';
import { surviveErrors } from '../survive-errors.ts';
import { untilSignal } from '../until-signal.ts';
import { CallBroadcast } from './broadcast-calls.ts';
import { collectMetrics } from './collect-metrics.ts';
import { ConnectionGiver } from './give-connections.ts';
import { WorkerPool } from './worker-pool.ts';
import type { Observer } from '../../runtime/observer.ts';
import type { MetricsPage } from '../../serve/http/http-server.ts';
import type { WorkerFacts } from '../../telemetry/aggregate-metrics.ts';
import type { CommandInput } from '../command.ts';
import type { ServerFlags } from '../run-server.ts';
import type { Terminal } from '../terminal.ts';
import type { PoolWorker } from './worker-pool.ts';

/**
 * Returns the number of workers that the flags ask for.
 *
 * @throws OpenApiMcpError OPTION_INVALID for flags that several processes cannot have
 */
export function countWorkers({ flags, positionals, apis = [] }: CommandInput<ServerFlags>): number {
  const { workers, transport } = flags;
  if (transport === 'stdio')
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'over standard input and output there is one client, and one process for it',
      { hint: 'Add --transport http, or leave --workers out.' },
    );
  if (positionals.includes('-'))
    throw new OpenApiMcpError('OPTION_INVALID', 'standard input can be read by one process only', {
      hint: 'Give the document as a file or URL, or leave --workers out.',
    });
  if ([flags, ...apis.map((api) => api.flags)].some((each) => 'mock' in each && each.mock === true))
    throw new OpenApiMcpError('OPTION_INVALID', 'a mock has what it is sent in one process', {
      hint: 'Leave --workers out, or run openapi-mcp mock beside the server and give its URL as --base-url.',
    });
  if (hasAccounts(flags) && flags.tokenStore === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', 'the accounts of callers are in the memory of one process', {
      hint: 'Add --token-store with a folder or the URL of a Redis, or leave --workers out.',
    });
  if (flags.authProvider !== undefined && flags.tokenStore === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', 'the sign-ins of people are in the memory of one process', {
      hint: 'Add --token-store with a folder or the URL of a Redis, or leave --workers out.',
    });
  return workers === 0 ? availableParallelism() : workers;
}

/** Milliseconds that a worker may take beyond the grace time of its calls. */
const endTime = 5_000;

/**
 * Serves until a signal arrives, in workers: processes that run the same command line. This process, their primary, accepts
 * their connections, and has what they share.
 */
export async function serveInWorkers(count: number, flags: ServerFlags, terminal: Terminal): Promise<void> {
  const log = openCommandLog(flags, terminal, async () => (text) => text);
  const signalled = untilSignal();
  const events = { 'store-failure': 0, 'unhandled-error': 0 };
  const observer: Observer = {
    observe: (handlers) => handlers,
    event({ kind }) {
      if (kind === 'store-failure' || kind === 'unhandled-error') events[kind] += 1;
    },
  };
  const closing: (() => unknown)[] = [() => log.flush(), surviveErrors({ log, observer })];
  try {
    const store = await openSharedStore(flags.redis, log, () => observer.event({ kind: 'store-failure' }));
    closing.push(() => store.close());
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
    const address = checkAddress({ ...httpOptions(flags), ...accessSecrets(terminal.environment) });
    const { origin, port } = await listen(server, address);
    closing.push(() => server.close());
    const pool: WorkerPool = new WorkerPool(
      {
        address: () => ({ origin, port }),
        limit: flags.rateLimit === undefined ? async () => 0 : store.limitRate(flags.rateLimit),
        limitCalls: (rate, key) => store.limitCalls(rate, key),
        secret: (name) => store.secret(name),
        use: (id, expires) => store.use(id, expires),
        identityKey: createKeyOnce(),
        metrics: () => metrics(),
        explore: () => calls.open(),
        called: (caller, call) => calls.add(caller, call),
      },
      {
        ready(worker) {
          calls.join(worker);
          giver.giveWaiting();
        },
        ended: (worker) => giver.giveAgain(worker),
      },
      log,
    );
    const workers = (): Iterable<PoolWorker> => pool.workers.values();
    const calls = new CallBroadcast(workers);
    const giver = new ConnectionGiver(workers, () => pool.isClosing);
    closing.push(() => giver.close());
    const metrics = await openMetrics(flags, pool, events);
    const metricsServer = flags.metrics === undefined ? undefined : await serveOwn(metrics, flags.metrics);
    closing.push(() => metricsServer?.close());
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      giver.give(socket);
    });
    const serve = async (): Promise<never> => {
      const text = await pool.start(count);
      const line = metricsServer === undefined ? '' : `Metrics at ${metricsServer.url}\n`;
      terminal.error(`${text}${line}${count} workers\nListening on ${origin}${endpoint}\n`);
      return pool.untilFailure();
    };
    closing.push(() => pool.close(flags.shutdownGrace + endTime));
    await Promise.race([signalled, serve()]);
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** Returns a function that returns one private key in PEM, and makes it on first use. */
function createKeyOnce(): () => string {
  let pem: string | undefined;
  return () => {
    pem ??= generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    return pem;
  };
}

/** Returns a function that returns the metrics of all workers; none if they are off. */
async function openMetrics(
  { metrics }: ServerFlags,
  pool: WorkerPool,
  events: WorkerFacts['events'],
): Promise<MetricsPage> {
  if (metrics === undefined) return async () => ({ contentType: 'text/plain', text: '' });
  const { aggregateMetrics } = await import('../../telemetry/aggregate-metrics.ts');
  return aggregateMetrics({
    collect: () => collectMetrics(pool),
    count: () => [...pool.workers.values()].filter(({ state }) => state === 'ready').length,
    restarts: () => pool.restarts,
    events,
  });
}
