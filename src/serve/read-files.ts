import { open, realpath } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileReader } from '../runtime/request/request-options.ts';

/**
 * Returns a reader of `file:` URLs below one folder. Links are resolved before the check, and files elsewhere are not
 * accessed.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID (by the reader) for a URL outside the folder, or an unreadable file
 *
 * @example
 * const server = await createServer('petstore.yaml', { request: { readFile: readFilesBelow('uploads') } });
 */
export function readFilesBelow(folder: string): FileReader {
  return async (url) => {
    const path = pathOf(url);
    const root = await realpath(folder);
    // The folder may be given as a link.
    if (!isBelow(resolve(folder), path) && !isBelow(root, path)) throw outside(url);
    const real = await realpath(path).catch(() => {
      throw new Error(`${url} cannot be read`);
    });
    if (!isBelow(root, real)) throw outside(url);
    const file = await open(real).catch(() => {
      throw new Error(`${url} cannot be read`);
    });
    try {
      // A pipe or a device might never end.
      if (!(await file.stat()).isFile()) throw new Error(`${url} is not a file`);
      return { data: await file.readFile(), filename: basename(path) };
    } finally {
      await file.close();
    }
  };
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new Error(`${url} does not name a file of this machine`);
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(url: string): Error {
  return new Error(`${url} is outside the folder that files may be read from`);
}
