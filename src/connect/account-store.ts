import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { callerId } from '../runtime/policy/caller-id.ts';
import { OpenApiMcpError } from '../errors.ts';
import type { AccessToken } from '../credentials/request-token.ts';
import type { Store } from '../store/store.ts';
import type { AccountOwner } from './caller-session.ts';

/** An account that a caller has connected. */
export interface Account extends AccessToken {
  /** The client that requested the tokens. */
  clientId: string;
  /** The endpoint that refreshes the tokens. */
  tokenEndpoint: string;
  /** The origins that the access token may be sent to. */
  origins: string[];
}

/** The account of one caller for one security scheme of one API. */
export interface AccountEntry {
  read(): Promise<Account | undefined>;
  write(account: Account): Promise<void>;
  remove(): Promise<void>;
  /** Runs a task while no other process changes the account. */
  withLock<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** Milliseconds for which an account is stored after it was last connected or refreshed. */
const longest = 90 * 86_400_000;

/** Milliseconds after which the lock of a process that has ended no longer counts. */
const lockTime = 60_000;
const lockPause = 50;

/** Returns the place of an account in the store. */
export function accountEntry(store: Store, api: string, scheme: string, owner: AccountOwner): AccountEntry {
  const key = JSON.stringify(['account', api, scheme, callerId(owner)]);
  const lock = `lock ${createHash('sha256').update(key).digest('base64url')}`;
  return {
    async read() {
      const text = await store.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as Account);
    },
    async write(account) {
      const { refreshToken, renewal } = account;
      const end = Date.now() + longest;
      const expires = refreshToken === undefined ? Math.min(renewal ?? end, end) : end;
      await store.set(key, JSON.stringify(account), expires);
    },
    remove: () => store.delete(key),
    async withLock(task) {
      const end = Date.now() + lockTime;
      while (!(await store.add(lock, randomUUID(), Date.now() + lockTime))) {
        if (Date.now() > end)
          throw new OpenApiMcpError('STORE_UNAVAILABLE', 'another process holds the lock of an account', {
            hint: 'Call again in a minute.',
          });
        await wait(lockPause);
      }
      try {
        return await task();
      } finally {
        await store.delete(lock);
      }
    },
  };
}
