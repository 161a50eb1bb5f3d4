/** Writes bytes from an offset on, and returns how many it took. It throws `EAGAIN` while a pipe is full. */
export type WriteBytes = (bytes: Buffer, offset: number) => number;

/**
 * Returns a function that appends a line as a whole, and tries again while a pipe is full. After a line of which only a part
 * was written, as on a full disk, the next one begins on a line of its own.
 */
export function appendLines(write: WriteBytes): (line: string) => void {
  let isTorn = false;
  return (line) => {
    const bytes = Buffer.from(`${isTorn ? '\n' : ''}${line}\n`);
    let written = 0;
    while (written < bytes.length) {
      try {
        written += write(bytes, written);
        isTorn = written < bytes.length;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      }
    }
  };
}
