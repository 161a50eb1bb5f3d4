import { useEffect, useState } from 'preact/hooks';
import type { Connection } from '../protocol/rpc.ts';
import type { CallSummary } from '../protocol/mcp-types.ts';

const maxCalls = 200;
/** Milliseconds until the next attempt after a failure. */
const pause = 3_000;

/** Returns the calls of this caller, and waits for further ones while the page is open. */
export function useCallLog(connection: Connection): CallSummary[] {
  const [calls, setCalls] = useState<CallSummary[]>([]);
  useEffect(() => {
    const aborter = new AbortController();
    void follow(connection, aborter.signal, (more) => {
      setCalls((known) => [...known, ...more].slice(-maxCalls));
    });
    return () => aborter.abort();
  }, [connection]);
  return calls;
}

async function follow(
  connection: Connection,
  signal: AbortSignal,
  onCalls: (calls: CallSummary[]) => void,
): Promise<void> {
  let after = 0;
  while (!signal.aborted) {
    try {
      const { calls } = await connection.data(`calls?wait&after=${after}`, signal);
      const more = calls as unknown as CallSummary[];
      after = more.at(-1)?.id ?? after;
      if (more.length > 0) onCalls(more);
    } catch {
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  }
}
