import { messageOf } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Keeps the process running after an error that nothing handled, which is reported: the calls of all other clients would
 * end with it. Returns a function that restores the behaviour of Node.js.
 */
export function surviveErrors(terminal: Pick<Terminal, 'error'>): () => void {
  let count = 0;
  const report = (error: unknown): void => {
    count += 1;
    const text = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    terminal.error(`Unhandled error ${count}; the server goes on: ${text}\n`);
  };
  process.on('uncaughtException', report).on('unhandledRejection', report);
  return () => {
    process.off('uncaughtException', report).off('unhandledRejection', report);
  };
}
