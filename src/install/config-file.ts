import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, OpenApiMcpError } from '../errors.ts';

/** The end of the name of a copy of a file before its last change. */
export const backupEnding = '.openapi-mcp.bak';

/**
 * Reads the file of a client. Returns undefined for a file that does not exist.
 *
 * @throws OpenApiMcpError CLIENT_CONFIG_INVALID
 */
export async function readConfigFile(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    // A byte order mark stays in the text.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    const reason = cause instanceof TypeError ? 'it is not UTF-8' : messageOf(cause);
    throw new OpenApiMcpError('CLIENT_CONFIG_INVALID', `${path} cannot be read: ${reason}`, { cause });
  }
}

/** Copies the file of a client. Returns the path of the copy, or undefined if there is no file. */
export async function backupConfigFile(path: string): Promise<string | undefined> {
  const backup = path + backupEnding;
  try {
    await copyFile(path, backup);
    return backup;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Replaces the file of a client in one step, and keeps a copy of it beside the file. Follows links, and keeps the
 * permissions of the file.
 *
 * @returns the path of the copy, or undefined for a new file
 * @throws OpenApiMcpError CLIENT_CONFIG_INVALID
 */
export async function writeConfigFile(path: string, text: string): Promise<string | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const target = await realpath(path).catch(() => path);
    const status = await stat(target).catch(() => undefined);
    const backup = await backupConfigFile(target);
    const draft = `${target}.${randomUUID()}`;
    try {
      await writeFile(draft, text, {
        flag: 'wx',
        ...(status === undefined ? {} : { mode: status.mode & 0o777 }),
      });
      await rename(draft, target);
    } finally {
      await rm(draft, { force: true });
    }
    return backup;
  } catch (cause) {
    throw new OpenApiMcpError('CLIENT_CONFIG_INVALID', `${path} cannot be written: ${messageOf(cause)}`, {
      cause,
      hint: 'Check the permissions of the file and of its folder.',
    });
  }
}
