import { generateKeyPairSync } from 'node:crypto';
import { asJsonObject } from '../../json/narrow.ts';
import { pageHeaders } from '../../http/page.ts';
import { failurePage } from './pages.ts';
import { proxyPaths } from './paths.ts';
import { lifetimes, personKey, readPerson } from './stored-person.ts';
import type { errors, interactionPolicy } from 'oidc-provider';
import type { Context } from 'oidc-provider';
import type { Fetch } from '../../http/create-fetch.ts';
import type { ClientRegistrations } from './client-registrations.ts';
import type { RenewedSignIn } from './renew-person.ts';
import type { SignedIn } from './signed-in.ts';
import type { JsonStore, ModelAdapter } from './provider-adapter.ts';

/** The scope of every token. A token without any scope is not issued. */
export const ownScope = 'mcp';

/** The parts that the authorization server is configured with. */
export interface ConfigurationParts {
  oidc: { errors: typeof errors; interactionPolicy: typeof interactionPolicy };
  adapter: (model: string) => ModelAdapter;
  clients: ClientRegistrations;
  /** People who signed in, by the id of their account. */
  people: JsonStore;
  /** Returns true if the claims of a person can be read again. */
  canRenew: (person: SignedIn) => boolean;
  /** Reads the claims of a person again, or ends their sign-in with an error. */
  renew: (signIn: RenewedSignIn) => Promise<SignedIn>;
  /** The URL of the MCP endpoint. */
  resource: string;
  scopes: () => string[];
  requiresResource: boolean;
  cookieKeys: string[];
  /** Fetches the metadata documents and keys of clients. */
  fetch: Fetch;
}

/** Returns the configuration of the authorization server. */
export function providerConfiguration(parts: ConfigurationParts): object {
  const { oidc, adapter, clients, people, cookieKeys, fetch } = parts;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  /** The people of the accounts of requests. */
  const known = new WeakMap<object, SignedIn>();
  const personOf = ({ oidc: { entities } }: Context): SignedIn | undefined =>
    entities.Account === undefined ? undefined : known.get(entities.Account);
  return {
    adapter,
    // Signs nothing: tokens are opaque, and clients get no ID token.
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
    cookies: {
      keys: cookieKeys,
      names: {
        session: 'openapi-mcp-session',
        interaction: 'openapi-mcp-consent',
        resume: 'openapi-mcp-resume',
      },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    scopes: [],
    claims: {},
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'private_key_jwt'],
    // Ports of loopback redirect URIs are free for native clients alone.
    clientDefaults: {
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    pkce: { required: () => true },
    // The claims are read before the token is used up, so that the client can try again.
    async rotateRefreshToken(context: Context) {
      const { Account: account, RefreshToken: token } = context.oidc.entities;
      const person = personOf(context);
      if (account !== undefined && person !== undefined && token?.grantId !== undefined)
        known.set(
          account,
          await parts.renew({
            accountId: account.accountId,
            grantId: token.grantId,
            scope: token.scope ?? '',
            person,
          }),
        );
      return true;
    },
    // Without a way to read the claims again, the person signs in again.
    async issueRefreshToken(context: Context) {
      const person = personOf(context);
      return person !== undefined && parts.canRenew(person);
    },
    expiresWithSession: async () => false,
    // Origins have been checked before.
    clientBasedCORS: () => true,
    formats: { bitsOfOpaqueRandomness: 256 },
    fetch,
    routes: {
      authorization: proxyPaths.authorization,
      token: proxyPaths.token,
      registration: proxyPaths.registration,
      revocation: proxyPaths.revocation,
      jwks: '/oauth/jwks',
    },
    interactions: {
      url: (_: Context, { uid }: { uid: string }) => `${proxyPaths.consent}/${uid}`,
      policy: consentPolicy(oidc.interactionPolicy),
    },
    ttl: {
      AccessToken: lifetimes.accessToken,
      AuthorizationCode: lifetimes.code,
      Interaction: lifetimes.signIn,
      Session: lifetimes.signIn,
      Grant: lifetimes.grant,
      RefreshToken: lifetimes.grant,
      IdToken: lifetimes.code,
    },
    async findAccount(_: Context, accountId: string) {
      const person = readPerson(await people.get(personKey(accountId)));
      if (person === undefined) return undefined;
      const account = { accountId, claims: async () => ({ sub: accountId }) };
      known.set(account, person);
      return account;
    },
    async extraTokenClaims(context: Context) {
      // The tokens of the provider are no part of ours.
      const { issuer = '', claims = {} } = personOf(context) ?? {};
      return { identity: { issuer, claims } };
    },
    renderError: renderError,
    features: featuresOf(parts, clients),
  };
}

function renderError(
  context: Context,
  { error, error_description: description }: Record<string, string>,
): void {
  context.set(pageHeaders);
  context.body = failurePage(`The request was refused: ${description ?? error ?? 'unknown error'}.`);
}

function featuresOf(
  { oidc, resource, scopes, requiresResource }: ConfigurationParts,
  clients: ClientRegistrations,
): object {
  const { InvalidClientMetadata, InvalidTarget } = oidc.errors;
  const off = { enabled: false };
  return {
    devInteractions: off,
    rpInitiatedLogout: off,
    pushedAuthorizationRequests: off,
    userinfo: off,
    dPoP: off,
    revocation: { enabled: true },
    clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
    registration: {
      enabled: true,
      issueRegistrationAccessToken: false,
      idFactory({ oidc: { body = {} } }: Context) {
        const registered = clients.register(body);
        if (registered === undefined) throw new InvalidClientMetadata('redirect_uris are too long');
        // Other metadata has no effect here, and is neither kept nor confirmed.
        for (const name of Object.keys(body)) delete body[name];
        Object.assign(body, registered.client, { token_endpoint_auth_method: 'none' });
        return registered.id;
      },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => {
        if (requiresResource) throw new InvalidTarget('the parameter resource is missing (RFC 8707)');
        return resource;
      },
      useGrantedResource: async () => true,
      getResourceServerInfo: async (_: Context, wanted: string) => {
        if (withoutSlash(wanted) !== withoutSlash(resource))
          throw new InvalidTarget(`tokens of this server are for ${resource}`);
        return {
          scope: [ownScope, ...scopes()].join(' '),
          audience: resource,
          accessTokenTTL: lifetimes.accessToken,
          accessTokenFormat: 'opaque',
        };
      },
    },
  };
}

/** Asks for consent and a sign-in at every authorization request: a client could pass itself off as a known one. */
function consentPolicy({ base, Check }: typeof interactionPolicy) {
  const policy = base();
  const login = policy.get('login');
  login?.checks.clear();
  login?.checks.add(
    new Check(
      'sign_in',
      'the person has to sign in',
      ({ oidc }) => asJsonObject(oidc.result)?.['login'] === undefined,
    ),
  );
  return policy;
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
