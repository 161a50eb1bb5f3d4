import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder } from '../../src/cache/cache-folder.ts';

it.each<[string, Record<string, string>, string]>([
  ['linux', { XDG_CACHE_HOME: '/var/cache' }, '/var/cache/openapi-mcp'],
  ['linux', { XDG_CACHE_HOME: 'relative' }, join(homedir(), '.cache/openapi-mcp')],
  ['linux', {}, join(homedir(), '.cache/openapi-mcp')],
  ['darwin', {}, join(homedir(), '.cache/openapi-mcp')],
  ['win32', { LOCALAPPDATA: '/Users/a/AppData/Local' }, '/Users/a/AppData/Local/openapi-mcp'],
  ['win32', {}, join(homedir(), 'AppData/Local/openapi-mcp')],
])('on %s with %j the folder is %s', (platform, environment, folder) => {
  expect(cacheFolder(environment, platform)).toBe(folder);
});
