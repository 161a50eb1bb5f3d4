import { createHash, randomBytes } from 'node:crypto';
import { messageOf, OpenApiMcpError } from '../../errors.ts';
import { createAuthorizationSecrets } from '../../http/authorization-url.ts';
import { createBrowserCookie } from '../../http/browser-cookie.ts';
import { isSameSecret } from '../../http/is-same-secret.ts';
import { forwardPage, privateHeaders } from '../../http/page.ts';
import { asJsonObject, asString } from '../../json/narrow.ts';
import { consentPage } from './consent-page.ts';
import { failurePage, sendPage } from './pages.ts';
import { describesIssuer } from './issuer-template.ts';
import { proxyPaths } from './paths.ts';
import { ownScope } from './provider-configuration.ts';
import { lifetimes, personKey } from './stored-person.ts';
import { readForm } from './read-form.ts';
import { describeScopes } from './scope-words.ts';
import type Provider from 'oidc-provider';
import type { Interaction } from 'oidc-provider';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthorizationSecrets } from '../../http/authorization-url.ts';
import type { BrowserCookie } from '../../http/browser-cookie.ts';
import type { JsonObject } from '../../json/value.ts';
import type { BrowserSignIn } from '../../runtime/security/user-accounts.ts';
import type { AuthenticationResult } from '../token-verifier.ts';
import type { BrowserSessions } from './browser-session.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Identity, SignedIn } from './signed-in.ts';
import type { ProxiedServer } from './oauth-proxy-types.ts';
import type { JsonStore } from './provider-adapter.ts';

/** The parts of a sign-in. */
export interface SignInParts {
  provider: Provider;
  identityProvider: IdentityProvider;
  server: ProxiedServer;
  /** The URL of the authorization server for browsers. */
  issuer: string;
  people: JsonStore;
  pending: JsonStore;
  /** Checks the claims that every caller must have. */
  check: (identity: Identity) => AuthenticationResult;
  /** Remembers in browsers who has signed in. */
  sessions: BrowserSessions;
}

/** A sign-in that is under way at the identity provider. */
interface PendingSignIn {
  /** The id of the authorization request, or the URL of a page of this server. */
  target: { uid: string } | { page: string };
  secrets: AuthorizationSecrets;
  /** The hash of the cookie of the browser that consented. */
  browser: string;
}

/** Shows the pages between an authorization request and its code: consent, and the return from the identity provider. */
export class SignInFlow {
  readonly #parts: SignInParts;
  readonly #redirectUri: string;

  constructor(parts: SignInParts) {
    this.#parts = parts;
    this.#redirectUri = `${parts.issuer}${proxyPaths.callback}`;
  }

