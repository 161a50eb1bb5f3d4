import { randomBytes } from 'node:crypto';
import { OpenApiMcpError } from '../errors.ts';
import { withEnvFile } from '../credentials/env-file.ts';
import { readEnvironment } from '../credentials/environment.ts';
import { oauthSources } from '../credentials/oauth-source.ts';
import { declaredFlows } from '../runtime/security/oauth-variables.ts';
import { createEncryption } from '../store/encryption.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { createAccountCredential } from './account-credential.ts';
import { accountEntry } from './account-store.ts';
import { ConnectFlow } from './connect-flow.ts';
import { sealLink } from './connect-link.ts';
import { ConnectSite } from './connect-site.ts';
import { IssuerSignIn } from './issuer-sign-in.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { OAuthSource } from '../credentials/oauth-source.ts';
import type { Principal } from '../runtime/protocol.ts';
import type { CredentialProvider } from '../runtime/security/credential.ts';
import type { UserAccounts } from '../runtime/security/user-accounts.ts';
import type { AccountOwner } from './caller-session.ts';
import type { PerUserOptions } from './per-user-options.ts';

/** The accounts of callers, with the credentials that calls use. */
export interface OpenedAccounts extends UserAccounts {
  /** Credentials by security scheme, for `RequestOptions.credentials`. */
  credentials: Record<string, CredentialProvider>;
}

/**
 * Lets each caller of an API connect an account of their own, for every scheme with the authorization code grant. A call
 * without one answers with a link, on whose page the caller signs in at the API.
 *
 * @throws OpenApiMcpError OPTION_INVALID, CREDENTIALS_UNAVAILABLE
 *
 * @example
 * const accounts = createUserAccounts(descriptor, { environment: process.env });
 * const server = await createServer(descriptor, { request: { credentials: accounts.credentials, accounts } });
 * await server.serveHttp({ authTokenFile: 'tokens' });
 */
export function createUserAccounts(api: ApiDescriptor, options: PerUserOptions = {}): OpenedAccounts {
  const { store = createMemoryStore(), secrets = randomBytes(32).toString('hex'), connection = {} } = options;
  const { environment } = readEnvironment(api, withEnvFile(options));
  const sources = oauthSources(api, environment, options).filter(canSignIn);
  if (sources.length === 0)
    throw new OpenApiMcpError('OPTION_INVALID', `no security scheme of ${api.title} signs a person in`, {
      hint: '--per-user needs an oauth2 scheme with the authorizationCode flow, or an openIdConnect scheme. An overlay can declare one.',
    });
  const encryption = createEncryption(secrets);
  const entryOf = (scheme: string, owner: AccountOwner) => accountEntry(store, api.name, scheme, owner);
  const site = new ConnectSite({
    name: api.name,
    title: api.title,
    flows: new Map(sources.map((source) => [source.name, new ConnectFlow(source, store)])),
    store,
    encryption,
    entryOf,
    signIn: options.signIn && new IssuerSignIn(options.signIn, api.name, store, connection),
  });

  function linkFor(scheme: string, { name, issuer, claims = {} }: Principal): string {
    const owner = issuer === undefined ? { name } : { name, issuer };
    const link = sealLink(encryption, { owner, api: api.name, scheme }, claims);
    return `${site.urlOf(scheme)}?link=${encodeURIComponent(link)}`;
  }

  const credentials = sources.map((source): [string, CredentialProvider] => [
    source.name,
    createAccountCredential({
      source,
      entryOf: (owner) => entryOf(source.name, owner),
      linkFor: (principal) => linkFor(source.name, principal),
    }),
  ]);
  return {
    name: api.name,
    credentials: Object.fromEntries(credentials),
    setUrl: (endpoint) => site.setUrl(endpoint),
    respond: (request) => site.respond(request),
  };
}

function canSignIn({ scheme }: OAuthSource): boolean {
  const flows = declaredFlows(scheme);
  return flows === undefined || flows.authorizationCode !== undefined;
}
