import { fstatSync, writeSync } from 'node:fs';

const standardError = 2;

/**
 * Returns a function that writes to standard error. Text that cannot be written is lost, to a reader that is gone or while
 * the disk of a file is full: the report of such an error would be written there again.
 */
export function openStandardError(stream: NodeJS.WriteStream): (text: string) => void {
  // A stream of Node.js writes nothing more after an error; a file can have room again.
  if (isFile()) return createFileWriter((bytes, offset) => writeSync(standardError, bytes, offset));
  return (text) => {
    if (stream.listenerCount('error', ignore) === 0) stream.on('error', ignore);
    stream.write(text);
  };
}

/** Returns a function that writes texts whole, or begins the next one on a line of its own. */
export function createFileWriter(write: (bytes: Buffer, offset: number) => number): (text: string) => void {
  let isTorn = false;
  return (text) => {
    const bytes = Buffer.from(isTorn ? `\n${text}` : text);
    let written = 0;
    try {
      while (written < bytes.length) written += write(bytes, written);
      isTorn = false;
    } catch {
      isTorn ||= written > 0;
    }
  };
}

/** Returns true unless standard error is a pipe, a socket or a terminal, whose writes may have to wait. */
function isFile(): boolean {
  try {
    const stats = fstatSync(standardError);
    return stats.isFile() || (stats.isCharacterDevice() && !process.stderr.isTTY);
  } catch {
    return false;
  }
}

function ignore(): void {}
