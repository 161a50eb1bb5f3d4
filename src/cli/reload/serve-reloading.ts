import { formatError } from '../format-error.ts';
import { FileWatcher } from './file-watcher.ts';
import { findToolChanges, formatToolChanges } from './tool-changes.ts';
import { isOpenApiMcpError, messageOf } from '../../errors.ts';
import { auditEvent } from '../../runtime/policy/audit-calls.ts';
import { createReplaceableServer } from '../../serve/create-replaceable-server.ts';
import { inert } from '../terminal.ts';
import { serveUntilEnd } from '../run-server.ts';
import { currentWorker } from '../workers/current-worker.ts';
import type { DocumentProblem, PreparedServer, ServerFlags } from '../run-server.ts';
import type { Terminal } from '../terminal.ts';
import type { AuditEntry, ToolChanges } from '../../runtime/policy/audit-entry.ts';

export { withFiles } from './watched-files.ts';

/** Flags that say when a server is loaded again. */
export interface ReloadFlags {
  watch?: boolean;
  refresh?: number;
}

/**
 * Serves until the end, and replaces the API whenever its files change (`--watch`) or after each interval (`--refresh`).
 * `open` opens the server as it would be started now. If that fails, the former API stays.
 */
export async function serveReloading(
  first: PreparedServer,
  open: () => Promise<PreparedServer>,
  flags: ServerFlags & ReloadFlags,
  terminal: Terminal,
): Promise<void> {
  const reloader = new Reloader(first, open, terminal);
  try {
    if (flags.watch === true) reloader.watch();
    if (flags.refresh !== undefined) reloader.repeat(flags.refresh);
    await serveUntilEnd(reloader.server, flags, first.summary, first.save, {
      terminal,
      telemetry: first.telemetry,
    });
  } finally {
    await reloader.close();
  }
}

/** Returns true unless another worker reports for this one. */
function isReporting(): boolean {
  return currentWorker()?.isReporting ?? true;
}

class Reloader {
  readonly server: ReturnType<typeof createReplaceableServer>;
  readonly #open: () => Promise<PreparedServer>;
  readonly #terminal: Terminal;
  #current: PreparedServer;
  #watcher: FileWatcher | undefined;
  #interval: NodeJS.Timeout | undefined;
  /** The reload under way. Another one follows it, since files may have changed meanwhile. */
  #reloading: Promise<void> = Promise.resolve();
  #isClosed = false;
  /** The lines of the problems that the operator knows. */
  #known: Set<string>;

  constructor(first: PreparedServer, open: () => Promise<PreparedServer>, terminal: Terminal) {
    this.server = createReplaceableServer(first.server);
    this.#current = first;
    this.#open = open;
    this.#terminal = terminal;
    this.#known = new Set(first.problems?.map(({ line }) => line));
  }

  watch(): void {
    const onError = (error: Error): void => {
      if (isReporting())
        this.#terminal.error(inert(`WARNING: some files are not watched: ${messageOf(error)}\n`));
    };
    this.#watcher = new FileWatcher(() => this.#request(true), onError);
    this.#watcher.watch(this.#current.sources);
  }

  repeat(milliseconds: number): void {
    this.#interval = setInterval(() => this.#request(false), milliseconds);
    this.#interval.unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#interval);
    this.#watcher?.close();
    await this.#reloading;
    await this.server.close();
    await this.#current.close();
  }

  #request(isChanged: boolean): void {
    this.#reloading = this.#reloading.then(() => this.#reload(isChanged));
  }

  /** Never rejects. `isChanged` is true if something is known to have changed. */
  async #reload(isChanged: boolean): Promise<void> {
    if (this.#isClosed) return;
    try {
      const next = await this.#open();
      const former = this.#current;
      const isSame = JSON.stringify(next.server.descriptor) === JSON.stringify(former.server.descriptor);
      if (isSame && !isChanged) {
        await next.close();
        this.#reportProblems(next, isChanged);
        return;
      }
      this.#current = next;
      this.#watcher?.watch(next.sources);
      const changes = findToolChanges(former.server.descriptor.operations, next.server.descriptor.operations);
      // Calls under way end on the former API, which takes as long as they do.
      void this.server.replace(next.server).then(() => former.close());
      this.#report(changes);
      this.#reportProblems(next, isChanged);
      await next.save();
    } catch (error) {
      this.#reportFailure(error);
    }
  }

  #report(changes: ToolChanges): void {
    if (!isReporting()) return;
    this.#terminal.error(inert(`Reloaded: ${formatToolChanges(changes)}.\n`));
    this.#current.telemetry.observer?.event({ kind: 'reload', result: 'success' });
    this.#current.audit?.(auditEvent({ request: 'reload', error: null, changes }));
  }

  /** Reports documents that could not be opened. Those that are known already are left out, unless something has changed. */
  #reportProblems({ problems = [] }: PreparedServer, isChanged: boolean): void {
    const reported = problems.filter(({ line }) => isChanged || !this.#known.has(line));
    this.#known = new Set(problems.map(({ line }) => line));
    for (const problem of reported) this.#reportProblem(problem);
  }

  #reportProblem({ api, code, reason, line }: DocumentProblem): void {
    this.server.showProblem(line);
    this.#recordFailure(line, { api, error: code, reason });
  }

  #reportFailure(error: unknown): void {
    const text = formatError(error);
    this.server.showProblem(text);
    this.#recordFailure(`WARNING: not reloaded, so all tools stay as they were. ${text}`, {
      error: isOpenApiMcpError(error) ? error.code : 'INTERNAL',
      reason: messageOf(error),
    });
  }

  #recordFailure(line: string, facts: Pick<AuditEntry, 'error' | 'reason' | 'api'>): void {
    if (!isReporting()) return;
    this.#terminal.error(`${line}\n`);
    this.#current.telemetry.observer?.event({ kind: 'reload', result: 'failure' });
    this.#current.audit?.(auditEvent({ request: 'reload', ...facts }));
  }
}
