import { resolve } from 'node:path';
import { jsonOf } from './config-node.ts';
import { findConfig } from './find-config.ts';
import { checkConfig, parseConfig } from './read-config.ts';
import type { Config } from './config.ts';

/** Returns the values of a config file, or undefined if no file is found. */
export async function loadConfig(
  path: string | undefined,
  environment: Record<string, string | undefined>,
): Promise<Config | undefined> {
  const found = path === undefined ? findConfig(resolve('.')) : { path, isForeign: false };
  if (found === undefined || found.isForeign) return undefined;
  // The schema has the keys and types of `Config`.
  return jsonOf(checkConfig(await parseConfig(found.path), environment)) as Config;
}
