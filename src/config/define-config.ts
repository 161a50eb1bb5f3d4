import type { Config } from './config.ts';

/**
 * Returns its argument, so that editors complete and check a config file in TypeScript or JavaScript.
 *
 * @example
 * export default defineConfig({ document: 'petstore.yaml', readOnly: true });
 */
export function defineConfig(config: Config): Config {
  return config;
}
