import { statSync } from 'node:fs';

/** Returns a text that changes with the content of a file, and when another file replaces it; empty while there is none. */
export function fileSignature(path: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return [ino, size, mtimeMs, ctimeMs].join();
  } catch {
    return '';
  }
}
