import { setTimeout as wait } from 'node:timers/promises';
import { OpenApiMcpError } from '../errors.ts';
import { clientOf } from '../credentials/oauth-source.ts';
import { errorField, exchangeGrant, tokenError } from '../credentials/request-token.ts';
import { isFresh, untilCancelled } from '../credentials/token-cache.ts';
import { callerId } from '../runtime/policy/caller-id.ts';
import type { OAuthSource } from '../credentials/oauth-source.ts';
import type { Caller, CredentialProvider, CredentialRequest } from '../runtime/security/credential.ts';
import type { Account, AccountEntry } from './account-store.ts';

/** The accounts of one security scheme. */
export interface SchemeAccounts {
  /** Title of the API. */
  title: string;
  /** The origin of the base URL, which an option sets and the document cannot. */
  chosenOrigin: string | undefined;
  /** Returns the account of a caller. */
  entryOf(owner: Caller['principal']): AccountEntry;
  /** Returns the URL of the page on which a caller connects an account. */
  linkFor(owner: Caller['principal']): string;
  /** Returns the account with another token, or `undefined` if it has ended. Absent for keys, which do not change. */
  renew?: (entry: AccountEntry, seen: Account) => Promise<Account | undefined>;
}

/** Milliseconds for which a call waits for a person who has agreed to open the page. */
const patience = 30_000;
const pause = 500;

/**
 * Creates the credential of a scheme: the access token of the caller's own account. It is refreshed shortly before it ends.
 * A call of a caller without an account is not sent, also not with another credential.
 */
export function createAccountCredential(accounts: SchemeAccounts): CredentialProvider {
  const refreshing = new Map<string, Promise<Account | undefined>>();

  /** Returns a token of the account, or `undefined` if the account has ended. */
  async function use(account: Account, caller: Caller, request: CredentialRequest) {
    const { renew } = accounts;
    checkOrigin(accounts, account, request.origin);
    if (account.value !== request.refused && isFresh(account)) return account.value;
    if (renew === undefined) return undefined;
    const id = callerId(caller.principal);
    const entry = accounts.entryOf(caller.principal);
    const running =
      refreshing.get(id) ??
      entry
        .withLock(() => renew(entry, account))
        .finally(() => {
          refreshing.delete(id);
        });
    refreshing.set(id, running);
    return (await untilCancelled(running, request.signal))?.value;
  }

  /** Asks the caller to connect an account. Returns a token if that happens while the call waits. */
  async function ask(caller: Caller, request: CredentialRequest): Promise<string> {
    const { title } = accounts;
    const url = accounts.linkFor(caller.principal);
    const reason = request.refused === undefined ? 'needs your own account' : 'refused your account';
    const message = `${title} ${reason}. Open this link in your browser to connect it, then call again:`;
    const action = await request.openPage?.({ message, url });
    if (action === 'accept') {
      const entry = accounts.entryOf(caller.principal);
      const end = Date.now() + patience;
      while (Date.now() < end) {
        const account = await entry.read();
        if (account !== undefined && account.value !== request.refused) {
          checkOrigin(accounts, account, request.origin);
          return account.value;
        }
        await wait(pause, undefined, request.signal === undefined ? {} : { signal: request.signal }).catch(
          () => {
            throw new OpenApiMcpError('CALL_CANCELLED', 'the call was cancelled');
          },
        );
      }
    }
    const hint = `Open this link in a browser, connect the account, and call again: ${url}`;
    const declined = action === undefined || action === 'accept' ? '' : ' and did not open the page';
    throw new OpenApiMcpError(
      'ACCOUNT_REQUIRED',
      `${caller.principal.name} has not connected an account of ${title}${declined}; nothing was sent`,
      { hint },
    );
  }

  return {
    isPerCaller: true,
    async provide(request) {
      const { caller } = request;
      if (caller === undefined)
        throw new OpenApiMcpError(
          'ACCOUNT_REQUIRED',
          'The caller is not authenticated, so there is no account of its own; nothing was sent',
          {
            hint: 'Serve over HTTP with --auth-provider, --auth-jwt, --auth-introspection or --auth-token-file.',
          },
        );
      const account = await accounts.entryOf(caller.principal).read();
      const token = account === undefined ? undefined : await use(account, caller, request);
      return token ?? ask(caller, request);
    },
    canProvide: async () => true,
  };
}

/**
 * Refreshes an account, unless another process did so since it was read. Removes an account that has ended.
 *
 * @throws OpenApiMcpError ACCOUNT_FAILED
 */
export async function renewAccount(
  source: OAuthSource,
  entry: AccountEntry,
  seen: Account,
): Promise<Account | undefined> {
  const account = await entry.read();
  if (account === undefined || account.value !== seen.value) return account;
  const { refreshToken: token, clientId, tokenEndpoint } = account;
  if (token === undefined) {
    await entry.remove();
    return undefined;
  }
  const client = clientOf(source, clientId);
  const server = { issuer: new URL(tokenEndpoint).origin, token_endpoint: tokenEndpoint };
  try {
    const grant = { type: 'refresh_token', token } as const;
    const renewed = await exchangeGrant(server, client, grant, [], source.connection);
    const next = { ...account, refreshToken: token, ...renewed };
    await entry.write(next);
    return next;
  } catch (error) {
    // The person revoked it, or somebody else used it: the authorization server has ended it (RFC 9700 §4.14.2).
    if (errorField(error, 'error') === 'invalid_grant') {
      await entry.remove();
      return undefined;
    }
    const { message } = tokenError(error, server, { token, secret: client.secret }, {});
    throw new OpenApiMcpError(
      'ACCOUNT_FAILED',
      `The token of the account could not be refreshed: ${message}; nothing was sent`,
    );
  }
}

/** Throws unless the account is for the origin: a document with the name of another API must not get its tokens. */
function checkOrigin({ title, chosenOrigin }: SchemeAccounts, { origins }: Account, origin: string): void {
  if (origin === chosenOrigin || origins.includes(origin)) return;
  throw new OpenApiMcpError(
    'ACCOUNT_FAILED',
    `The account of ${title} is not for ${origin}; nothing was sent`,
    { hint: `It was connected for ${origins.join(', ')}. Connect it again.` },
  );
}
