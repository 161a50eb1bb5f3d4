import { isOpenApiMcpError } from '../errors.ts';
import { revokeTokens } from '../credentials/revoke-tokens.ts';
import { callerLabel } from '../runtime/policy/caller-label.ts';
import { ConnectFlow, failureText } from './connect-flow.ts';
import { openLink } from './connect-link.ts';
import {
  accountsPage,
  apisPage,
  connectPage,
  leaveTo,
  messagePage,
  redirectTo,
  signInPage,
} from './connect-pages.ts';
import { KeyForm } from './key-form.ts';
import { isSameOwner, Visitors, withCookies } from './visitor.ts';
import type { PageRequest, PageResponse, SignedInCaller } from '../runtime/security/user-accounts.ts';
import type { Encryption } from '../store/encryption.ts';
import type { Store } from '../store/store.ts';
import type { Account, AccountEntry } from './account-store.ts';
import type { AccountOwner } from './caller-session.ts';
import type { ConnectFacts } from './connect-pages.ts';
import type { ConnectLink } from './connect-link.ts';
import type { IssuerSignIn } from './issuer-sign-in.ts';
import type { Visitor } from './visitor.ts';

/** Connects accounts of one security scheme: by a sign-in, or by a form. */
export type Connector = ConnectFlow | KeyForm;

/** The parts of the pages about the accounts of one API. */
export interface SiteParts {
  /** The name of the API in paths. */
  name: string;
  title: string;
  connectors: Map<string, Connector>;
  store: Store;
  encryption: Encryption;
  entryOf(scheme: string, owner: AccountOwner): AccountEntry;
  signIn: IssuerSignIn | undefined;
}

/** A request with the browser that it comes from. */
interface Visit {
  request: PageRequest;
  visitor: Visitor;
}