  /** Responds to a request for a page. */
  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    try {
      const isCallback = path === proxyPaths.callback;
      if (request.method !== 'GET' && (isCallback || request.method !== 'POST')) {
        response.setHeader('allow', isCallback ? 'GET' : 'GET, POST');
        return sendPage(response, 405, failurePage('A browser does not send this request.'));
      }
      if (isCallback) return await this.#receive(request, response);
      return await this.#consent(request, response, path.slice(`${proxyPaths.consent}/`.length));
    } catch (error) {
      this.#parts.server.onRefusal('SIGN_IN_FAILED', messageOf(error));
      const message = error instanceof OpenApiMcpError ? error.hint : 'This page has expired.';
      return sendPage(response, 400, failurePage(message));
    }
  }

  /** Asks for consent, or goes on with the decision. The cookie of the request binds it to the browser. */
  async #consent(request: IncomingMessage, response: ServerResponse, uid: string): Promise<void> {
    const { provider } = this.#parts;
    const interaction = await provider.interactionDetails(request, response);
    if (interaction.uid !== uid) throw signInError('the page belongs to another request');
    if (request.method === 'GET') return sendPage(response, 200, await this.#question(interaction));
    const form = await readForm(request);
    if (form.get('decision') === 'allow') return this.#sendAway(response, interaction);
    const denied = { error: 'access_denied', error_description: 'The person denied the request' };
    return sendPage(
      response,
      200,
      forwardPage(await provider.interactionResult(request, response, denied), 'Go back'),
    );
  }

  /** Returns the cookie of the browser that a sign-in belongs to. */
  #cookieOf(state: string): BrowserCookie {
    const isSecure = this.#redirectUri.startsWith('https:');
    return createBrowserCookie(`openapi-mcp-sign-in-${hash(state).slice(0, 12)}`, isSecure, lifetimes.signIn);
  }

  async #question({ uid, params }: Interaction): Promise<string> {
    const { provider, identityProvider, server, issuer } = this.#parts;
    const id = asString(params['client_id']) ?? '';
    const client = await provider.Client.find(id);
    return consentPage({
      server: server.title(),
      client: {
        name: client?.clientName,
        host: id.startsWith('https://') ? new URL(id).host : undefined,
        redirectUri: asString(params['redirect_uri']) ?? '',
      },
      scopes: describeScopes(this.#scopes(params), server.securitySchemes()),
      provider: new URL(identityProvider.issuer).host,
      action: `${new URL(issuer).pathname.replace(/\/$/, '')}${proxyPaths.consent}/${uid}`,
    });
  }

  /** Returns the requested scopes that a person consents to. */
  #scopes(params: Interaction['params']): string[] {
    const offered = this.#parts.server.scopes();
    return (asString(params['scope']) ?? '').split(' ').filter((scope) => offered.includes(scope));
  }

  /** Signs callers in for the pages of this server. */
  get browserSignIn(): BrowserSignIn {
    const { identityProvider, sessions } = this.#parts;
    return {
      issuer: identityProvider.issuer,
      signsIn: (issuer) => describesIssuer(identityProvider.issuer, issuer),
      callerOf: (cookie) => sessions.find(cookie),
      begin: (page) => this.#begin({ page }),
      end: () => sessions.end(),
    };
  }

  /** Sends the browser of an authorization request to the identity provider. */
  async #sendAway(response: ServerResponse, { uid }: Interaction): Promise<void> {
    const { url, cookie } = await this.#begin({ uid });
    response.appendHeader('set-cookie', cookie);
    sendPage(response, 200, forwardPage(url, 'Continue to sign in'));
  }

  /** Begins a sign-in. Returns the URL of the identity provider, and the cookie that recognizes the browser later. */
  async #begin(target: PendingSignIn['target']): Promise<{ url: string; cookie: string }> {
    const { identityProvider, pending } = this.#parts;
    const secrets = createAuthorizationSecrets();
    const browser = randomBytes(32).toString('base64url');
    const signIn = { target: { ...target }, secrets: { ...secrets }, browser: hash(browser) };
    await pending.set(signInKey(secrets.state), signIn, lifetimes.signIn);
    const url = identityProvider.authorizationUrl(secrets, this.#redirectUri);
    return { url, cookie: this.#cookieOf(secrets.state).write(browser) };
  }

  /** Receives a person from the identity provider, once for each state, and in the browser that consented alone. */
  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pending, provider } = this.#parts;
    const parameters = new URL(request.url ?? '', this.#redirectUri).searchParams;
    const state = parameters.get('state') ?? '';
    const signIn = readPending(await pending.get(signInKey(state)));
    const cookie = this.#cookieOf(state);
    const value = cookie.read(request.headers.cookie) ?? '';
    if (signIn === undefined || !isSameSecret(hash(value), signIn.browser))
      throw signInError('this browser did not ask for the sign-in');
    response.appendHeader('set-cookie', cookie.write(''));
    if (!(await pending.claim(`${signInKey(state)} used`, lifetimes.signIn)))
      throw signInError('the sign-in has ended already');
    await pending.delete(signInKey(state));
    const { target } = signIn;
    if ('page' in target) {
      const person = await this.#identify(response, parameters, signIn.secrets);
      return person === undefined ? undefined : redirect(response, target.page);
    }
    const interaction = await provider.Interaction.find(target.uid);
    if (interaction === undefined) throw signInError('the request has expired');
    if (parameters.get('error') === 'access_denied')
      return this.#end(response, interaction, {
        error: 'access_denied',
        error_description: 'The person did not sign in',
      });
    const identity = await this.#identify(response, parameters, signIn.secrets);
    return identity === undefined ? undefined : this.#admit(response, interaction, identity);
  }

  /** Returns the person who has signed in, or sends a page if the person may not use this server. */
  async #identify(
    response: ServerResponse,
    parameters: URLSearchParams,
    secrets: AuthorizationSecrets,
  ): Promise<SignedIn | undefined> {
    const { check, identityProvider, server, sessions } = this.#parts;
    const identity = await identityProvider.identify(parameters, secrets, this.#redirectUri);
    const checked = check(identity);
    if (checked.ok) {
      response.appendHeader('set-cookie', sessions.begin(checked.principal));
      return identity;
    }
    server.onRefusal('CLAIM_MISSING', checked.description, checked.caller);
    sendPage(response, 403, failurePage('Your account may not use this server.'));
    return undefined;
  }

  /** Grants the client what the person consented to. */
  async #admit(response: ServerResponse, interaction: Interaction, person: SignedIn): Promise<void> {
    const { people, provider } = this.#parts;
    const { params } = interaction;
    const accountId = randomBytes(24).toString('base64url');
    await people.set(personKey(accountId), { ...person, tokens: { ...person.tokens } }, lifetimes.grant);
    const grant = new provider.Grant({ accountId, clientId: asString(params['client_id']) ?? '' });
    for (const resource of [params['resource'] ?? []].flat())
      grant.addResourceScope(resource, [ownScope, ...this.#scopes(params)].join(' '));
    return this.#end(response, interaction, {
      login: { accountId, remember: false },
      consent: { grantId: await grant.save() },
    });
  }

  /** Ends the request with a result, and sends the browser back to the client. */
  async #end(response: ServerResponse, interaction: Interaction, result: JsonObject): Promise<void> {
    interaction.result = result;
    await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1000)));
    redirect(response, interaction.returnTo);
  }
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...privateHeaders, location }).end();
}

function signInError(message: string): OpenApiMcpError {
  return new OpenApiMcpError('SIGN_IN_FAILED', message);
}

function signInKey(state: string): string {
  return `Sign-in ${hash(state)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function readPending(value: JsonObject | undefined): PendingSignIn | undefined {
  const secrets = asJsonObject(value?.['secrets']);
  const target = asJsonObject(value?.['target']);
  const [uid, page, browser] = [target?.['uid'], target?.['page'], value?.['browser']].map(asString);
  const [state, nonce, verifier] = ['state', 'nonce', 'verifier'].map((name) => asString(secrets?.[name]));
  if ((uid ?? page) === undefined || browser === undefined) return undefined;
  if (state === undefined || nonce === undefined || verifier === undefined) return undefined;
  return {
    target: page === undefined ? { uid: uid ?? '' } : { page },
    browser,
    secrets: { state, nonce, verifier },
  };
}
