import type { CallEntry } from '../../explorer/call-entry.ts';
import type { PoolWorker } from './worker-pool.ts';

/** Sends the calls that explorers show from each worker to all of them, once a browser has opened one. */
export class CallBroadcast {
  readonly #workers: () => Iterable<PoolWorker>;
  #isOpen = false;
  #lastId = 0;

  constructor(workers: () => Iterable<PoolWorker>) {
    this.#workers = workers;
  }

  /** Opens the explorers of all workers. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    for (const { channel } of this.#workers()) channel.tell('explore');
  }

  /** Opens the explorer of a worker that has started later. */
  join({ channel }: PoolWorker): void {
    if (this.#isOpen) channel.tell('explore');
  }

  add(caller: string, call: Omit<CallEntry, 'id'>): void {
    this.#lastId += 1;
    const entry = { ...call, id: this.#lastId };
    for (const { channel } of this.#workers()) channel.tell('called', caller, entry);
  }
}
