/** Counts the requests that a server has begun and not ended, and lets them end when it closes. */
export class RequestsUnderWay {
  #count = 0;
  #isClosing = false;
  #release: (() => void) | undefined;
  #drained: Promise<void> | undefined;

  /** The number of requests under way. */
  get count(): number {
    return this.#count;
  }

  /** True since the first call of `drain`: requests must be refused. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Begins a request, and returns a function that ends it. */
  begin(): () => void {
    this.#count += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#count -= 1;
      if (this.#count === 0) this.#release?.();
    };
  }

  /**
   * Resolves when no request is under way, at the latest after `grace` milliseconds. A second call can only shorten the
   * time of the first.
   */
  async drain(grace: number): Promise<void> {
    this.#isClosing = true;
    if (this.#count === 0) return;
    this.#drained ??= new Promise((resolve) => {
      this.#release = resolve;
    });
    const timer = setTimeout(() => this.#release?.(), grace);
    await this.#drained;
    clearTimeout(timer);
  }
}

/** Milliseconds that requests under way may take when a server closes. */
export const defaultShutdownGrace = 10_000;
