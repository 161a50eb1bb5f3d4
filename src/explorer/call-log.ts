import { ChangeSignal } from './change-signal.ts';
import type { CallEntry, CallSummary } from './call-entry.ts';
import type { CallRelay } from './explorer-types.ts';

const maxEntries = 500;
const maxEntriesOfCaller = 100;

/** The last calls of a server. Each caller reads its own. */
export class CallLog {
  #entries: { caller: string; entry: CallEntry }[] = [];
  #lastId = 0;
  readonly #added = new ChangeSignal();
  readonly #relay: CallRelay | undefined;

  constructor(relay?: CallRelay) {
    this.#relay = relay;
  }

  /** Adds a call of this process to the log, or to those of all processes. */
  add(caller: string, call: Omit<CallEntry, 'id'>): void {
    if (this.#relay !== undefined) return this.#relay.add(caller, call);
    this.#lastId += 1;
    this.insert(caller, { id: this.#lastId, ...call });
  }

  /** Inserts a call with its id, and forgets the oldest ones. */
  insert(caller: string, entry: CallEntry): void {
    this.#entries.push({ caller, entry });
    const own = this.#entries.filter((each) => each.caller === caller);
    const oldest = own.length > maxEntriesOfCaller ? own[0] : undefined;
    if (oldest !== undefined) this.#entries = this.#entries.filter((each) => each !== oldest);
    if (this.#entries.length > maxEntries) this.#entries.shift();
    this.#added.wake();
  }

  /** Returns the calls of a caller after the one with an id. */
  after(caller: string, id: number): CallSummary[] {
    return this.#entries.flatMap((each) => {
      if (each.caller !== caller || each.entry.id <= id) return [];
      const { exchanges: _, ...summary } = each.entry;
      return [summary];
    });
  }

  /** Returns a call of a caller with its exchanges. */
  find(caller: string, id: number): CallEntry | undefined {
    return this.#entries.find((each) => each.caller === caller && each.entry.id === id)?.entry;
  }

  /** Returns the calls of a caller after the one with an id, and waits some milliseconds for the first of them. */
  async next(caller: string, id: number, milliseconds: number, signal: AbortSignal): Promise<CallSummary[]> {
    const read = (): CallSummary[] => this.after(caller, id);
    return this.#added.until(read, (calls) => calls.length > 0, milliseconds, signal);
  }

  /** Ends all waiting. */
  close(): void {
    this.#added.close();
  }
}
