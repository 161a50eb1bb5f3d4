import { useEffect } from 'preact/hooks';
import type { Connection } from '../protocol/rpc.ts';

/** Milliseconds until the next attempt after a failure. */
const pause = 3_000;

/** Calls `onChange` when the server has changed since a revision. Does nothing without one. */
export function useChanges(connection: Connection, revision: number | undefined, onChange: () => void): void {
  useEffect(() => {
    if (revision === undefined) return undefined;
    const aborter = new AbortController();
    void waitForChange(connection, revision, aborter.signal).then((isChanged) => {
      if (isChanged) onChange();
    });
    return () => aborter.abort();
  }, [connection, revision, onChange]);
}

/** Returns true once the server has changed, and false if the signal aborts before. */
async function waitForChange(
  connection: Connection,
  revision: number,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    try {
      const { revision: current } = await connection.data(`changes?after=${revision}`, signal);
      // A server that was started again counts from the beginning.
      if (current !== revision) return !signal.aborted;
    } catch {
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  }
  return false;
}
