import { resolve } from 'node:path';
import { jsonOf } from './config-node.ts';
import { findConfig } from './find-config.ts';
import { checkConfig, parseConfig } from './read-config.ts';
import type { CallHooks } from '../runtime/extension-options.ts';
import type { Config } from './config.ts';

/** Returns the values of a config file, or undefined if no file is found. */
export async function loadConfig(
  path: string | undefined,
  environment: Record<string, string | undefined>,
): Promise<Config | undefined> {
  const found = path === undefined ? findConfig(resolve('.')) : { path, isForeign: false };
  if (found === undefined || found.isForeign) return undefined;
  const parsed = await parseConfig(found.path);
  // The schema has the keys and types of `Config`.
  const config = jsonOf(checkConfig(parsed, environment)) as Config;
  const { hooks, tools, apiHooks = new Map<string, CallHooks>() } = parsed.code ?? {};
  for (const [key, api] of Object.entries(config.apis ?? {}))
    if (apiHooks.has(key)) api.hooks = apiHooks.get(key);
  return { ...config, ...(hooks === undefined ? {} : { hooks }), ...(tools === undefined ? {} : { tools }) };
}
