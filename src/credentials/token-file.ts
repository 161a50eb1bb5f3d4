import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OpenApiMcpError } from '../errors.ts';
import type { Environment } from './environment.ts';
import type { AccessToken } from './request-token.ts';

/** What a login leaves behind. */
export interface StoredLogin extends AccessToken {
  /** Who asked for it. */
  clientId: string;
  /** Where it came from, and is refreshed. */
  tokenEndpoint: string;
  /** Where it may be sent. */
  origins: string[];
}

/** The login of one scheme of one API. */
export interface TokenFile {
  path: string;
  /** @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE for a file that others can read */
  read(): Promise<StoredLogin | undefined>;
  /** To be called in `alone`. */
  write(login: StoredLogin): Promise<void>;
  /** Keeps other processes from refreshing the same login meanwhile. */
  alone<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** A lock that is older was left by a process that ended. */
const staleAfter = 60_000;

/** `$XDG_CONFIG_HOME/openapi-mcp`, `%APPDATA%\openapi-mcp` on Windows. */
export function defaultTokenFolder(environment: Environment): string {
  const { XDG_CONFIG_HOME, APPDATA } = environment;
  const home = (platform() === 'win32' ? APPDATA : XDG_CONFIG_HOME) || join(homedir(), '.config');
  return join(home, 'openapi-mcp');
}

export function openTokenFile(folder: string, api: string, scheme: string): TokenFile {
  // Two names of schemes may differ in what a file name cannot hold.
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

  return { path, read, write, alone };
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
