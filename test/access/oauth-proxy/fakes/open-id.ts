import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { application } from '../start-people-provider.ts';
import { authenticationOf, Codes } from './codes.ts';
import type { FakeSignIn } from './codes.ts';
import type { Fake, FakeRequest, FakeResponse } from './start-fake.ts';

/** The differences between providers with OpenID Connect. */
export interface OpenIdQuirks {
  name: string;
  /** The issuer in the metadata. */
  issuer: string;
  /** The issuer in ID tokens; that of the metadata by default. */
  tokenIssuer?: string;
  /** The places of its metadata. */
  discovery: string[];
  authorize: string;
  token: string;
  userInfo?: string;
  keys: string;
  /** Scopes that its metadata lists. */
  listedScopes: string[];
  /** Scopes that the application may request. */
  scopes: string[];
  metadata?: object;
  /** The error of an authorization request, if it has one. */
  refuse?(parameters: URLSearchParams): string | undefined;
  /** The access token; an opaque one by default. */
  accessToken?: (signIn: FakeSignIn) => object | undefined;
  /** Returns true if a code gives a refresh token. */
  isOffline(signIn: FakeSignIn): boolean;
  /** A refresh token works once. */
  rotates?: boolean;
  /** Other responses, such as further metadata. */
  others?: Record<string, object>;
}

/** A fake whose claims a test changes. */
export interface OpenIdFake extends Fake {
  tokenClaims: Record<string, unknown>;
  infoClaims: Record<string, unknown>;
  /** The error of refreshes. */
  refuses: string | undefined;
}

/** Returns a fake of a provider with OpenID Connect. */
export async function openIdFake(
  quirks: OpenIdQuirks,
  claims: Pick<OpenIdFake, 'tokenClaims' | 'infoClaims'>,
): Promise<OpenIdFake> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
  const codes = new Codes();
  const sign = (payload: object): Promise<string> =>
    new SignJWT({ iss: quirks.tokenIssuer ?? quirks.issuer, ...payload })
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1', typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  const metadata = {
    issuer: quirks.issuer,
    authorization_endpoint: quirks.authorize,
    token_endpoint: quirks.token,
    ...(quirks.userInfo === undefined ? {} : { userinfo_endpoint: quirks.userInfo }),
    jwks_uri: quirks.keys,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: quirks.listedScopes,
    ...quirks.metadata,
  };
  const fake: OpenIdFake = {
    name: quirks.name,
    hosts: [
      ...new Set(
        [
          quirks.authorize,
          quirks.token,
          quirks.userInfo ?? quirks.token,
          quirks.keys,
          ...quirks.discovery,
        ].map((url) => new URL(url).host),
      ),
    ],
    ...claims,
    refuses: undefined,
    respond(request) {
      const place = `${request.url.origin}${request.url.pathname}`;
      const other = quirks.others?.[place];
      if (other !== undefined) return { json: other };
      if (quirks.discovery.includes(place)) return { json: metadata };
      if (place === quirks.keys) return { json: { keys: [jwk] } };
      if (place === quirks.authorize) {
        const error = quirks.refuse?.(request.url.searchParams);
        return error === undefined ? codes.authorize(request, quirks.scopes) : { status: 400, text: error };
      }
      if (place === quirks.token) return token(request);
      if (place === quirks.userInfo) return userInfo(request);
      return { status: 404, text: '<html>Not found</html>' };
    },
  };

  async function token(request: FakeRequest): Promise<FakeResponse> {
    if (authenticationOf(request) === undefined) return { status: 401, json: { error: 'invalid_client' } };
    const isRefresh = request.form.get('grant_type') === 'refresh_token';
    const former = request.form.get('refresh_token') ?? '';
    const signIn = isRefresh ? codes.find(former) : codes.redeem(request);
    if (isRefresh && fake.refuses !== undefined) return { status: 400, json: { error: fake.refuses } };
    if (signIn === undefined) return { status: 400, json: { error: 'invalid_grant' } };
    const isRotated = isRefresh && quirks.rotates === true;
    if (isRotated) codes.end(former);
    const offline = isRotated || (!isRefresh && quirks.isOffline(signIn));
    const content = quirks.accessToken?.(signIn);
    const access = content === undefined ? codes.issue('at', signIn) : await sign(content);
    if (content !== undefined) accessTokens.set(access, signIn);
    const nonce = signIn.parameters.get('nonce');
    return {
      json: {
        access_token: access,
        token_type: 'Bearer',
        expires_in: 3_600,
        scope: signIn.scopes.join(' '),
        id_token: await sign({
          aud: application.id,
          ...(nonce === null || isRefresh ? {} : { nonce }),
          ...fake.tokenClaims,
        }),
        ...(offline ? { refresh_token: codes.issue('rt', signIn) } : {}),
      },
    };
  }

  const accessTokens = new Map<string, FakeSignIn>();
  function userInfo(request: FakeRequest): FakeResponse {
    const [, text = ''] = /^Bearer (.+)$/i.exec(request.header('authorization')) ?? [];
    const signIn = codes.find(text) ?? accessTokens.get(text);
    return signIn === undefined
      ? { status: 401, json: { error: 'invalid_token' } }
      : { json: fake.infoClaims };
  }

  return fake;
}
