/** A task that runs when the process is idle. */
export interface DeferredTask {
  /** Runs the task now if it has not run yet. Settles when the task is done. */
  finish(): Promise<void>;
}

/** Runs a task after some time, so that the first requests of a client are answered before it. */
export function defer(task: () => Promise<void>, milliseconds: number = 2_000): DeferredTask {
  let done: Promise<void> | undefined;
  const run = (): Promise<void> => (done ??= task());
  const timer = setTimeout(() => void run(), milliseconds);
  timer.unref();
  return {
    finish() {
      clearTimeout(timer);
      return run();
    },
  };
}
