import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The number of entries in the folder. */
const entryLimit = 32;
/** The size of an entry in bytes. */
const byteLimit = 64 * 1024 * 1024;

/** Matches the names of entries, and of temporary files that a killed process left. Other files are never deleted. */
const ownFileName = /^[0-9a-f]{64}\.json(?:\.[0-9a-f]+\.tmp)?$/;
/** The permissions of the group and of others to write. */
const writableByOthers = 0o022;

/** Reads an entry. Returns undefined if there is none, or if another user could have written it. */
export async function readEntry(folder: string, key: string): Promise<string | undefined> {
  try {
    if (!isOwnedByUser(await stat(folder))) return undefined;
    // Windows has no O_NOFOLLOW, but only administrators may create links there.
    const file = await open(pathOf(folder, key), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const stats = await file.stat();
      const isTrusted = stats.isFile() && isOwnedByUser(stats) && stats.size <= byteLimit;
      return isTrusted ? await file.readFile('utf8') : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** Writes an entry atomically. Failures are ignored, because the cache is optional. */
export async function writeEntry(folder: string, key: string, text: string): Promise<void> {
  const path = pathOf(folder, key);
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    if (Buffer.byteLength(text) > byteLimit) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!isOwnedByUser(await stat(folder))) return;
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
    await prune(folder);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Marks an entry as used, so that entries that were used less recently are deleted first. */
export async function touchEntry(folder: string, key: string): Promise<void> {
  const now = new Date();
  await utimes(pathOf(folder, key), now, now).catch(() => undefined);
}

function pathOf(folder: string, key: string): string {
  return join(folder, `${key}.json`);
}

function isOwnedByUser({ uid, mode }: Stats): boolean {
  // Windows has no user ids. There the folder is in the user's profile, which is private.
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & writableByOthers) === 0);
}

/** Deletes the entries that were used least recently, if there are too many. */
async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => ownFileName.test(name));
  if (names.length <= entryLimit) return;
  const ages = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const time = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        // Another process may have deleted the file.
        () => 0,
      );
      return { path, time };
    }),
  );
  const oldest = ages.toSorted((one, other) => other.time - one.time).slice(entryLimit);
  await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
}
