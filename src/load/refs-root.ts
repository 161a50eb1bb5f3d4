import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refusalError } from './reference-policy.ts';
import type { LoadOptions } from './load-options.ts';

/**
 * Checks that a local document stands in the folder that references may lead to, after all links are followed: that of the
 * main document, or the one of `refsRoot`.
 *
 * @throws OpenApiMcpError REFERENCE_REFUSED
 */
export async function checkInsideRoot(
  path: string,
  base: URL,
  { refsRoot }: Pick<LoadOptions, 'refsRoot'>,
): Promise<void> {
  const roots = refsRoot === undefined ? await foldersOf(base) : [await realPath(refsRoot)];
  const target = await realPath(path);
  if (roots.some((root) => isInside(target, root))) return;
  const folder = refsRoot === undefined ? 'the folder of the main document' : refsRoot;
  throw refusalError(
    `it leads out of ${folder}.`,
    'Pass --refs-root with a folder that contains all documents (the option refsRoot in the library).',
  );
}

/** Returns the folder that the main document is named in, and the one that it stands in if its name is a link. */
async function foldersOf(base: URL): Promise<string[]> {
  const path = fileURLToPath(base);
  const folders = base.pathname.endsWith('/') ? [path] : [dirname(path), dirname(await realPath(path))];
  return Promise.all(folders.map(realPath));
}

/** Returns the path without links. A file that does not exist has the path of the nearest folder that does. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPath(parent), path.slice(parent.length));
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
