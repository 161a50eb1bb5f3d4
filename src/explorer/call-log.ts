import { ChangeSignal } from './change-signal.ts';
import type { CallEntry, CallSummary } from './call-entry.ts';

const maxEntries = 500;
const maxEntriesOfCaller = 100;

/** The last calls of a server. Each caller reads its own. */
export class CallLog {
  #entries: { caller: string; entry: CallEntry }[] = [];
  #lastId = 0;
  readonly #added = new ChangeSignal();

  /** Adds a call, and forgets the oldest ones. */
  add(caller: string, call: Omit<CallEntry, 'id'>): void {
    this.#lastId += 1;
    const entry = { id: this.#lastId, ...call };
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
