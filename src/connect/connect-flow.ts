import { asJsonObject, asString } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { beginAuthorization, finishAuthorization } from '../credentials/authorization-code.ts';
import { findServer } from '../credentials/authorization-server.ts';
import { originsOf, refreshEndpoint, scopesOf } from '../credentials/login-parameters.ts';
import { clientOf } from '../credentials/oauth-source.ts';
import { declaredFlows } from '../runtime/security/oauth-variables.ts';
import { linkLifetime } from './connect-link.ts';
import type { OAuthFlow } from '../descriptor.ts';
import type { AuthorizationAttempt } from '../credentials/authorization-code.ts';
import type { OAuthSource } from '../credentials/oauth-source.ts';
import type { Store } from '../store/store.ts';
import type { Account } from './account-store.ts';
import type { AccountOwner } from './caller-session.ts';

/** A sign-in that a browser was sent away for. */
export interface PendingSignIn {
  owner: AccountOwner;
  label: string;
  /** Recognizes the browser that began. */
  browser: string;
  redirectUri: string;
  state: string;
  verifier: string;
}

/** Signs people in at the authorization server of one security scheme. */
export class ConnectFlow {
  readonly name: string;
  readonly source: OAuthSource;
  readonly #store: Store;
  readonly #clientId: string;
  readonly #flow: OAuthFlow | undefined;
  #attempt: Promise<AuthorizationAttempt> | undefined;

  /** @throws OpenApiMcpError OPTION_INVALID without a client */
  constructor(source: OAuthSource, store: Store) {
    const { name, scheme, settings } = source;
    if (settings.client.id === undefined)
      throw new OpenApiMcpError('OPTION_INVALID', `${name} has no client that callers can sign in through`, {
        hint: `Register a client at the authorization server with the redirect URI of docs/per-user.md, and set ${settings.prefix}_CLIENT_ID, and ${settings.prefix}_CLIENT_SECRET if it has one.`,
      });
    this.name = name;
    this.source = source;
    this.#store = store;
    this.#clientId = settings.client.id;
    this.#flow = declaredFlows(scheme)?.authorizationCode;
  }

  /** Returns the authorization server with the client and the scopes, and tries again after a failure. */
  async attempt(): Promise<AuthorizationAttempt> {
    this.#attempt ??= this.#prepare();
    try {
      return await this.#attempt;
    } catch (error) {
      this.#attempt = undefined;
      throw error;
    }
  }

  async #prepare(): Promise<AuthorizationAttempt> {
    const { source } = this;
    const server = await findServer(source, this.#flow, ['authorization_endpoint', 'token_endpoint']);
    const scopes = source.settings.scopes ?? scopesOf(source, this.#flow, server);
    return { source, server, scopes, client: clientOf(source, this.#clientId) };
  }

  /** Begins a sign-in, and returns the URL that the browser is sent to. */
  async begin(who: Pick<PendingSignIn, 'owner' | 'label' | 'browser'>, redirectUri: string): Promise<string> {
    const { url, ...request } = beginAuthorization(await this.attempt(), redirectUri);
    const pending: PendingSignIn = { ...who, ...request };
    await this.#store.set(this.#keyOf(request.state), JSON.stringify(pending), Date.now() + linkLifetime);
    return url;
  }

  /** Returns the sign-in of a state, if it is one of this scheme and has not expired. */
  async pending(state: string): Promise<PendingSignIn | undefined> {
    const text = await this.#store.get(this.#keyOf(state));
    const found = asJsonObject(text === undefined ? undefined : JSON.parse(text));
    const owner = asJsonObject(found?.['owner']);
    const [name, issuer] = [asString(owner?.['name']), asString(owner?.['issuer'])];
    const [label, browser, redirectUri, verifier] = ['label', 'browser', 'redirectUri', 'verifier'].map(
      (field) => asString(found?.[field]),
    );
    if (name === undefined || label === undefined || browser === undefined) return undefined;
    if (redirectUri === undefined || verifier === undefined) return undefined;
    return { owner: omitUndefined({ name, issuer }), label, browser, redirectUri, state, verifier };
  }

  /**
   * Exchanges the parameters of the redirect for an account. Each state works once.
   *
   * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
   */
  async finish(pending: PendingSignIn, redirected: URLSearchParams): Promise<Account> {
    const { source } = this;
    const key = this.#keyOf(pending.state);
    if (!(await this.#store.add(`used ${key}`, '', Date.now() + 2 * linkLifetime)))
      throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', 'this sign-in has been used already');
    await this.#store.delete(key);
    const attempt = await this.attempt();
    const token = await finishAuthorization(attempt, pending, redirected);
    return {
      ...token,
      clientId: this.#clientId,
      tokenEndpoint: await refreshEndpoint(source, this.#flow, attempt.server),
      origins: originsOf(source.api, source.destination),
    };
  }

  #keyOf(state: string): string {
    return JSON.stringify(['sign-in', this.source.api.name, this.source.name, state]);
  }
}

/** Returns a sentence about a failure of a sign-in for the person in front of the browser. */
export function failureText(error: unknown): string {
  if (!isOpenApiMcpError(error)) throw error;
  return error.message;
}
