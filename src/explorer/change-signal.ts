/** Wakes those that wait for a change. */
export class ChangeSignal {
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  /** Ends all waiting. */
  wake(): void {
    for (const end of this.#waiting) end();
  }

  /** Ends all waiting, for good. */
  close(): void {
    this.#isClosed = true;
    this.wake();
  }

  /** Returns the value of `read` once `isReady` is true for it, after some milliseconds, or when the signal aborts. */
  async until<Value>(
    read: () => Value,
    isReady: (value: Value) => boolean,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<Value> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const value = read();
      const rest = end - performance.now();
      if (isReady(value) || rest <= 0 || signal.aborted || this.#isClosed) return value;
      await this.#changed(rest, signal);
    }
  }

  /** Resolves at the next change, after some milliseconds, or when the signal aborts. */
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
}
