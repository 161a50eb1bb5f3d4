import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { selfSigned } from './certificate.ts';
import { jsonAnswer } from './upstream.ts';
import type Provider from 'oidc-provider';
import type { Answer, RecordedRequest } from './upstream.ts';

/**
 * The clients of the authorization server, by credential: a secret, a certificate, or a person, with the person's
 * password.
 */
export const machine = { id: 'machine', secret: 'machine-secret-of-the-tests' };
export const certified = { id: 'certified', name: 'ada' };
export const app = { id: 'app' };
export const person = { username: 'ada', password: 'password-of-ada' };

/** An authorization server on loopback (OAuth 2.0 and OpenID Connect), run by a library. */
export interface TestAuthorizationServer extends AsyncDisposable {
  url: string;
  tokenUrl: string;
  authorizationUrl: string;
  deviceUrl: string;
  /** The certificate of its TLS, if it uses TLS. */
  authority: string | undefined;
  /** The requested paths, each with the common name of the client certificate. */
  seen: string[];
  /** The grant types of the token requests, in order. */
  grants: string[];
  /** Invalidates a token before it expires. */
  revoke(token: string): Promise<void>;
  /** Responds as an API that accepts the tokens of this server. */
  guard(request: RecordedRequest): Promise<Answer>;
  /** Acts as a person in a browser: logs in, consents, and follows the redirects. */
  browse(url: string, agreed?: boolean): Promise<{ status: number; text: string }>;
  /** Acts as a person on another device: submits the forms, logs in and consents. Returns the last page. */
  enterCode(url: string, agreed?: boolean): Promise<string>;
  /** The tokens that the app received for a person. */
  logIn(): Promise<{ accessToken: string; refreshToken: string }>;
}

/** The lifetime of access tokens in seconds. */
export const lifetime = 600;

