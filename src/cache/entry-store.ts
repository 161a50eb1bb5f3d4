import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many entries a folder keeps, and how large one may be. */
const entryLimit = 32;
const byteLimit = 64 * 1024 * 1024;

/** Entries and what a process that was killed left of one; nothing else in the folder is ours. */
const ours = /^[0-9a-f]{64}\.json(?:\.[0-9a-f]+\.tmp)?$/;
const othersMayWrite = 0o022;

/** Reads an entry that nobody but this user can have written; undefined where there is none. */
export async function readEntry(folder: string, key: string): Promise<string | undefined> {
  try {
    if (!isPrivate(await stat(folder))) return undefined;
    // Windows has no such flag, and no links that anyone may make.
    const file = await open(pathOf(folder, key), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const stats = await file.stat();
      const isSound = stats.isFile() && isPrivate(stats) && stats.size <= byteLimit;
      return isSound ? await file.readFile('utf8') : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** Writes an entry whole or not at all; a cache that cannot be written is no error. */
export async function writeEntry(folder: string, key: string, text: string): Promise<void> {
  const path = pathOf(folder, key);
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    if (Buffer.byteLength(text) > byteLimit) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(await stat(folder))) return;
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
    await prune(folder);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Notes that an entry was of use, so that others are removed before it. */
export async function touchEntry(folder: string, key: string): Promise<void> {
  const now = new Date();
  await utimes(pathOf(folder, key), now, now).catch(() => undefined);
}

function pathOf(folder: string, key: string): string {
  return join(folder, `${key}.json`);
}

function isPrivate({ uid, mode }: Stats): boolean {
  // On Windows a folder of the user's profile is the user's own.
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & othersMayWrite) === 0);
}

/** Removes what was not used for longest. */
async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => ours.test(name));
  if (names.length <= entryLimit) return;
  const ages = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      // Another process may have removed it.
      return {
        path,
        time: await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      };
    }),
  );
  const oldest = ages.toSorted((one, other) => other.time - one.time).slice(entryLimit);
  await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
}