/** The pages on which callers connect their accounts of one API. */
export class ConnectSite {
  readonly #parts: SiteParts;
  #base = '';
  #visitors: Visitors;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    this.#visitors = new Visitors(parts.encryption, false);
  }

  /** Sets the URL of the MCP endpoint. The pages are beside it, also behind a proxy that adds a path before both. */
  setUrl(endpoint: string): void {
    this.#base = new URL('connect', endpoint).href;
    this.#visitors = new Visitors(this.#parts.encryption, this.#base.startsWith('https:'));
  }

  /** Returns the URL of the page of a scheme, or of all of them. */
  urlOf(scheme?: string): string {
    const own = `${this.#base}/${encodeURIComponent(this.#parts.name)}`;
    return scheme === undefined ? own : `${own}/${encodeURIComponent(scheme)}`;
  }

  /** Returns the page that leads to the accounts of several APIs. */
  index(request: PageRequest, apis: { name: string; title: string }[]): PageResponse {
    const { session } = this.#visitors.of(request.cookie, request.signIn);
    return apisPage(session?.label, apis);
  }

  async respond(request: PageRequest): Promise<PageResponse | undefined> {
    const visit = { request, visitor: this.#visitors.of(request.cookie, request.signIn) };
    const isPost = request.method === 'POST';
    try {
      if (request.path === '/sign-in') return await this.#finishSignIn(visit);
      const [, name = '', scheme, callback] =
        /^\/([^/]+)(?:\/([^/]+)(?:\/(callback))?)?$/.exec(request.path) ?? [];
      if (decode(name) !== this.#parts.name) return undefined;
      if (scheme === undefined) return isPost ? await this.#signIn(visit) : await this.#list(visit);
      const flow = this.#parts.connectors.get(decode(scheme));
      if (flow === undefined) return undefined;
      if (callback !== undefined)
        return isPost || flow instanceof KeyForm ? undefined : await this.#finish(flow, visit);
      return isPost ? await this.#begin(flow, visit) : await this.#show(flow, visit);
    } catch (error) {
      if (!isOpenApiMcpError(error)) throw error;
      return messagePage(502, 'That did not work', `${failureText(error)}. ${error.hint}`);
    }
  }

  /** Returns the page that names the caller and the API of a link. */
  async #show(flow: Connector, { request, visitor }: Visit): Promise<PageResponse> {
    const text = request.query.get('link') ?? '';
    const link = await this.#linkOf(flow, text);
    if (link === undefined) return endedLink();
    const { session } = visitor;
    const first = session === undefined ? this.#firstStep(link.owner, request) : undefined;
    if (session !== undefined && !isSameOwner(session.owner, link.owner)) return otherCaller(session, link);
    const fields = { link: text, proof: visitor.proof(link.nonce) };
    return visitor.recognized(await this.#pageOf(flow, link.label, fields, first));
  }

  async #pageOf(
    flow: Connector,
    label: string,
    fields: Record<string, string>,
    first: ConnectFacts['first'],
  ): Promise<PageResponse> {
    const facts = { label, api: this.#parts.title, scheme: flow.name, fields, first };
    if (flow instanceof KeyForm) return connectPage({ ...facts, input: flow.input, scopes: [] });
    const { server, scopes } = await flow.attempt();
    const signInAt = originOf(server.authorization_endpoint ?? server.issuer);
    return connectPage({ ...facts, signInAt, scopes });
  }

  /** Sends the browser of a caller to the authorization server of the API. */
  async #begin(flow: Connector, visit: Visit): Promise<PageResponse> {
    const { request, visitor } = visit;
    const { form } = request;
    const text = form.get('link');
    if (text === null) return this.#manage(flow, visit);
    const link = await this.#linkOf(flow, text);
    if (link === undefined) return endedLink();
    if (!visitor.sent(form, link.nonce)) return notSent();
    const { session } = visitor;
    if (session !== undefined && !isSameOwner(session.owner, link.owner)) return otherCaller(session, link);
    const first = session === undefined ? this.#firstStep(link.owner, request) : undefined;
    const next = `${this.urlOf(flow.name)}?link=${encodeURIComponent(text)}`;
    if (first === 'issuer') return this.#toIssuer(link.owner.issuer ?? '', next, visit);
    const principal = first === 'token' ? await request.authenticate(form.get('token') ?? '') : undefined;
    if (first === 'token' && (principal === undefined || !isSameOwner(principal, link.owner)))
      return messagePage(403, 'Not your link', `This is not the access token of ${link.label}.`);
    if (flow instanceof KeyForm && flow.accountOf(form) === undefined) return notComplete();
    if (!(await this.#parts.store.add(usedKey(link), '', link.expires))) return endedLink();
    return this.#send(flow, { owner: link.owner, label: link.label }, visit);
  }

  /** Connects or disconnects an account of a caller who has signed in. */
  async #manage(flow: Connector, visit: Visit): Promise<PageResponse> {
    const { request, visitor } = visit;
    const { session } = visitor;
    if (session === undefined || !visitor.sent(request.form, 'accounts')) return notSent();
    const action = request.form.get('action');
    if (action === 'connect' && flow instanceof KeyForm) {
      const fields = { proof: visitor.proof('accounts'), action: 'enter' };
      return this.#pageOf(flow, session.label, fields, undefined);
    }
    if (action !== 'disconnect') return this.#send(flow, session, visit);
    const entry = this.#parts.entryOf(flow.name, session.owner);
    const account = await entry.withLock(async () => {
      const found = await entry.read();
      await entry.remove();
      return found;
    });
    const isRevoked =
      account !== undefined && flow instanceof ConnectFlow && (await revokeTokens(flow.source, account));
    const reason = isRevoked ? 'the tokens were revoked' : 'the tokens were removed, but not revoked';
    request.record({ request: 'disconnect', caller: session.owner, error: null, reason });
    const note = isRevoked
      ? 'Its tokens were revoked.'
      : 'Its tokens were removed here. The API does not say that it revoked them: end the access in your account there too.';
    return messagePage(200, 'Disconnected', note);
  }

  /** Stores what the form has, or sends the browser to the authorization server of the API. */
  async #send(
    flow: Connector,
    session: SignedInCaller,
    { request, visitor: { browser } }: Visit,
  ): Promise<PageResponse> {
    if (flow instanceof KeyForm) {
      const account = flow.accountOf(request.form);
      return account === undefined ? notComplete() : this.#store(flow, session, account, request);
    }
    const redirectUri = `${this.urlOf(flow.name)}/callback`;
    return leaveTo(await flow.begin({ ...session, browser }, redirectUri));
  }

  /** Stores the account of the caller whose browser comes back. */
  async #finish(flow: ConnectFlow, { request, visitor }: Visit): Promise<PageResponse> {
    const pending = await flow.pending(request.query.get('state') ?? '');
    if (pending === undefined) return endedLink();
    if (pending.browser !== visitor.browser) return otherBrowser();
    const { owner, label } = pending;
    try {
      return await this.#store(flow, { owner, label }, await flow.finish(pending, request.query), request);
    } catch (error) {
      const reason = failureText(error);
      request.record({ request: 'connect', caller: owner, error: 'ACCOUNT_FAILED', reason });
      return messagePage(400, 'Not connected', `${reason}. Call again for another link.`);
    }
  }

  async #store(
    flow: Connector,
    { owner, label }: SignedInCaller,
    account: Account,
    request: PageRequest,
  ): Promise<PageResponse> {
    const entry = this.#parts.entryOf(flow.name, owner);
    await entry.withLock(() => entry.write(account));
    request.record({ request: 'connect', caller: owner, error: null });
    const text = `${label} is now connected to ${this.#parts.title}. Close this window, and call again.`;
    return messagePage(200, 'Connected', text);
  }

  /** Returns the accounts of the caller who has signed in, or the page to sign in on. */
  async #list({ request, visitor }: Visit): Promise<PageResponse> {
    const { title, connectors, entryOf } = this.#parts;
    const { session } = visitor;
    const proof = visitor.proof('accounts');
    if (session === undefined)
      return visitor.recognized(signInPage(title, this.#issuers(request), { proof }));
    const listed = [...connectors.keys()].map(async (scheme) => ({
      scheme,
      isConnected: (await entryOf(scheme, session.owner).read()) !== undefined,
      action: `${encodeURIComponent(this.#parts.name)}/${encodeURIComponent(scheme)}`,
    }));
    return visitor.recognized(accountsPage(title, session.label, await Promise.all(listed), proof));
  }

  /** Signs a caller in with a token, or sends the browser to the issuer of the caller's tokens; or signs out. */
  async #signIn({ request, visitor }: Visit): Promise<PageResponse> {
    const { form } = request;
    if (!visitor.sent(form, 'accounts')) return notSent();
    if (form.get('action') === 'sign-out') {
      const out = visitor.signedIn(redirectTo(this.urlOf()), undefined);
      return request.signIn === undefined ? out : withCookies(out, request.signIn.end());
    }
    const issuer = form.get('issuer');
    if (issuer !== null) {
      if (!this.#issuers(request).includes(issuer)) return notSent();
      return this.#toIssuer(issuer, this.urlOf(), { request, visitor });
    }
    const principal = await request.authenticate(form.get('token') ?? '');
    if (principal === undefined) return messagePage(403, 'Not signed in', 'This token is not known.');
    const { name, claims } = principal;
    const owner = principal.issuer === undefined ? { name } : { name, issuer: principal.issuer };
    return visitor.signedIn(redirectTo(this.urlOf()), { owner, label: callerLabel(owner, claims) });
  }

  /** Sends a browser to the issuer of the caller's tokens, or to the identity provider that signs callers in there. */
  async #toIssuer(
    issuer: string,
    next: string,
    { request: { signIn }, visitor: { browser } }: Visit,
  ): Promise<PageResponse> {
    if (signIn?.signsIn(issuer) === true) {
      const { url, cookie } = await signIn.begin(next);
      return withCookies(leaveTo(url), cookie);
    }
    const redirectUri = `${this.#base}/sign-in`;
    const url = await this.#parts.signIn?.begin(issuer, { browser, next, redirectUri });
    return url === undefined ? notSent() : leaveTo(url);
  }

  /** Starts the session of the caller whose browser comes back from the issuer. */
  async #finishSignIn({ request, visitor }: Visit): Promise<PageResponse | undefined> {
    const { signIn } = this.#parts;
    const pending = await signIn?.pending(request.query.get('state') ?? '');
    if (signIn === undefined || pending === undefined) return undefined;
    if (pending.browser !== visitor.browser) return otherBrowser();
    const session = await signIn.finish(pending, request.query);
    return visitor.signedIn(redirectTo(pending.next), session);
  }

  /** Returns the way in which a person shows to be the caller of a link, if there is one. */
  #firstStep({ issuer }: AccountOwner, request: PageRequest): 'token' | 'issuer' | undefined {
    if (issuer === undefined) return 'token';
    const isKnown = request.signIn?.signsIn(issuer) === true || this.#issuers(request).includes(issuer);
    return isKnown ? 'issuer' : undefined;
  }

  /** Returns the issuers at which callers can sign in. */
  #issuers({ signIn }: Pick<PageRequest, 'signIn'>): string[] {
    return [...new Set([signIn?.issuer ?? [], this.#parts.signIn?.issuers ?? []].flat())];
  }

  /** Returns the content of a link that was not used, and has not expired. */
  async #linkOf(flow: Connector, text: string): Promise<ConnectLink | undefined> {
    const { encryption, name: api, store } = this.#parts;
    const link = openLink(encryption, text, { api, scheme: flow.name });
    const isUsed = link !== undefined && (await store.get(usedKey(link))) !== undefined;
    return isUsed ? undefined : link;
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

function notSent(): PageResponse {
  return messagePage(403, 'Try again', 'The form was not sent from its page. Open the page again.');
}

function notComplete(): PageResponse {
  return messagePage(400, 'Something is missing', 'Fill in the whole form. Go back, and try again.');
}

function otherBrowser(): PageResponse {
  return messagePage(403, 'Another browser', 'This sign-in began in another browser. Go on there.');
}

function otherCaller(session: SignedInCaller, link: ConnectLink): PageResponse {
  const text = `You are signed in as ${session.label}, and the link is for ${link.label}. Do not go on if somebody sent it to you.`;
  return messagePage(403, 'Not your link', text);
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
