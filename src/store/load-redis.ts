import { OpenApiMcpError } from '../errors.ts';

/**
 * Imports the Redis client, which users install themselves.
 *
 * @throws OpenApiMcpError PACKAGE_MISSING with this message and hint
 */
export async function loadRedis(message: string, hint: string) {
  try {
    return await import('ioredis');
  } catch (cause) {
    throw new OpenApiMcpError('PACKAGE_MISSING', message, { cause, hint });
  }
}
