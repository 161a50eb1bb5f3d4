import { runtimeCapabilities } from './capabilities.ts';
import { refuseOptions } from './capability-types.ts';
import type { RuntimeOptions } from './runtime-options.ts';

/**
 * Checks the options of resilience when a server starts.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkResilience(options: RuntimeOptions): void {
  if (runtimeCapabilities.checkResilience !== undefined) runtimeCapabilities.checkResilience(options);
  else refuseOptions(options, ['resilience'], 'retries, limits and a cache', '--resilience');
}
