import { closeSync, openSync, writeSync } from 'node:fs';
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
const closed = -1;

/**
 * Opens a file that lines of JSON are appended to, or standard error for `-`. Each line is one write, so that the lines
 * of several processes do not mix (POSIX `O_APPEND`), and is in the file before the result of its call is sent. Controls,
 * marks of direction and invisible characters are escaped, since people read the log in a terminal.
 *
 * @throws OpenApiMcpError OPTION_INVALID if the file cannot be written
 *
 * @example
 * await using log = openAuditLog('audit.jsonl');
 * const server = await createServer('petstore.yaml', { audit: { write: log.write } });
 */
export function openAuditLog(path: string): AuditLog {
  let file = path === '-' ? standardError : open(path);
  // A number that is closed may be that of another file or socket by now.
  const close = (): void => {
    if (file === closed || file === standardError) return;
    closeSync(file);
    file = closed;
  };
  return {
    write: (entry) => {
      if (file === closed) throw closedError();
      writeWhole(file, Buffer.from(`${toVisibleJson(JSON.stringify(entry))}\n`));
    },
    close,
    [Symbol.asyncDispose]: async () => close(),
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

/** Writes the whole line, and tries again while a pipe is full. */
function writeWhole(file: number, line: Buffer): void {
  let written = 0;
  while (written < line.length) {
    try {
      written += writeSync(file, line, written);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}
