import { messageOf } from '../errors.ts';
import type { Telemetry } from './open-telemetry.ts';

/**
 * Keeps the process running after an error that nothing handled, which is logged and counted: the calls of all other clients would
 * end with it. Returns a function that restores the behaviour of Node.js.
 */
export function surviveErrors({ log, observer }: Pick<Telemetry, 'log' | 'observer'>): () => void {
  let count = 0;
  const report = (error: unknown): void => {
    count += 1;
    observer?.event({ kind: 'unhandled-error' });
    const text = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    log.write('error', 'unhandled error; the server goes on', { count, stack: text });
  };
  process.on('uncaughtException', report).on('unhandledRejection', report);
  return () => {
    process.off('uncaughtException', report).off('unhandledRejection', report);
  };
}
