import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const baseName = 'openapi-mcp.config';
const dataEndings = ['.yaml', '.yml', '.json', '.jsonc'];
const programEndings = ['.ts', '.mjs', '.js'];

/** A config file that was found, or that is not used because of its owner. */
export interface FoundConfig {
  path: string;
  /** True for a file above the working directory that belongs to another user. */
  isForeign: boolean;
}

/**
 * Returns the config file of a folder, or of the nearest folder above, up to the first that has `.git`, the home folder
 * or the root. A program counts in the folder itself only, since a folder above may be someone else's.
 */
export function findConfig(folder: string, home: string = homedir()): FoundConfig | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const endings = current === folder ? [...dataEndings, ...programEndings] : dataEndings;
    const path = endings.map((ending) => join(current, baseName + ending)).find((each) => existsSync(each));
    if (path !== undefined) return { path, isForeign: current !== folder && isForeign(path) };
    if (current === home || current === dirname(current) || existsSync(join(current, '.git')))
      return undefined;
  }
}

/** Returns true for a file of another user than root and the user of this process. */
function isForeign(path: string): boolean {
  const user = process.getuid?.();
  const owner = statSync(path, { throwIfNoEntry: false })?.uid;
  return user !== undefined && owner !== undefined && owner !== user && owner !== 0;
}