/** Starts the server. With `clients`, it uses TLS and accepts these client certificates. */
export async function startAuthorizationServer(clients?: string[]): Promise<TestAuthorizationServer> {
  const { default: OidcProvider } = await quietly(() => import('oidc-provider'));
  let provider: Provider | undefined;
  const grants: string[] = [];
  const seen: string[] = [];
  const own = selfSigned({ name: 'localhost' });
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => response.destroy());
  };
  const server =
    clients === undefined
      ? createServer(listen)
      : createTlsServer({ ...own, requestCert: true, rejectUnauthorized: false, ca: clients }, listen);
  server.listen(0, clients === undefined ? '127.0.0.1' : 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = clients === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  provider = await quietly(async () => new OidcProvider(url, configuration));
  const known = provider;
  known.registerGrantType('password', (context) => passwordGrant(context), ['username', 'password', 'scope']);
  known.use(async (context, next) => {
    await next();
    // The response has no `interval`, which means five seconds.
    if (context.path === '/device/auth' && context.status === 200)
      context.body = { ...Object(context.body), interval: 0.01 };
  });
  const handle = known.callback();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    seen.push([pathname, ...nameOf(request)].join(' '));
    if (pathname.startsWith('/interaction/')) return interact(request, response, searchParams);
    if (pathname === '/token') {
      const body = await text(request);
      grants.push(new URLSearchParams(body).get('grant_type') ?? '');
      Object.assign(request, { body: Object.fromEntries(new URLSearchParams(body)) });
    }
    return quietly(() => handle(request, response));
  }

  async function interact(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void> {
    if (query.has('refused') || refusing)
      return known.interactionFinished(request, response, {
        error: 'access_denied',
        error_description: 'not today',
      });
    const { params } = await known.interactionDetails(request, response);
    const grant = new known.Grant({ accountId: person.username, clientId: params['client_id'] ?? '' });
    grant.addOIDCScope('openid offline_access read write');
    return known.interactionFinished(request, response, {
      login: { accountId: person.username },
      consent: { grantId: await grant.save() },
    });
  }

  let refusing = false;

  /** Follows redirects and forms from a URL, and returns the first URL that is not on this server. */
  async function follow(start: string): Promise<string> {
    const cookies = new Map<string, string>();
    let location = start;
    while (location.startsWith(url)) {
      const response = await visit(location, cookies);
      const next = response.headers.get('location');
      if (next === null) throw new Error(`${location} answered ${response.status}: ${await response.text()}`);
      location = new URL(next, location).href;
    }
    return location;
  }

  async function find(token: string) {
    return (
      (await known.AccessToken.find(token)) ??
      (await known.ClientCredentials.find(token)) ??
      (await known.RefreshToken.find(token))
    );
  }

  return {
    url,
    tokenUrl: `${url}/token`,
    authorizationUrl: `${url}/auth`,
    deviceUrl: `${url}/device/auth`,
    authority: clients === undefined ? undefined : own.cert,
    grants,
    seen,
    revoke: async (token) => (await find(token))?.destroy(),
    async guard(request) {
      const token = /^Bearer (.+)$/.exec(request.header('authorization') ?? '')?.[1];
      const found = token === undefined ? undefined : await find(token);
      return found === undefined
        ? { ...jsonAnswer({ error: 'unauthorized' }, 401) }
        : jsonAnswer({ client: found.clientId, scope: found.scope ?? '' });
    },
    async browse(start, agreed = true) {
      refusing = !agreed;
      const location = await follow(start);
      const response = await fetch(location);
      return { status: response.status, text: await response.text() };
    },
    async enterCode(start, agreed = true) {
      refusing = !agreed;
      return enterCode(start);
    },
    async logIn() {
      const verifier = randomBytes(32).toString('base64url');
      const redirect_uri = 'http://127.0.0.1/callback';
      const query = new URLSearchParams({
        client_id: app.id,
        redirect_uri,
        response_type: 'code',
        scope: 'openid offline_access read write',
        prompt: 'consent',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const code = new URL(await follow(`${url}/auth?${query}`)).searchParams.get('code') ?? '';
      const fields = { grant_type: 'authorization_code', code, redirect_uri, client_id: app.id };
      const body = new URLSearchParams({ ...fields, code_verifier: verifier });
      const response = await fetch(`${url}/token`, { method: 'POST', body });
      const token = (await response.json()) as { access_token: string; refresh_token: string };
      return { accessToken: token.access_token, refreshToken: token.refresh_token };
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Returns the common name of the client certificate, if the client sent one. */
function nameOf({ socket }: IncomingMessage): string[] {
  const certificate = 'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate() : undefined;
  return [certificate?.subject?.CN ?? []].flat();
}

/** Submits the form of each page unchanged, and returns the last page. */
async function enterCode(start: string): Promise<string> {
  const cookies = new Map<string, string>();
  let location = start;
  let form: URLSearchParams | undefined;
  for (;;) {
    const response = await visit(location, cookies, form);
    const next = response.headers.get('location');
    const page = await response.text();
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
    // A form that requests a new code ends the sequence.
    if (next === null && (action === undefined || page.includes('type="text"'))) return page;
    location = new URL(next ?? action ?? '', location).href;
    const fields = [...page.matchAll(/name="(\w+)" value="([^"]*)"\/>/g)];
    form =
      next === null
        ? new URLSearchParams(Object.fromEntries(fields.map(([, name, value]) => [name, value])))
        : undefined;
  }
}

/** Sends a request as a browser. */
async function visit(
  location: string,
  cookies: Map<string, string>,
  form?: URLSearchParams,
): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const sent = form === undefined ? {} : { method: 'POST', body: form };
  const response = await fetch(location, { ...sent, redirect: 'manual', headers: { cookie } });
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
  return response;
}

const configuration = {
  clients: [
    {
      client_id: certified.id,
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: `CN=${certified.name}`,
      tls_client_certificate_bound_access_tokens: true,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: 'read write',
    },
    {
      client_id: machine.id,
      client_secret: machine.secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: 'read write',
    },
    {
      client_id: app.id,
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      grant_types: [
        'authorization_code',
        'refresh_token',
        'password',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      redirect_uris: ['http://127.0.0.1/callback'],
      response_types: ['code'],
    },
  ],
  scopes: ['openid', 'offline_access', 'read', 'write', 'admin'],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    deviceFlow: { enabled: true },
    mTLS: {
      enabled: true,
      tlsClientAuth: true,
      certificateBoundAccessTokens: true,
      getCertificate: ({ socket }: { socket: Partial<TLSSocket> }) => socket.getPeerX509Certificate?.(),
      certificateAuthorized: ({ socket }: { socket: Partial<TLSSocket> }) => socket.authorized === true,
      certificateSubjectMatches: (
        { socket }: { socket: Partial<TLSSocket> },
        _property: string,
        expected: string,
      ) => socket.getPeerX509Certificate?.()?.subject === expected,
    },
  },
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none', 'tls_client_auth'],
  ttl: {
    AccessToken: lifetime,
    ClientCredentials: lifetime,
    RefreshToken: 86_400,
    Grant: 86_400,
    Session: 86_400,
    Interaction: 600,
  },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  pkce: { required: () => true },
  findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
};

/** The password grant (RFC 6749 §4.3), which the library does not implement. */
async function passwordGrant(
  context: Parameters<Parameters<Provider['registerGrantType']>[1]>[0],
): Promise<void> {
  const { params, client, provider } = context.oidc;
  if (params['username'] !== person.username || params['password'] !== person.password) {
    context.status = 400;
    context.body = {
      error: 'invalid_grant',
      error_description: `no user ${params['username']} with ${params['password']}`,
    };
    return;
  }
  const grant = new provider.Grant({ accountId: person.username, clientId: app.id });
  const token = new provider.AccessToken({
    client,
    accountId: person.username,
    grantId: await grant.save(),
    scope: params['scope'],
    gty: 'password',
  });
  context.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: lifetime };
}

/** Runs a task without the warnings of the library about temporary keys and storage. */
export async function quietly<Value>(task: () => Promise<Value>): Promise<Value> {
  const { warn, error, info } = console;
  Object.assign(console, { warn: () => undefined, error: () => undefined, info: () => undefined });
  try {
    return await task();
  } finally {
    Object.assign(console, { warn, error, info });
  }
}
