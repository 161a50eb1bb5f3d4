/** A task that waits until the process has time. */
export interface LaterTask {
  /** Settles when it is done; runs it now if it was not run yet. */
  finish(): Promise<void>;
}

/** What a client asks first is answered before: whoever starts a server is waiting for that. */
export function later(task: () => Promise<void>, milliseconds: number = 2_000): LaterTask {
  let done: Promise<void> | undefined;
  const finish = (): Promise<void> => (done ??= task());
  const timer = setTimeout(() => void finish(), milliseconds);
  timer.unref();
  return {
    finish() {
      clearTimeout(timer);
      return finish();
    },
  };
}
