import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { keyName } from './encryption.ts';
import type { Encryption } from './encryption.ts';
import type { Store } from './store.ts';

/** The first line of a file is the time at which it expires, the next one its key, and the last one its text. */
const pattern = /^(\d+)\n(?:(\S+)\n)?(\S*)$/;

/** Milliseconds after which the process that replaced a file has ended. */
const staleAfter = 60_000;

/** The parts of a file. Text and key are encrypted. */
interface StoredFile {
  expires: number;
  body: string;
  key: string;
}

/**
 * Opens a store in a folder with an encrypted file for each key. Several processes can share it. Files that have expired are
 * removed when it is opened.
 *
 * @throws OpenApiMcpError STORE_UNAVAILABLE
 */
export async function openFileStore(folder: string, encryption: Encryption): Promise<Store> {
  const pathOf = (key: string): string =>
    join(folder, `${createHash('sha256').update(key).digest('hex')}.enc`);

  async function removeExpired(): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.enc'));
    for (const name of names) {
      const path = join(folder, name);
      if (((await read(path))?.expires ?? 0) <= Date.now()) await rm(path, { force: true });
    }
  }

  /** Writes a text beside its file, so that nobody reads a part of it, and returns the path. */
  async function writeDraft(key: string, text: string, expires: number): Promise<string> {
    const draft = join(folder, `${randomUUID()}.tmp`);
    const end = Math.ceil(expires);
    const body = encryption.encrypt(`${end} ${key}`, text);
    const own = encryption.encrypt(keyName, key);
    await writeFile(draft, `${end}\n${own}\n${body}`, { mode: 0o600, flag: 'wx' });
    return draft;
  }

  const guard = <Result>(task: () => Promise<Result>): Promise<Result> =>
    task().catch((cause: unknown) => {
      throw new OpenApiMcpError('STORE_UNAVAILABLE', `the store in ${folder} failed: ${messageOf(cause)}`, {
        cause,
        hint: 'Make it a folder of your own that you can write to.',
      });
    });

  await guard(async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (process.platform !== 'win32' && ((await stat(folder)).mode & 0o077) !== 0)
      throw new Error('other users can read the folder; run chmod 700');
    await removeExpired();
  });
  return {
    get: (key) =>
      guard(async () => {
        const found = await read(pathOf(key));
        if (found === undefined || found.expires <= Date.now()) return undefined;
        return encryption.decrypt(`${found.expires} ${key}`, found.body);
      }),
    set: (key, text, expires) => guard(async () => rename(await writeDraft(key, text, expires), pathOf(key))),
    add: (key, text, expires) =>
      guard(async () => {
        const draft = await writeDraft(key, text, expires);
        try {
          return (await linkNew(draft, pathOf(key))) || (await replaceExpired(draft, pathOf(key)));
        } finally {
          await rm(draft, { force: true });
        }
      }),
    delete: (key) => guard(() => rm(pathOf(key), { force: true })),
    keys: () =>
      guard(async () => {
        const names = (await readdir(folder)).filter((name) => name.endsWith('.enc'));
        const found = await Promise.all(names.map((name) => read(join(folder, name))));
        return found.flatMap((file) => {
          if (file === undefined || file.expires <= Date.now()) return [];
          return encryption.decrypt(keyName, file.key) ?? [];
        });
      }),
    close: async () => undefined,
  };
}

/** Gives a file a second name. Returns false if another file has the name. */
async function linkNew(path: string, name: string): Promise<boolean> {
  try {
    await link(path, name);
    return true;
  } catch (error) {
    if (isErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Gives a draft the name of a file that has expired. Returns false if the file is still valid. */
async function replaceExpired(draft: string, path: string): Promise<boolean> {
  const isExpired = async (): Promise<boolean> => ((await read(path))?.expires ?? 0) <= Date.now();
  if (!(await isExpired())) return false;
  // One process at a time replaces a file: the file of another one could be removed otherwise.
  const mark = `${path}.replaced`;
  if (!(await linkNew(draft, mark))) {
    const { mtimeMs = Date.now() } = (await stat(mark).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs > staleAfter) await rm(mark, { force: true });
    return false;
  }
  try {
    if (await isExpired()) await rm(path, { force: true });
    return await linkNew(draft, path);
  } finally {
    await rm(mark, { force: true });
  }
}

/** Returns the parts of a file, or `undefined` if there is none of this form. */
async function read(path: string): Promise<StoredFile | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isErrorCode(error, 'ENOENT')) return '';
    throw error;
  });
  const [, expires, key = '', body] = pattern.exec(text) ?? [];
  return expires === undefined || body === undefined ? undefined : { expires: Number(expires), body, key };
}

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
