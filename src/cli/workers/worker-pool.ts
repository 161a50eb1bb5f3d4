import cluster from 'node:cluster';
import type { Socket } from 'node:net';
import type { Worker } from 'node:cluster';
import { OpenApiMcpError } from '../../errors.ts';
import { ReportedFailure } from '../format-error.ts';
import type { Log } from '../../telemetry/log-level.ts';
import { Channel } from './channel.ts';
import { workerVariable } from './current-worker.ts';
import type { PrimaryFunctions, WorkerFunctions } from './functions.ts';

/** The functions of the primary that are the same for all workers. */
export type SharedFunctions = Omit<PrimaryFunctions, 'ready' | 'taken' | 'leaving' | 'stopped'>;

/** A worker that runs. */
export interface PoolWorker {
  channel: Channel<WorkerFunctions, PrimaryFunctions>;
  state: 'starting' | 'ready' | 'leaving' | 'stopped';
  /** Milliseconds, by the clock of the process. */
  started: number;
  /** Connections that were handed over, and not taken yet. */
  given: Map<number, Socket>;
}

/** The events of a pool. */
export interface PoolEvents {
  ready(worker: PoolWorker): void;
  ended(worker: PoolWorker): void;
}

/** Milliseconds until a worker is started again: twice as long after each worker in a row that has not lived long. */
const firstPause = 100;
const longestPause = 10_000;
const shortLife = 10_000;
/** The number of failed starts in a row after which a pool without a worker gives up. */
const maxFailures = 5;

/** Starts workers, and starts each that ends again. */
export class WorkerPool {
  readonly workers = new Map<Worker, PoolWorker>();
  readonly #functions: SharedFunctions;
  readonly #events: PoolEvents;
  readonly #log: Log;
  /** The workers in a row that have ended before they were ready. */
  #failures = 0;
  #shortLives = 0;
  #restarts = 0;
  #isClosing = false;
  #changed: (() => void)[] = [];
  /** The text of the first worker that was ready. */
  #text: string | undefined;
  #reporter: PoolWorker | undefined;
  #failure: Error | undefined;

  constructor(functions: SharedFunctions, events: PoolEvents, log: Log) {
    this.#functions = functions;
    this.#events = events;
    this.#log = log;
    cluster.setupPrimary({ serialization: 'advanced' });
  }

  /** The number of workers that were started in place of others. */
  get restarts(): number {
    return this.#restarts;
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /**
   * Starts one worker, and the others when it is ready, since an error of the first would be that of all. Resolves to the text
   * of the first worker when all of them have started.
   *
   * @throws ReportedFailure if the first worker ends with an error; OpenApiMcpError WORKERS_FAILED
   */
  async start(count: number): Promise<string> {
    void this.#fork();
    while (this.#text === undefined) {
      if (this.#failure !== undefined) throw this.#failure;
      await this.#nextChange();
    }
    await Promise.all(Array.from({ length: count - 1 }, () => this.#fork()));
    return this.#text;
  }

  /** Rejects when the pool gives up. */
  async untilFailure(): Promise<never> {
    while (this.#failure === undefined) await this.#nextChange();
    throw this.#failure;
  }

  /** Lets all workers end within some milliseconds, and resolves when they have. */
  async close(grace: number): Promise<void> {
    this.#isClosing = true;
    for (const [worker, { channel, state }] of this.workers) {
      if (state === 'starting') worker.process.kill('SIGKILL');
      else if (worker.isConnected()) channel.tell('shutDown');
    }
    const kill = setTimeout(() => {
      for (const worker of this.workers.keys()) worker.process.kill('SIGKILL');
    }, grace);
    while (this.workers.size > 0) await this.#nextChange();
    clearTimeout(kill);
  }

  /** Starts a worker. Resolves when it is ready, or has ended before. */
  #fork(): Promise<void> {
    return new Promise((resolve) => {
      const worker = cluster.fork({ [workerVariable]: '1' });
      const given = new Map<number, Socket>();
      const channel = new Channel<WorkerFunctions, PrimaryFunctions>(
        (message, socket) => {
          // A worker that has ended is replaced, and its connections with it.
          if (worker.isConnected()) worker.process.send(message, socket, { keepOpen: true }, () => undefined);
        },
        {
          ...this.#functions,
          ready: (text) => {
            entry.state = 'ready';
            this.#text ??= text;
            this.#chooseReporter();
            this.#events.ready(entry);
            this.#change();
            resolve();
          },
          taken(id) {
            given.get(id)?.destroy();
            given.delete(id);
          },
          leaving: () => {
            if (entry.state === 'ready') entry.state = 'leaving';
          },
          stopped: () => {
            entry.state = 'stopped';
          },
        },
      );
      const entry: PoolWorker = { channel, state: 'starting', started: performance.now(), given };
      this.workers.set(worker, entry);
      worker.process.on('message', (message: object) => channel.receive(message));
      worker.on('error', () => undefined);
      worker.once('exit', (code: number | null, signal: string | null) => {
        this.workers.delete(worker);
        channel.close();
        this.#handleExit(entry, code, signal);
        resolve();
      });
    });
  }

  #handleExit(worker: PoolWorker, code: number | null, signal: string | null): void {
    const hasStarted = worker.state !== 'starting';
    if (!this.#isClosing) {
      this.#failures = hasStarted ? 0 : this.#failures + 1;
      this.#shortLives = performance.now() - worker.started < shortLife ? this.#shortLives + 1 : 0;
      // The first worker has printed its error, such as that of an option.
      if (this.#text === undefined && code !== null && code > 0) this.#failure = new ReportedFailure(code);
      else if (this.#failures >= maxFailures && !this.#hasReady())
        this.#failure = workersFailed(code, signal);
      else this.#restart(code, signal);
    }
    if (worker === this.#reporter) this.#reporter = undefined;
    this.#chooseReporter();
    this.#events.ended(worker);
    this.#change();
  }

  /** Lets one worker report that all have loaded the API again. */
  #chooseReporter(): void {
    if (this.#reporter !== undefined) return;
    this.#reporter = [...this.workers.values()].find(({ state }) => state === 'ready');
    this.#reporter?.channel.tell('report');
  }

  #hasReady(): boolean {
    return [...this.workers.values()].some(({ state }) => state === 'ready');
  }

  #restart(code: number | null, signal: string | null): void {
    const pause = this.#shortLives === 0 ? 0 : Math.min(firstPause * 2 ** this.#shortLives, longestPause);
    this.#restarts += 1;
    this.#log.write('warn', 'a worker has ended, and another one takes its place', {
      ...(signal === null ? { code } : { signal }),
      pause,
    });
    setTimeout(() => {
      if (!this.#isClosing && this.#failure === undefined) void this.#fork();
    }, pause);
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed.push(resolve);
    });
  }

  #change(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const resolve of waiting) resolve();
  }
}

function workersFailed(code: number | null, signal: string | null): OpenApiMcpError {
  return new OpenApiMcpError(
    'WORKERS_FAILED',
    `${maxFailures} workers ended in a row before they were ready, the last with ${signal ?? `code ${code}`}`,
  );
}
