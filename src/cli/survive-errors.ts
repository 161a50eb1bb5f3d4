import { messageOf } from '../errors.ts';
import type { Log } from '../telemetry/log-level.ts';

/**
 * Keeps the process running after an error that nothing handled, which is logged: the calls of all other clients would
 * end with it. Returns a function that restores the behaviour of Node.js.
 */
export function surviveErrors(log: Log): () => void {
  let count = 0;
  const report = (error: unknown): void => {
    count += 1;
    const text = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    log.write('error', 'unhandled error; the server goes on', { count, stack: text });
  };
  process.on('uncaughtException', report).on('unhandledRejection', report);
  return () => {
    process.off('uncaughtException', report).off('unhandledRejection', report);
  };
}
