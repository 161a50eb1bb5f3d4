import { useRef, useState } from 'preact/hooks';
import { callServer } from '../protocol/call.ts';
import { SignInNeeded } from '../protocol/rpc.ts';
import { usePage } from './page-context.ts';
import type { FinishedCall } from '../protocol/call.ts';
import type { JsonObject } from '../protocol/mcp-types.ts';

/** A request of a person, and its state. */
export interface CallState {
  isRunning: boolean;
  progress: string | undefined;
  finished: FinishedCall | undefined;
  run: (method: string, params: JsonObject) => Promise<void>;
  cancel: () => void;
}

/** Calls the server for a person, one request at a time. */
export function useCall(): CallState {
  const { connection, ask, onSignInNeeded } = usePage();
  const [isRunning, setRunning] = useState(false);
  const [progress, setProgress] = useState<string | undefined>();
  const [finished, setFinished] = useState<FinishedCall | undefined>();
  const aborter = useRef<AbortController | undefined>(undefined);
  return {
    isRunning,
    progress,
    finished,
    async run(method, params) {
      aborter.current?.abort();
      const current = new AbortController();
      aborter.current = current;
      setRunning(true);
      setProgress(undefined);
      const { signal } = current;
      const call = await callServer(connection, method, params, ask, { signal, onProgress: setProgress });
      if (aborter.current !== current) return;
      if (call.error instanceof SignInNeeded) onSignInNeeded();
      setFinished(call);
      setRunning(false);
    },
    cancel: () => aborter.current?.abort(),
  };
}
