import { asArray, asString } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Store } from '../store/store.ts';

/** An account that a caller has connected, without its tokens. */
export interface ConnectedAccount {
  api: string;
  scheme: string;
  /** The name of the caller. */
  caller: string;
  /** The issuer of the caller's tokens; absent for a static token. */
  issuer?: string;
  /** The key in the store. */
  key: string;
}

/** Returns the accounts in a store. */
export async function listAccounts(store: Store): Promise<ConnectedAccount[]> {
  const found = (await store.keys()).flatMap(readKey);
  return found.toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

/** Reads the key of an account. Other texts of the store have other keys. */
function readKey(key: string): ConnectedAccount[] {
  const [kind, api, scheme, owner] = listIn(key).map(asString);
  if (kind !== 'account' || api === undefined || scheme === undefined || owner === undefined) return [];
  const [issuer, caller] = listIn(owner).map(asString);
  return caller === undefined ? [] : [omitUndefined({ api, scheme, caller, issuer, key })];
}

function listIn(text: string): unknown[] {
  try {
    return asArray(JSON.parse(text)) ?? [];
  } catch {
    return [];
  }
}
