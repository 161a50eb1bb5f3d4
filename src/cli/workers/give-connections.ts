import type { Socket } from 'node:net';
import type { PoolWorker } from './worker-pool.ts';

/** The most connections that wait for a worker. */
const maxWaiting = 1_000;

/**
 * Gives each connection to a worker, in turns. The round robin of Node's cluster would leave those open, and without a
 * response, that it has given to a worker that then died; here they go to another one.
 */
export class ConnectionGiver {
  readonly #workers: () => Iterable<PoolWorker>;
  readonly #isClosing: () => boolean;
  readonly #waiting = new Set<Socket>();
  #turn = 0;
  #lastId = 0;

  constructor(workers: () => Iterable<PoolWorker>, isClosing: () => boolean) {
    this.#workers = workers;
    this.#isClosing = isClosing;
  }

  /** Gives a connection, of which nothing was read, to a worker, or to the first one that is ready. */
  give(socket: Socket): void {
    const worker = this.#nextWorker();
    if (worker !== undefined) {
      const id = (this.#lastId += 1);
      worker.given.set(id, socket);
      worker.channel.give('connection', id, socket);
    } else if (this.#isClosing() || this.#waiting.size >= maxWaiting) socket.destroy();
    else this.#waiting.add(socket);
  }

  /** Gives the connections that have waited for a worker. */
  giveWaiting(): void {
    const sockets = [...this.#waiting];
    this.#waiting.clear();
    for (const socket of sockets) this.give(socket);
  }

  /** Gives the connections that a worker had not taken when it ended to others. */
  giveAgain({ given }: PoolWorker): void {
    for (const socket of given.values()) this.give(socket);
    given.clear();
  }

  close(): void {
    for (const socket of this.#waiting) socket.destroy();
    this.#waiting.clear();
  }

  #nextWorker(): PoolWorker | undefined {
    const workers = [...this.#workers()];
    const ready = workers.filter(({ state }) => state === 'ready');
    // Workers that are about to end say so to clients.
    const able = ready.length > 0 ? ready : workers.filter(({ state }) => state === 'leaving');
    this.#turn += 1;
    return able[this.#turn % able.length];
  }
}
