import { Console } from 'node:console';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { serveStdio as serveOver, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { buildServerV2 } from './sdk-v2.ts';
import type { ServedApi } from './types.ts';

export interface StdioOptions {
  /** Where requests come from; the process's standard input by default. */
  stdin?: Readable;
  /** Where answers go; the process's standard output by default. */
  stdout?: Writable;
  /** Told of what goes wrong beside the protocol: unreadable messages, a broken pipe. */
  onError?: (error: Error) => void;
}

/** A server on standard input and output. */
export interface StdioServer {
  /** Ends the connection; calls under way are aborted and not answered. */
  close(): Promise<void>;
  /** Settles when the connection has ended, by `close` or because the client closed standard input. */
  closed: Promise<void>;
}

/**
 * Serves one client over standard input and output, of whichever era it opens with
 * (MCP 2025-11-25, basic/transports, stdio; the same in 2026-07-28).
 *
 * While it serves the process's own standard output, `console` writes to standard error.
 */
export function serveStdio(api: ServedApi, options: StdioOptions = {}): StdioServer {
  const { stdin = process.stdin, stdout = process.stdout, onError } = options;
  const releaseConsole = stdout === process.stdout ? divertConsole() : undefined;
  const transport = new StdioServerTransport(stdin, stdout);
  const connection = serveOver(() => buildServerV2(api), {
    transport,
    ...(onError !== undefined && { onerror: onError }),
  });

  // The SDK says that the wire has closed to its own listener only, so ours wraps it.
  const closed = new Promise<void>((resolve) => {
    const tearDown = transport.onclose;
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport is no EventTarget
    transport.onclose = () => {
      tearDown?.();
      releaseConsole?.();
      resolve();
    };
  });
  return { close: () => connection.close(), closed };
}

/** Turns every method of the global console to standard error; returns what turns them back. */
function divertConsole(): () => void {
  const own = { ...console };
  Object.assign(console, new Console({ stdout: process.stderr, stderr: process.stderr }));
  return () => {
    Object.assign(console, own);
  };
}
