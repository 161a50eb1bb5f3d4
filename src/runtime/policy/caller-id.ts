import type { Principal } from '../protocol.ts';

/** Returns a text that differs between callers: two issuers may give the same name to different people. */
export function callerId({ name, issuer }: Pick<Principal, 'name' | 'issuer'>): string {
  return JSON.stringify([issuer ?? null, name]);
}
