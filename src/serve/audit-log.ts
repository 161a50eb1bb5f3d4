import { closeSync, fstatSync, openSync, statSync, writeSync } from 'node:fs';
import { appendLines } from './append-lines.ts';
import { toVisibleJson } from '../json/exact-json.ts';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { AuditEntry } from '../runtime/policy/audit-entry.ts';

/** An open audit log. */
export interface AuditLog extends AsyncDisposable {
  /**
   * Appends an entry as a line of JSON, before it returns.
   *
   * @throws OpenApiMcpError OPTION_INVALID if the log is closed
   */
  write(entry: AuditEntry): void;
  /** Closes the file. Closing again does nothing. */
  close(): void;
}

const standardError = 2;

/** Milliseconds between two looks at the path of the file. */
const lookInterval = 1_000;

/**
 * Opens a file that lines of JSON are appended to, or standard error for `-`. Each line is one write, so that the lines
 * of several processes do not mix (POSIX `O_APPEND`), and is in the file before the result of its call is sent. Controls,
 * marks of direction and invisible characters are escaped, since people read the log in a terminal.
 *
 * The file may be renamed, as tools that rotate logs do: within a second, lines go to a new one at the path.
 *
 * @throws OpenApiMcpError OPTION_INVALID if the file cannot be written
 *
 * @example
 * await using log = openAuditLog('audit.jsonl');
 * const server = await createServer('petstore.yaml', { audit: { write: log.write } });
 */
export function openAuditLog(path: string): AuditLog {
  const file = path === '-' ? undefined : openFile(path);
  const append = appendLines((bytes, offset) => writeSync(file?.current() ?? standardError, bytes, offset));
  let isClosed = false;
  const close = (): void => {
    if (!isClosed) file?.close();
    isClosed = file !== undefined;
  };
  return {
    write: (entry) => {
      if (isClosed) throw closedError();
      file?.follow();
      append(toVisibleJson(JSON.stringify(entry)));
    },
    close,
    [Symbol.asyncDispose]: async () => close(),
  };
}

/** A file at a path, which may be renamed. */
interface FollowedFile {
  current: () => number;
  /** Opens the path again if the open file is no longer there. */
  follow: () => void;
  close: () => void;
}

function openFile(path: string): FollowedFile {
  let file = open(path);
  let looked = performance.now();
  return {
    current: () => file,
    follow: () => {
      const now = performance.now();
      if (now - looked < lookInterval) return;
      looked = now;
      const [own, found] = [fstatSync(file), statSync(path, { throwIfNoEntry: false })];
      if (!own.isFile() || (own.ino === found?.ino && own.dev === found.dev)) return;
      const next = open(path);
      closeSync(file);
      file = next;
    },
    close: () => closeSync(file),
  };
}

function closedError(): OpenApiMcpError {
  const hint = 'Close the audit log after the server that writes it.';
  return new OpenApiMcpError('OPTION_INVALID', 'The audit log is closed.', { hint });
}

function open(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (cause) {
    throw new OpenApiMcpError('OPTION_INVALID', `The audit log cannot be written: ${messageOf(cause)}`, {
      cause,
      hint: 'Give --audit-log a file that may be written, or - for standard error.',
    });
  }
}
