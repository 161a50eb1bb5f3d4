import { resolve } from 'node:path';
import { jsonOf } from './config-node.ts';
import { findConfig } from './find-config.ts';
import { checkConfig, parseConfig } from './read-config.ts';
import type { ExtensionOptions } from '../runtime/extension-options.ts';
import type { Config, ConfigFileApi } from './config.ts';

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
  const { shared, apis = new Map<string, ExtensionOptions>() } = parsed.code ?? {};
  for (const [key, api] of Object.entries(config.apis ?? {}))
    Object.assign(api, withCode(api, apis.get(key)));
  return { ...config, ...withCode(config, shared) };
}

/** Returns the keys that hold code, with the values of flags in their lists. */
function withCode(
  { resources, prompts = [] }: ConfigFileApi,
  code: ExtensionOptions = {},
): Pick<ConfigFileApi, 'hooks' | 'tools' | 'resources' | 'prompts'> {
  const modes = [resources ?? []].flat();
  return {
    ...code,
    ...(code.resources === undefined ? {} : { resources: [...modes, ...code.resources] }),
    ...(code.prompts === undefined ? {} : { prompts: [...prompts, ...code.prompts] }),
  };
}
