import { OpenApiMcpError } from '../errors.ts';
import { setBounded } from '../json/bounded-map.ts';
import type { CredentialRequest } from '../runtime/security/credential.ts';

/** A key or token that may expire. */
export interface Token {
  value: string;
  /** The time to request another one, in milliseconds since 1970. Absent if the expiry is unknown. */
  renewal?: number;
}

/** A cache of tokens until shortly before they expire. Concurrent callers share one request. */
export interface TokenCache<Cached extends Token> {
  get(
    key: string,
    request: Pick<CredentialRequest, 'refused' | 'signal'>,
    renew: (previous: Cached | undefined) => Promise<Cached>,
  ): Promise<Cached>;
}

/** Creates an empty cache. The oldest tokens make room if it has `limit` others. */
export function createTokenCache<Cached extends Token>(limit: number = Infinity): TokenCache<Cached> {
  const tokens = new Map<string, Cached>();
  const pending = new Map<string, Promise<Cached>>();

  async function renewOnce(
    key: string,
    renew: (previous: Cached | undefined) => Promise<Cached>,
  ): Promise<Cached> {
    try {
      const token = await renew(tokens.get(key));
      setBounded(tokens, key, token, limit);
      return token;
    } finally {
      pending.delete(key);
    }
  }

  return {
    async get(key, { refused, signal }, renew) {
      const token = tokens.get(key);
      if (token !== undefined && token.value !== refused && isFresh(token)) return token;
      const renewed = pending.get(key) ?? renewOnce(key, renew);
      pending.set(key, renewed);
      return untilCancelled(renewed, signal);
    },
  };
}

/** Returns true until the token should be renewed. */
export function isFresh({ renewal }: Token): boolean {
  return renewal === undefined || Date.now() < renewal;
}

/** Returns the time of renewal: 30 seconds before the token expires, or a tenth of its lifetime if that is less. */
export function renewalOf(seconds: number): number {
  return Date.now() + seconds * 1000 - Math.min(30_000, seconds * 100);
}

/** Waits for a promise until the signal aborts. Other callers may wait for the same promise. */
export function untilCancelled<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new OpenApiMcpError('CALL_CANCELLED', 'the call was cancelled'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
