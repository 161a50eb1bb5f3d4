import { isJsonObject } from '../../src/json/narrow.ts';

/** The endpoints of the authorization server in which people sign in. */
interface AuthorizationServer {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  registrationEndpoint: string;
}

/** The ways to a token for this server. */
export interface SignInWays {
  /** The issuers of tokens. */
  issuers: string[];
  scopes: string[];
  resource: string;
  /** The authorization server of this origin, the only one that the page may ask. */
  server?: AuthorizationServer;
}

/** The state of a sign-in, while the browser is at the authorization server. */
interface StartedSignIn {
  state: string;
  verifier: string;
  client: string;
  server: AuthorizationServer;
  resource: string;
  /** The place in the page to return to. */
  hash: string;
}

const storageKey = 'openapi-mcp-sign-in';
/** The address of the page, which is also where the authorization server sends people back to. */
const root = (): string => location.href.replace(/[?#].*$/, '');

/** Reads how to get a token for an endpoint (RFC 9728, RFC 8414). */
export async function findSignInWays(endpoint: string): Promise<SignInWays> {
  const { origin, pathname } = new URL(endpoint);
  const metadata = await readMetadata(`${origin}/.well-known/oauth-protected-resource${pathname}`);
  const issuers = textsOf(metadata['authorization_servers']);
  const own = issuers.find((issuer) => URL.canParse(issuer) && new URL(issuer).origin === location.origin);
  const ways = { issuers, scopes: textsOf(metadata['scopes_supported']), resource: endpoint };
  // Without a secure origin, the browser has no hashes for PKCE.
  if (own === undefined || !isSecureContext) return ways;
  const server = await readServer(own);
  return server === undefined ? ways : { ...ways, resource: String(metadata['resource']), server };
}

async function readServer(issuer: string): Promise<AuthorizationServer | undefined> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname === '/' ? '' : pathname;
  const found = await readMetadata(`${origin}/.well-known/oauth-authorization-server${path}`);
  const endpoints = ['authorization_endpoint', 'token_endpoint', 'registration_endpoint'].map((name) =>
    String(found[name]),
  );
  const isOwn = endpoints.every((url) => URL.canParse(url) && new URL(url).origin === location.origin);
  const [authorizationEndpoint = '', tokenEndpoint = '', registrationEndpoint = ''] = endpoints;
  return isOwn ? { issuer, authorizationEndpoint, tokenEndpoint, registrationEndpoint } : undefined;
}

/** Registers the page as a client, and leaves it for the authorization server. */
export async function startSignIn({ server, scopes, resource }: SignInWays): Promise<void> {
  if (server === undefined) return;
  const registered = await postJson(server.registrationEndpoint, 'application/json', {
    body: JSON.stringify({ client_name: 'Explorer of this server', redirect_uris: [root()] }),
  });
  const [state, verifier] = [randomText(), randomText()];
  const client = String(registered['client_id']);
  const started: StartedSignIn = { state, verifier, client, server, resource, hash: location.hash };
  sessionStorage.setItem(storageKey, JSON.stringify(started));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: root(),
    state,
    code_challenge: base64Url(new Uint8Array(hash)),
    code_challenge_method: 'S256',
    resource,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
  });
  location.assign(`${server.authorizationEndpoint}?${query}`);
}

/**
 * Exchanges the code in the address of the page for a token, after a sign-in. Returns undefined if there is none.
 *
 * @throws Error for a sign-in that failed
 */
export async function finishSignIn(): Promise<string | undefined> {
  const query = new URLSearchParams(location.search);
  const [code, state, error] = ['code', 'state', 'error'].map((name) => query.get(name));
  const stored = sessionStorage.getItem(storageKey);
  if (stored === null || state === null) return undefined;
  sessionStorage.removeItem(storageKey);
  const started = JSON.parse(stored) as StartedSignIn;
  history.replaceState(undefined, '', root() + started.hash);
  const issuer = query.get('iss') ?? started.server.issuer;
  if (state !== started.state || issuer !== started.server.issuer)
    throw new Error('The sign-in is not the one that this page started. Sign in again.');
  if (code === null || code === undefined)
    throw new Error(`The sign-in failed: ${query.get('error_description') ?? error ?? 'no code'}.`);
  const tokens = await postJson(started.server.tokenEndpoint, 'application/x-www-form-urlencoded', {
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      client_id: started.client,
      redirect_uri: root(),
      code_verifier: started.verifier,
      resource: started.resource,
    }).toString(),
  });
  return String(tokens['access_token']);
}

async function readMetadata(url: string): Promise<Record<string, unknown>> {
  const value: unknown = await fetch(url)
    .then((response) => (response.ok ? response.json() : undefined))
    .catch(() => undefined);
  return isJsonObject(value) ? value : {};
}

/** @throws Error */
async function postJson(url: string, type: string, { body }: { body: string }) {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
  const value: unknown = await response.json().catch(() => undefined);
  const reply = isJsonObject(value) ? value : {};
  if (response.ok) return reply;
  const reason = reply['error_description'] ?? reply['error'] ?? `status ${response.status}`;
  throw new Error(`The sign-in failed: ${String(reason)}.`);
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
