import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OpenApiMcpError } from '../errors.ts';
import type { Environment } from './environment.ts';
import type { AccessToken } from './request-token.ts';

/** The tokens of a login, as its file stores them. */
export interface StoredLogin extends AccessToken {
  /** The client that requested the tokens. */
  clientId: string;
  /** The endpoint that refreshes the tokens. */
  tokenEndpoint: string;
  /** The origins that the access token may be sent to. */
  origins: string[];
}

/** The file with the login of one scheme of one API. */
export interface TokenFile {
  path: string;
  /**
   * Reads the login, or returns `undefined` without a file.
   *
   * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE for a file that other users can read
   */
  read(): Promise<StoredLogin | undefined>;
  /** Replaces the login. The caller holds the lock. */
  write(login: StoredLogin): Promise<void>;
  /** Removes the login. The caller holds the lock. */
  remove(): Promise<void>;
  /** Runs a task while no other process refreshes the same login. */
  withLock<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** The age in milliseconds of a lock whose process has ended. */
const staleAfter = 60_000;

/** Returns `$XDG_CONFIG_HOME/openapi-mcp`, or `%APPDATA%\openapi-mcp` on Windows. */
export function defaultTokenFolder(environment: Environment): string {
  const { XDG_CONFIG_HOME, APPDATA } = environment;
  const home = (platform() === 'win32' ? APPDATA : XDG_CONFIG_HOME) || join(homedir(), '.config');
  return join(home, 'openapi-mcp');
}

/** Returns the file of a login. */
export function openTokenFile(folder: string, api: string, scheme: string): TokenFile {
  // The digest distinguishes schemes whose names differ only in characters that a file name cannot contain.
  const mark = createHash('sha256').update(scheme).digest('hex').slice(0, 8);
  const name = `${api}-${scheme.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 40)}-${mark}.json`;
  const path = join(folder, name);
  const lock = `${path}.lock`;

  async function read(): Promise<StoredLogin | undefined> {
    const mode = await modeOf(path);
    if (mode === undefined) return undefined;
    if (platform() !== 'win32' && (mode & 0o077) !== 0)
      throw unreadable(
        path,
        'can be read by others',
        `Run chmod 600 ${path}, and log in again if that was for long.`,
      );
    try {
      return JSON.parse(await readFile(path, 'utf8')) as StoredLogin;
    } catch (cause) {
      throw unreadable(path, 'cannot be read', 'Log in again with openapi-mcp login.', cause);
    }
  }

  async function write(login: StoredLogin): Promise<void> {
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  }

  async function alone<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      while (!(await takeLock(lock))) await wait(50);
    } catch (cause) {
      throw unreadable(path, 'cannot be written', `Make ${folder} a folder that you can write to.`, cause);
    }
    try {
      return await task();
    } finally {
      await rm(lock, { force: true });
    }
  }

  return { path, read, write, remove: () => rm(path, { force: true }), withLock: alone };
}

async function modeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mode }) => mode,
    () => undefined,
  );
}

async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    await file.close();
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > staleAfter) await rm(path, { force: true });
    return false;
  }
}

function unreadable(path: string, reason: string, hint: string, cause?: unknown): OpenApiMcpError {
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `the file of tokens ${path} ${reason}`, {
    cause,
    hint,
  });
}
