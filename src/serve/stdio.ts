import { Console } from 'node:console';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { scheduleCallModules } from '../runtime/load-calls.ts';
import type { Connection, Sdk, ServedApi } from './sdk.ts';

export interface StdioOptions {
  /** Source of requests; the standard input of the process by default. */
  stdin?: Readable;
  /** Destination of responses; the standard output of the process by default. */
  stdout?: Writable;
  /** Receives errors outside the protocol, such as unreadable messages and broken pipes. */
  onError?: (error: Error) => void;
  /**
   * Milliseconds that calls under way may take when the server ends; after them they are aborted. The server also ends
   * when standard input does.
   * @default 10000
   */
  shutdownGrace?: number | undefined;
}

/** A server on standard input and output. It also closes when the client closes standard input. */
export type StdioServer = Connection;

/**
 * Serves one client over standard input and output, with the protocol revision that the client requests (MCP
 * 2025-11-25, basic/transports, stdio; the same in 2026-07-28).
 *
 * While it uses the standard output of the process, `console` writes to standard error.
 */
export async function serveStdio(sdk: Sdk, api: ServedApi, options: StdioOptions = {}): Promise<StdioServer> {
  const { stdin = process.stdin, stdout = process.stdout, onError, shutdownGrace } = options;
  const restoreConsole = stdout === process.stdout ? redirectConsole() : undefined;
  const connection = await sdk.connectStreams(api, { stdin, stdout }, { onError, shutdownGrace });
  const cancelImports = scheduleCallModules();
  const closed = connection.closed.then(() => {
    cancelImports();
    restoreConsole?.();
  });
  return { ...connection, closed };
}

/** Redirects all methods of the global console to standard error, and returns a function that restores them. */
function redirectConsole(): () => void {
  const own = { ...console };
  Object.assign(console, new Console({ stdout: process.stderr, stderr: process.stderr }));
  return () => {
    Object.assign(console, own);
  };
}
