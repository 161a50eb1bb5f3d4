import { createEncryption } from './encryption.ts';
import type { Store } from './store.ts';

/**
 * Opens the store at a place: a folder, or the URL of a Redis server. Its texts are encrypted by the first of the secrets,
 * one a line, and decrypted by all of them.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PACKAGE_MISSING, STORE_UNAVAILABLE
 *
 * @example
 * const store = await openStore('redis://127.0.0.1:6379', process.env.OPENAPI_MCP_AUTH_SECRET ?? '');
 */
export async function openStore(place: string, secrets: string): Promise<Store> {
  const encryption = createEncryption(secrets);
  if (/^rediss?:\/\//.test(place))
    return (await import('./redis-token-store.ts')).openRedisTokenStore(place, encryption);
  return (await import('./file-store.ts')).openFileStore(place, encryption);
}
