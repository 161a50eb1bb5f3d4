import { messageOf } from '../../errors.ts';
import { asString } from '../../json/narrow.ts';
import { lifetimes, personKey } from './stored-person.ts';
import type { errors as OidcErrors } from 'oidc-provider';
import type { AuthenticationResult } from '../token-verifier.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Identity, SignedIn } from './signed-in.ts';
import type { ProxiedServer } from './oauth-proxy-types.ts';
import type { JsonStore } from './provider-adapter.ts';

/** The parts of a renewal. */
export interface RenewalParts {
  identityProvider: IdentityProvider;
  people: JsonStore;
  server: ProxiedServer;
  errors: typeof OidcErrors;
  /** Checks the claims that every caller must have. */
  check: (identity: Identity) => AuthenticationResult;
  /** The scopes without which no request is accepted. */
  requiredScopes: string[];
}

/** The sign-in of a refresh token. */
export interface RenewedSignIn {
  accountId: string;
  grantId: string;
  /** The scopes of the refresh token. */
  scope: string;
  person: SignedIn;
}

/**
 * Reads the claims of a person again when a client refreshes its token. Ends the sign-in if the provider has ended it, or if
 * the person lacks a required claim now. Without a required scope, no request with the new token would be accepted, and a
 * client that refreshes its token instead of asking for the scope would never ask for it.
 *
 * @throws InvalidGrant, TemporarilyUnavailable
 */
export async function renewPerson(
  { identityProvider, people, server, errors, check, requiredScopes }: RenewalParts,
  { accountId, grantId, scope, person }: RenewedSignIn,
): Promise<SignedIn> {
  const caller = asString(person.claims['sub']);
  const missing = requiredScopes.filter((required) => !scope.split(' ').includes(required)).join(' ');
  if (missing !== '') {
    server.onRefusal('SCOPE_MISSING', `the refreshed token would lack the scope ${missing}`, caller);
    throw new errors.InvalidGrant(`the sign-in lacks the scope ${missing}: authorize again`);
  }
  const end = async (code: string, reason: string): Promise<never> => {
    server.onRefusal(code, reason, caller);
    await people.delete(`Grant ${grantId}`);
    await people.delete(personKey(accountId));
    throw new errors.InvalidGrant('the sign-in has ended');
  };
  let renewed: SignedIn | undefined;
  try {
    renewed = await identityProvider.renew(person);
  } catch (error) {
    server.onRefusal('SIGN_IN_FAILED', messageOf(error), caller);
    throw new errors.TemporarilyUnavailable('the identity provider is not available');
  }
  if (renewed === undefined) return end('SIGN_IN_FAILED', 'the identity provider has ended the sign-in');
  // The provider may have replaced its refresh token already.
  await people.set(personKey(accountId), { ...renewed, tokens: { ...renewed.tokens } }, lifetimes.grant);
  const checked = check(renewed);
  return checked.ok ? renewed : end('CLAIM_MISSING', checked.description);
}
