import { posix, win32 } from 'node:path';
import { clientOf } from './clients.ts';
import { OpenApiMcpError } from '../errors.ts';
import type { ClientId, InstallScope } from './clients.ts';

/** The machine on which a client runs. */
export interface ClientMachine {
  /** A platform of Node.js, such as `darwin`; any other than `darwin` and `win32` has the paths of Linux. */
  platform: string;
  home: string;
  environment: Record<string, string | undefined>;
  /** The folder of the project, for entries of one project. */
  folder: string;
}

/** The folders of variables that are not set. */
const defaultFolders: Record<string, string> = {
  APPDATA: '~/AppData/Roaming',
  XDG_CONFIG_HOME: '~/.config',
  CODEX_HOME: '~/.codex',
  CLAUDE_CONFIG_DIR: '~',
};

/** Returns the scopes that a client has a file for; the first is the default. */
export function scopesOf(id: ClientId): InstallScope[] {
  const { paths } = clientOf(id);
  return (['user', 'project'] as const).filter((scope) => paths[scope] !== undefined);
}

/**
 * Returns the path of the file of a client.
 *
 * @throws OpenApiMcpError OPTION_INVALID for a scope that the client does not have
 */
export function clientFile(id: ClientId, scope: InstallScope, machine: ClientMachine): string {
  const { paths, title } = clientOf(id);
  const path = paths[scope];
  if (path === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `${title} has no file for --scope ${scope}`, {
      hint: `Use --scope ${scopesOf(id).join(' or ')}.`,
    });
  const { platform, home, environment, folder } = machine;
  const { join, resolve } = platform === 'win32' ? win32 : posix;
  const system = platform === 'darwin' || platform === 'win32' ? platform : 'linux';
  const written = typeof path === 'string' ? path : path[system];
  const named = written.replace(
    /^%(\w+)%/,
    (_, name: string) => environment[name] || (defaultFolders[name] ?? '~'),
  );
  return named.startsWith('~') ? join(home, named.slice(1)) : resolve(folder, named);
}
