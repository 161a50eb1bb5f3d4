import { Console } from 'node:console';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import type { Connection, Sdk, ServedApi } from './sdk.ts';

export interface StdioOptions {
  /** Where requests come from; the process's standard input by default. */
  stdin?: Readable;
  /** Where answers go; the process's standard output by default. */
  stdout?: Writable;
  /** Told of what goes wrong beside the protocol: unreadable messages, a broken pipe. */
  onError?: (error: Error) => void;
}

/**
 * A server on standard input and output. Closing it aborts calls under way, which are not answered; it has also ended
 * when the client closes standard input.
 */
export type StdioServer = Connection;

/**
 * Serves one client over standard input and output, of whichever era it opens with
 * (MCP 2025-11-25, basic/transports, stdio; the same in 2026-07-28).
 *
 * While it serves the process's own standard output, `console` writes to standard error.
 */
export async function serveStdio(sdk: Sdk, api: ServedApi, options: StdioOptions = {}): Promise<StdioServer> {
  const { stdin = process.stdin, stdout = process.stdout, onError } = options;
  const releaseConsole = stdout === process.stdout ? divertConsole() : undefined;
  const connection = await sdk.connectStreams(api, { stdin, stdout }, onError);
  return { ...connection, closed: connection.closed.then(() => releaseConsole?.()) };
}

/** Turns every method of the global console to standard error; returns what turns them back. */
function divertConsole(): () => void {
  const own = { ...console };
  Object.assign(console, new Console({ stdout: process.stderr, stderr: process.stderr }));
  return () => {
    Object.assign(console, own);
  };
}
