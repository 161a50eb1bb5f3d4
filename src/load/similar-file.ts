import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { editDistance } from '../schema/nearest-name.ts';

/** Returns the path of a file beside a missing one whose name is similar, or the same with another extension. */
export async function findSimilarFile(path: string): Promise<string | undefined> {
  const wanted = basename(path).toLowerCase();
  const stem = basename(wanted, extname(wanted));
  const siblings = await readdir(dirname(path)).catch(() => []);
  let best: string | undefined;
  let bestDistance = 3;
  for (const sibling of siblings) {
    const name = sibling.toLowerCase();
    const isOtherFormat = /^\.(?:json|ya?ml)$/.test(extname(name)) && basename(name, extname(name)) === stem;
    const steps = isOtherFormat ? 0 : editDistance(wanted, name);
    if (steps < bestDistance && steps < wanted.length / 2) {
      bestDistance = steps;
      best = sibling;
    }
  }
  return best === undefined ? undefined : join(dirname(path), best);
}
