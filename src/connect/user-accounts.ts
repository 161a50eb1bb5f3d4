import { randomBytes } from 'node:crypto';
import { OpenApiMcpError } from '../errors.ts';
import { withEnvFile } from '../credentials/env-file.ts';
import { readEnvironment } from '../credentials/environment.ts';
import { oauthSources } from '../credentials/oauth-source.ts';
import { declaredFlows } from '../runtime/security/oauth-variables.ts';
import { createEncryption } from '../store/encryption.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { originOf } from '../http/unix-url.ts';
import { createAccountCredential, renewAccount } from './account-credential.ts';
import { createAccountTool } from './account-tool.ts';
import { accountEntry } from './account-store.ts';
import { ConnectFlow } from './connect-flow.ts';
import { sealLink } from './connect-link.ts';
import { ConnectSite } from './connect-site.ts';
import { KeyForm, takesKey } from './key-form.ts';
import { IssuerSignIn } from './issuer-sign-in.ts';
import type { ApiDescriptor, SecuritySchemeDescriptor } from '../descriptor.ts';
import type { OAuthSource } from '../credentials/oauth-source.ts';
import type { Principal } from '../runtime/protocol.ts';
import type { CredentialProvider } from '../runtime/security/credential.ts';
import type { ListedAccount, UserAccounts } from '../runtime/security/user-accounts.ts';
import type { AccountOwner } from './caller-session.ts';
import type { SchemeAccounts } from './account-credential.ts';
import type { Connector } from './connect-site.ts';
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
  const { keySchemes = [], baseUrl, server, serverVariables } = options;
  const signing = options.oauth === false ? [] : oauthSources(api, environment, options).filter(canSignIn);
  const sources = new Map(signing.map((source) => [source.name, source]));
  const destination = { baseUrl, server, serverVariables };
  const forms = keySchemes.map((name) => new KeyForm(api, name, keyScheme(api, name), destination));
  if (sources.size + forms.length === 0)
    throw new OpenApiMcpError('OPTION_INVALID', `no security scheme of ${api.title} signs a person in`, {
      hint: '--per-user needs an oauth2 scheme with the authorizationCode flow, or an openIdConnect scheme. An overlay can declare one.',
    });
  const encryption = createEncryption(secrets);
  const entryOf = (scheme: string, owner: AccountOwner) => accountEntry(store, api.name, scheme, owner);
  const site = new ConnectSite({
    name: api.name,
    title: api.title,
    connectors: new Map<string, Connector>([
      ...signing.map((source): [string, Connector] => [source.name, new ConnectFlow(source, store)]),
      ...forms.map((form): [string, Connector] => [form.name, form]),
    ]),
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

  const names = [...sources.keys(), ...forms.map(({ name }) => name)];
  const credentials = names.map((name): [string, CredentialProvider] => {
    const source = sources.get(name);
    const common = {
      title: api.title,
      chosenOrigin: baseUrl === undefined ? undefined : originOf(baseUrl),
      entryOf: (owner: AccountOwner) => entryOf(name, owner),
      linkFor: (principal: Principal) => linkFor(name, principal),
    };
    if (source === undefined) return [name, createAccountCredential(common)];
    const renew: SchemeAccounts['renew'] = (entry, seen) => renewAccount(source, entry, seen);
    return [name, createAccountCredential({ ...common, renew })];
  });
  async function accountsOf(principal: Principal): Promise<ListedAccount[]> {
    const listed = names.map(async (scheme) => {
      const connected = (await entryOf(scheme, principal).read()) !== undefined;
      const link = connected ? {} : { link: linkFor(scheme, principal) };
      return { api: api.title, scheme, connected, ...link, page: site.urlOf() };
    });
    return Promise.all(listed);
  }

  return {
    name: api.name,
    title: api.title,
    schemes: names,
    accountsOf,
    createTool: createAccountTool,
    index: (request, apis) =>
      site.index(
        request,
        apis.map(({ name, title }) => ({ name, title })),
      ),
    credentials: Object.fromEntries(credentials),
    setUrl: (endpoint) => site.setUrl(endpoint),
    respond: (request) => site.respond(request),
  };
}

function canSignIn({ scheme }: OAuthSource): boolean {
  const flows = declaredFlows(scheme);
  return flows === undefined || flows.authorizationCode !== undefined;
}

/** @throws OpenApiMcpError OPTION_INVALID for a scheme whose credential nobody can enter */
function keyScheme({ securitySchemes }: ApiDescriptor, name: string): SecuritySchemeDescriptor {
  const scheme = Object.hasOwn(securitySchemes, name) ? securitySchemes[name] : undefined;
  if (takesKey(scheme)) return scheme;
  const names = Object.keys(securitySchemes).filter((key) => takesKey(securitySchemes[key]));
  throw new OpenApiMcpError('OPTION_INVALID', `${name} is no security scheme that takes a key or a login`, {
    hint:
      names.length === 0
        ? 'The document has none. --per-user is for schemes that sign a person in.'
        : `Give --per-user-key one of: ${names.join(', ')}.`,
  });
}
