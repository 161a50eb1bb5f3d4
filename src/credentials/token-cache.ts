import { OpenApiMcpError } from '../errors.ts';
import type { CredentialRequest } from '../runtime/security/credential.ts';

/** A key or token that may end. */
export interface Token {
  value: string;
  /** Milliseconds since 1970 at which to ask for another; absent where nobody said. */
  renewal?: number;
}

/** Keeps tokens until shortly before they end, and asks for one at a time. */
export interface TokenCache<Kept extends Token> {
  get(
    key: string,
    request: Pick<CredentialRequest, 'refused' | 'signal'>,
    renew: (previous: Kept | undefined) => Promise<Kept>,
  ): Promise<Kept>;
}

export function createTokenCache<Kept extends Token>(): TokenCache<Kept> {
  const tokens = new Map<string, Kept>();
  const pending = new Map<string, Promise<Kept>>();

  async function renewOnce(key: string, renew: (previous: Kept | undefined) => Promise<Kept>): Promise<Kept> {
    try {
      const token = await renew(tokens.get(key));
      tokens.set(key, token);
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

export function isFresh({ renewal }: Token): boolean {
  return renewal === undefined || Date.now() < renewal;
}

/** Half a minute before a token ends, or a tenth of its life where that is less. */
export function renewalOf(seconds: number): number {
  return Date.now() + seconds * 1000 - Math.min(30_000, seconds * 100);
}

/** Others may wait for the same: only this wait ends. */
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
