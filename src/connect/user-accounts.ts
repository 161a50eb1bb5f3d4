import { randomBytes } from 'node:crypto';
import { OpenApiMcpError } from '../errors.ts';
import { mapValues } from '../json/map-values.ts';
import { withEnvFile } from '../credentials/env-file.ts';
import { readEnvironment } from '../credentials/environment.ts';
import { oauthSources } from '../credentials/oauth-source.ts';
import { callerId } from '../runtime/policy/caller-id.ts';
import { declaredFlows } from '../runtime/security/oauth-variables.ts';
import { createEncryption } from '../store/encryption.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { createAccountCredential } from './account-credential.ts';
import { accountEntry } from './account-store.ts';
import { createBrowserCookie, isSameText, proofOf } from './browser-cookie.ts';
import { ConnectFlow, failureText } from './connect-flow.ts';
import { openLink, sealLink } from './connect-link.ts';
import { connectPage, messagePage, privateHeaders } from './connect-pages.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { OAuthSource } from '../credentials/oauth-source.ts';
import type { CredentialProvider } from '../runtime/security/credential.ts';
import type { PageRequest, PageResponse, UserAccounts } from '../runtime/security/user-accounts.ts';
import type { Encryption } from '../store/encryption.ts';
import type { Store } from '../store/store.ts';
import type { ConnectLink } from './connect-link.ts';
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
  const { store = createMemoryStore(), secrets = randomBytes(32).toString('hex') } = options;
  const { environment } = readEnvironment(api, withEnvFile(options));
  const sources = oauthSources(api, environment, options).filter(canSignIn);
  if (sources.length === 0)
    throw new OpenApiMcpError('OPTION_INVALID', `no security scheme of ${api.title} signs a person in`, {
      hint: '--per-user needs an oauth2 scheme with the authorizationCode flow, or an openIdConnect scheme. An overlay can declare one.',
    });
  const flows = sources.map((source) => new ConnectFlow(source, store));
  return new Accounts(api, flows, store, createEncryption(secrets));
}

function canSignIn({ scheme }: OAuthSource): boolean {
  const flows = declaredFlows(scheme);
  return flows === undefined || flows.authorizationCode !== undefined;
}

/** The accounts of one API, and the pages on which callers connect them. */
class Accounts implements OpenedAccounts {
  readonly name: string;
  readonly credentials: Record<string, CredentialProvider>;
  readonly #title: string;
  readonly #flows: Map<string, ConnectFlow>;
  readonly #store: Store;
  readonly #encryption: Encryption;
  #base = '';
  #cookie = createBrowserCookie(false);

  constructor(api: ApiDescriptor, flows: ConnectFlow[], store: Store, encryption: Encryption) {
    this.name = api.name;
    this.#title = api.title;
    this.#flows = new Map(flows.map((flow) => [flow.source.name, flow]));
    this.#store = store;
    this.#encryption = encryption;
    const entries = flows.map(({ source }) => [source.name, source] as const);
    this.credentials = mapValues(Object.fromEntries(entries), (source) =>
      createAccountCredential({
        source,
        entryOf: (owner) => this.#entryOf(source.name, owner),
        linkFor: ({ name, issuer, claims }) => {
          const owner = issuer === undefined ? { name } : { name, issuer };
          const content = { owner, api: api.name, scheme: source.name };
          const link = sealLink(encryption, content, claims === undefined ? {} : { claims });
          return `${this.#urlOf(source.name)}?link=${encodeURIComponent(link)}`;
        },
      }),
    );
  }

  setUrl(endpoint: string): void {
    // The pages are beside the endpoint, also behind a proxy that adds a path before both.
    this.#base = new URL('connect', endpoint).href;
    this.#cookie = createBrowserCookie(this.#base.startsWith('https:'));
  }

