import { OpenApiMcpError } from '../../errors.ts';
import { isToken } from '../../http/token.ts';
import { parseRate } from '../../http/rate.ts';
import type { RuntimeOptions } from '../runtime-options.ts';

/**
 * Checks the options of resilience when a server starts.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkResilience({ resilience = {}, request = {} }: RuntimeOptions): void {
  const { idempotencyKey, upstreamRate, cacheStore: _store, sharedLimit: _limit, ...others } = resilience;
  for (const [name, value] of Object.entries(others))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
      throw new OpenApiMcpError('OPTION_INVALID', `resilience.${name} must be a whole number of at least 0`);
  if (upstreamRate !== undefined) parseRate(upstreamRate, 'resilience.upstreamRate');
  if (idempotencyKey !== undefined) checkKey(idempotencyKey, Object.keys(request.headers ?? {}));
}

function checkKey(name: string, fixed: string[]): void {
  if (!isToken(name))
    throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(name)} is not a header name`, {
      hint: 'Write --idempotency-key Name, the name of letters, digits and dashes.',
    });
  if (fixed.some((other) => other.toLowerCase() === name.toLowerCase()))
    throw new OpenApiMcpError('OPTION_INVALID', `the header ${name} has a fixed value`, {
      hint: `Leave out --header ${name} or --idempotency-key: the key of each call must be its own.`,
    });
}
