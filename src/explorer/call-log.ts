import type { CallEntry, CallSummary } from './call-entry.ts';

const maxEntries = 500;
const maxEntriesOfCaller = 100;

/** The last calls of a server. Each caller reads its own. */
export class CallLog {
  #entries: { caller: string; entry: CallEntry }[] = [];
  #lastId = 0;
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  /** Adds a call, and forgets the oldest ones. */
  add(caller: string, call: Omit<CallEntry, 'id'>): void {
    this.#lastId += 1;
    const entry = { id: this.#lastId, ...call };
    this.#entries.push({ caller, entry });
    const own = this.#entries.filter((each) => each.caller === caller);
    const oldest = own.length > maxEntriesOfCaller ? own[0] : undefined;
    if (oldest !== undefined) this.#entries = this.#entries.filter((each) => each !== oldest);
    if (this.#entries.length > maxEntries) this.#entries.shift();
    this.#wake();
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
    const end = performance.now() + milliseconds;
    for (;;) {
      const calls = this.after(caller, id);
      const rest = end - performance.now();
      if (calls.length > 0 || rest <= 0 || signal.aborted || this.#isClosed) return calls;
      await this.#changed(rest, signal);
    }
  }

  /** Ends all waiting. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Resolves at the next call of anyone, after some milliseconds, or when the signal aborts. */
  async #changed(milliseconds: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#waiting.add(end);
      signal.addEventListener('abort', end);
    });
  }

  #wake(): void {
    for (const end of this.#waiting) end();
  }
}