  async respond(request: PageRequest): Promise<PageResponse | undefined> {
    const [, name = '', page] = /^\/([^/]+)(?:\/(callback))?$/.exec(request.path) ?? [];
    const flow = this.#flows.get(decode(name));
    if (flow === undefined) return undefined;
    if (page !== undefined) return request.method === 'GET' ? this.#finish(flow, request) : undefined;
    const link = openLink(
      this.#encryption,
      (request.method === 'POST' ? request.form : request.query).get('link') ?? '',
      { api: this.name, scheme: flow.source.name },
    );
    if (link === undefined || (await this.#store.get(usedKey(link))) !== undefined) return endedLink();
    return request.method === 'POST' ? this.#begin(flow, link, request) : this.#show(flow, link, request);
  }

  /** Returns the page that names the caller and the API. */
  async #show(flow: ConnectFlow, link: ConnectLink, { cookie, query }: PageRequest): Promise<PageResponse> {
    try {
      const { server, scopes } = await flow.attempt();
      const known = this.#cookie.read(cookie);
      const { value, header } = known === undefined ? this.#cookie.create() : { value: known, header: '' };
      const text = query.get('link') ?? '';
      const page = connectPage({
        label: link.label,
        api: this.#title,
        signInAt: originOf(server.authorization_endpoint ?? server.issuer),
        scopes,
        fields: { link: text, proof: proofOf(value, link.nonce) },
        needsToken: link.owner.issuer === undefined,
      });
      return header === '' ? page : { ...page, headers: { ...page.headers, 'set-cookie': header } };
    } catch (error) {
      return messagePage(502, 'Signing in is not possible', failureText(error));
    }
  }

  /** Sends the browser of the caller to the authorization server. */
  async #begin(flow: ConnectFlow, link: ConnectLink, request: PageRequest): Promise<PageResponse> {
    const { form, authenticate } = request;
    const cookie = this.#cookie.read(request.cookie);
    if (cookie === undefined || !isSameText(form.get('proof') ?? '', proofOf(cookie, link.nonce)))
      return messagePage(403, 'Try again', 'The form was not sent from its page. Open the link again.');
    if (link.owner.issuer === undefined) {
      const principal = await authenticate(form.get('token') ?? '');
      if (principal === undefined || callerId(principal) !== callerId(link.owner))
        return messagePage(403, 'Not your link', `This is not the access token of ${link.label}.`);
    }
    if (!(await this.#store.add(usedKey(link), '', link.expires))) return endedLink();
    const { owner, label } = link;
    const browser = proofOf(cookie, 'sign-in');
    try {
      const location = await flow.begin(
        { owner, label, browser },
        `${this.#urlOf(flow.source.name)}/callback`,
      );
      return { status: 303, headers: { ...privateHeaders, location }, body: '' };
    } catch (error) {
      return messagePage(502, 'Signing in is not possible', failureText(error));
    }
  }

  /** Stores the account of the caller whose browser comes back. */
  async #finish(flow: ConnectFlow, { query, cookie }: PageRequest): Promise<PageResponse> {
    const pending = await flow.pending(query.get('state') ?? '');
    if (pending === undefined) return endedLink();
    const own = this.#cookie.read(cookie);
    if (own === undefined || !isSameText(pending.browser, proofOf(own, 'sign-in')))
      return messagePage(403, 'Another browser', 'This sign-in began in another browser. Go on there.');
    try {
      const account = await flow.finish(pending, query);
      const entry = this.#entryOf(flow.source.name, pending.owner);
      await entry.withLock(() => entry.write(account));
      const text = `${pending.label} is now connected to ${this.#title}. Close this window, and call again.`;
      return messagePage(200, 'Connected', text);
    } catch (error) {
      return messagePage(400, 'Not connected', `${failureText(error)}. Call again for another link.`);
    }
  }

  #entryOf(scheme: string, owner: ConnectLink['owner']) {
    return accountEntry(this.#store, this.name, scheme, owner);
  }

  #urlOf(scheme: string): string {
    return `${this.#base}/${encodeURIComponent(this.name)}/${encodeURIComponent(scheme)}`;
  }
}

function usedKey({ nonce }: ConnectLink): string {
  return JSON.stringify(['used link', nonce]);
}

function endedLink(): PageResponse {
  return messagePage(
    400,
    'This link has ended',
    'A link works once, for ten minutes. Call the tool again for another one.',
  );
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
