import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Returns the folder of the cache (XDG Base Directory Specification §3, or `LOCALAPPDATA` on Windows). Returns undefined if
 * the user has no home folder.
 */
export function cacheFolder(
  environment: Record<string, string | undefined>,
  platform: string = process.platform,
): string | undefined {
  const base = platform === 'win32' ? environment['LOCALAPPDATA'] : environment['XDG_CACHE_HOME'];
  // The specification says to ignore a relative path.
  if (base && isAbsolute(base)) return join(base, 'openapi-mcp');
  try {
    return join(homedir(), platform === 'win32' ? 'AppData/Local' : '.cache', 'openapi-mcp');
  } catch {
    return undefined;
  }
}
