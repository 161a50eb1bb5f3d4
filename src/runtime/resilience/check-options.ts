import { OpenApiMcpError } from '../../errors.ts';
import { isToken } from '../../http/token.ts';
import type { RuntimeOptions } from '../runtime-options.ts';

/** @throws OpenApiMcpError OPTION_INVALID */
export function checkResilience({ resilience = {}, request = {} }: RuntimeOptions): void {
  const { retries = 0, idempotencyKey } = resilience;
  checkCount('retries', retries);
  if (idempotencyKey === undefined) return;
  if (!isToken(idempotencyKey))
    throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(idempotencyKey)} is not a header name`, {
      hint: 'Write --idempotency-key Name, the name of letters, digits and dashes.',
    });
  const isFixed = Object.keys(request.headers ?? {}).some(
    (name) => name.toLowerCase() === idempotencyKey.toLowerCase(),
  );
  if (isFixed)
    throw new OpenApiMcpError('OPTION_INVALID', `the header ${idempotencyKey} has a fixed value`, {
      hint: `Leave out --header ${idempotencyKey} or --idempotency-key: the key of each call must be its own.`,
    });
}

function checkCount(name: string, count: number): void {
  if (Number.isSafeInteger(count) && count >= 0) return;
  throw new OpenApiMcpError('OPTION_INVALID', `resilience.${name} must be a whole number of at least 0`);
}
