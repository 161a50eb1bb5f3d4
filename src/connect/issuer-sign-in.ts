import { asJsonObject, asString } from '../json/narrow.ts';
import { OpenApiMcpError } from '../errors.ts';
import { authorizationUrl, createAuthorizationSecrets } from '../http/authorization-url.ts';
import { plainRequestOptions } from '../credentials/authorization-server.ts';
import { discoverServer } from '../credentials/discover-server.ts';
import { withClientAuthentication } from '../credentials/request-token.ts';
import { linkLifetime } from './connect-link.ts';
import { callerLabel } from '../runtime/policy/caller-label.ts';
import type { AuthorizationSecrets } from '../http/authorization-url.ts';
import type { ConnectionOptions } from '../http/connection-options.ts';
import type { Store } from '../store/store.ts';
import type { SignedInCaller } from '../runtime/security/user-accounts.ts';
import type { SignInOptions } from './per-user-options.ts';

/** A sign-in of a caller at the issuer of their tokens. */
export interface PendingCaller extends AuthorizationSecrets {
  issuer: string;
  redirectUri: string;
  /** Recognizes the browser that began. */
  browser: string;
  /** The path that the browser goes on at. */
  next: string;
}

const hint = 'Check the issuer of --auth-jwt or --auth-introspection.';

/** Signs callers in at the issuers of their tokens (OpenID Connect Core 1.0 §3.1), with PKCE and a nonce. */
export class IssuerSignIn {
  readonly #options: SignInOptions;
  readonly #store: Store;
  readonly #connection: ConnectionOptions;
  readonly #api: string;

  constructor(options: SignInOptions, api: string, store: Store, connection: ConnectionOptions) {
    this.#options = options;
    this.#api = api;
    this.#store = store;
    this.#connection = connection;
  }

  /** The issuers at which callers can sign in. */
  get issuers(): string[] {
    return this.#options.issuers;
  }

  /**
   * Begins a sign-in, and returns the URL that the browser is sent to.
   *
   * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
   */
  async begin(
    issuer: string,
    { browser, next, redirectUri }: Pick<PendingCaller, 'browser' | 'next' | 'redirectUri'>,
  ): Promise<string> {
    const server = await discoverServer(issuer, this.#connection, hint);
    if (server.authorization_endpoint === undefined)
      throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${issuer} has no page to sign in at`, { hint });
    const secrets = createAuthorizationSecrets();
    const { clientId } = this.#options;
    const pending: PendingCaller = { issuer, ...secrets, redirectUri, browser, next };
    await this.#store.set(this.#keyOf(secrets.state), JSON.stringify(pending), Date.now() + linkLifetime);
    const scopes = ['openid', 'email'];
    return authorizationUrl(server.authorization_endpoint, { clientId, redirectUri, scopes, secrets });
  }

  /** Returns the sign-in of a state, if it is one of this API and has not expired. */
  async pending(state: string): Promise<PendingCaller | undefined> {
    const text = await this.#store.get(this.#keyOf(state));
    const found = asJsonObject(text === undefined ? undefined : JSON.parse(text));
    const [issuer, verifier, nonce, redirectUri, browser, next] = [
      'issuer',
      'verifier',
      'nonce',
      'redirectUri',
      'browser',
      'next',
    ].map((field) => asString(found?.[field]));
    if (issuer === undefined || verifier === undefined || nonce === undefined) return undefined;
    if (redirectUri === undefined || browser === undefined || next === undefined) return undefined;
    return { issuer, state, verifier, nonce, redirectUri, browser, next };
  }

  /**
   * Returns the caller who has signed in. Each state works once.
   *
   * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
   */
  async finish(pending: PendingCaller, redirected: URLSearchParams): Promise<SignedInCaller> {
    const { issuer, state, verifier, nonce, redirectUri } = pending;
    const key = this.#keyOf(state);
    if (!(await this.#store.add(`used ${key}`, '', Date.now() + 2 * linkLifetime)))
      throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', 'this sign-in has been used already');
    await this.#store.delete(key);
    const oauth = await import('oauth4webapi');
    const { clientId, clientSecret } = this.#options;
    const client = { client_id: clientId };
    const server = await discoverServer(issuer, this.#connection, hint);
    const options = await plainRequestOptions(this.#connection);
    try {
      const answer = oauth.validateAuthResponse(server, client, redirected, state);
      const owner =
        clientSecret === undefined
          ? { id: clientId, parameters: {} }
          : { id: clientId, secret: clientSecret, parameters: {} };
      const claims = await withClientAuthentication(server, owner, async (authentication) => {
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          answer,
          redirectUri,
          verifier,
          options,
        );
        const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
          expectedNonce: nonce,
          requireIdToken: true,
        });
        return oauth.getValidatedIdTokenClaims(tokens);
      });
      // The tokens of callers have the issuer as the server has it, with or without a slash at the end.
      const name = claims?.sub ?? '';
      return { owner: { name, issuer }, label: callerLabel({ name }, asJsonObject(claims)) };
    } catch {
      // The text of the error may come from somebody else.
      throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${issuer} did not sign you in`, { hint });
    }
  }

  #keyOf(state: string): string {
    return JSON.stringify(['caller sign-in', this.#api, state]);
  }
}
