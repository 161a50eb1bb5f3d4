import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { StdioClientTransport as StdioTransportV2 } from '@modelcontextprotocol/client/stdio';
import { StdioClientTransport as StdioTransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { connectV1, connectV2 } from '../interop/clients.ts';
import { connectStreams } from '../interop/connect.ts';
import type { ClientKind, InteropClient } from '../interop/clients.ts';

/** The folder of this repository. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The built command line. `build.ts` builds it before the tests if sources changed. */
export const cliPath = join(repository, 'dist/cli.js');

/** The document that the tests and the README use. */
export const petstorePath = join(repository, 'specs/petstore.yaml');

/** A new cache folder, because tests would find the cache entries of one another. */
const withoutCache = { OPENAPI_MCP_CACHE: 'off' };

interface StartOptions {
  cwd?: string;
  /**
   * Variables besides PATH and HOME. The cache is off, and nothing else of the environment of the tests is inherited.
   */
  env?: Record<string, string>;
  /** Creates a process group, so that signals also reach the children of the process. */
  group?: boolean;
}

/** A process whose output is recorded. */
export interface RunningProcess extends AsyncDisposable {
  child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** The output so far. */
  stdout(): string;
  stderr(): string;
  /** Returns the first match in standard error. Rejects if the process ends without a match. */
  printed(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves to the exit code, or to the signal that ended the process, after all output was read. */
  ended: Promise<number | NodeJS.Signals | null>;
  /** Connects a client to the standard input and output of the process. */
  connect(kind: ClientKind): Promise<InteropClient>;
}

/** Starts a process. */
export function start(command: string, args: string[], options: StartOptions = {}): RunningProcess {
  const { cwd = repository, env = {}, group = false } = options;
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...withoutCache };
  const child = spawn(command, args, {
    cwd,
    env: { ...inherited, ...env },
    detached: group,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A process may end before it has read all of its input.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(() => child.exitCode ?? child.signalCode);

  function signal(name: NodeJS.Signals): void {
    if (group && child.pid !== undefined) process.kill(-child.pid, name);
    else child.kill(name);
  }

  async function printed(pattern: RegExp): Promise<string> {
    const found = new Promise<string>((resolve) => {
      const look = (): void => {
        const match = pattern.exec(stderr);
        if (match !== null) resolve(match[1] ?? match[0]);
      };
      child.stderr.on('data', look);
      look();
    });
    const failed = ended.then((code) => {
      throw new Error(`${command} ended with ${code} before it printed ${pattern}\n${stderr}`);
    });
    return Promise.race([found, failed]);
  }

  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    printed,
    signal,
    ended,
    // The client reads a copy: when it closes, it pauses its stream, and a paused output would never end.
    connect: (kind) => connectStreams(kind, child.stdout.pipe(new PassThrough()), child.stdin),
    async [Symbol.asyncDispose]() {
      try {
        signal('SIGKILL');
      } catch {
        // The process has ended already.
      }
      await ended;
    },
  };
}

/** Starts the built command line. */
export function startCli(args: string[], options: StartOptions = {}): RunningProcess {
  return start(process.execPath, [cliPath, ...args], options);
}

/** Starts `serve` over HTTP on a free port, and resolves when it listens. */
export async function serveCliHttp(
  args: string[],
  { input = '', ...options }: StartOptions & { input?: string } = {},
): Promise<RunningProcess & { url: string }> {
  const server = startCli(['serve', ...args, '--transport', 'http', '--port', '0'], options);
  server.child.stdin.end(input);
  return { ...server, url: await server.printed(listening) };
}

/** The line with the address on which a server listens. */
export const listening = /^Listening on (http:\S+)$/m;

/** Runs the built command line until it ends. */
export async function runCli(
  args: string[],
  { input = '', ...options }: StartOptions & { input?: string } = {},
): Promise<{ code: number | NodeJS.Signals | null; stdout: string; stderr: string }> {
  await using running = startCli(args, options);
  running.child.stdin.end(input);
  const code = await running.ended;
  return { code, stdout: running.stdout(), stderr: running.stderr() };
}

/** The command of a server in the configuration file of a host. */
export interface StdioCommand {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
}

/** Connects a client that starts the server itself, as hosts do. */
export function connectSpawned(kind: ClientKind, command: StdioCommand): Promise<InteropClient> {
  const env = { ...withoutCache, ...command.env };
  const parameters = { ...command, env, stderr: 'ignore' as const };
  return kind.sdk === 'v2'
    ? connectV2(new StdioTransportV2(parameters), kind.protocolVersion)
    : connectV1(new StdioTransportV1(parameters));
}

/** Returns the command with which a host starts a server on standard input and output. */
export function serveCommand(args: string[], env: Record<string, string> = {}): StdioCommand {
  return { command: process.execPath, args: [cliPath, 'serve', ...args], env };
}
