import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where a user's caches stand, by the environment (XDG Base Directory Specification §3); undefined where nowhere. */
export function cacheFolder(
  environment: Record<string, string | undefined>,
  platform: string = process.platform,
): string | undefined {
  const base = platform === 'win32' ? environment['LOCALAPPDATA'] : environment['XDG_CACHE_HOME'];
  // A relative path is to be ignored, says the specification.
  if (base && isAbsolute(base)) return join(base, 'openapi-mcp');
  try {
    return join(homedir(), platform === 'win32' ? 'AppData/Local' : '.cache', 'openapi-mcp');
  } catch {
    return undefined;
  }
}
