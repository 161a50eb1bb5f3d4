import { runtimeCapabilities } from '../capabilities.ts';
import { missingCapability } from '../capability-types.ts';
import type { FilterResponse } from '../capability-types.ts';

/**
 * Compiles a JMESPath expression. Its code is loaded on first use.
 *
 * @throws OpenApiMcpError FILTER_INVALID; OPTION_INVALID in a server that was generated without filters
 */
export async function openFilter(expression: string): Promise<FilterResponse> {
  if (runtimeCapabilities.loadFilter === undefined)
    throw missingCapability('filters of responses', '--response-filter');
  return (await runtimeCapabilities.loadFilter()).openFilter(expression);
}
