import { createHash } from 'node:crypto';
import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { asJsonObject, asNumber, asString } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { discoverServer } from './discover-server.ts';
import { requestToken } from './request-token.ts';
import { createTokenCache, isFresh } from './token-cache.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { Caller, CredentialProvider, CredentialRequest } from '../runtime/security/credential.ts';
import type { ExchangeOptions } from './exchange-options.ts';
import type { AccessToken, ExchangeGrant } from './request-token.ts';

type ExchangedToken = AccessToken & { renewal: number };

/** The scopes of an exchange, and the token that the API has just refused. */
interface ExchangeRequest {
  scopes: string[];
  refused: string | undefined;
}

/** Most exchanged tokens that are cached. The oldest ones make room. */
const maxTokens = 10_000;

/** Milliseconds for which a token without a known end is used. */
const unknownLifetime = 300_000;

/**
 * Most milliseconds for which an exchanged token is used. After that the authorization server is asked again, which refuses
 * a caller's token that was revoked meanwhile.
 */
const longestUse = 600_000;

const discoveryHint =
  'Give --exchange the issuer exactly as it calls itself, and check that it can be reached.';

const hints = {
  invalid_client: 'Check --exchange-client-id and OPENAPI_MCP_EXCHANGE_CLIENT_SECRET.',
  unauthorized_client: 'The authorization server must allow this client the exchange of tokens.',
  unsupported_grant_type: 'The authorization server does not exchange tokens so: see --exchange-grant.',
  invalid_target: 'Check --exchange-audience.',
  invalid_scope: 'Check --exchange-scope.',
  invalid_grant: 'The token of the caller was not accepted: sign in again.',
  interaction_required: 'The authorization server wants the person to sign in again, or to consent.',
};

/**
 * Creates a credential that differs for each caller: the caller's verified token is exchanged for one for the API (RFC
 * 8693, or RFC 7523 §2.1 as Microsoft Entra's on-behalf-of). It is cached for the caller's token until shortly before it
 * ends. A call whose token cannot be exchanged is not sent, also not with another credential.
 *
 * @example
 * const oauth = createTokenExchange({ exchange: 'https://id.example.com', exchangeClientId: 'mcp', exchangeAudience: 'pets' });
 * await createServer('petstore.yaml', { request: { credentials: { oauth } } });
 */
export function createTokenExchange(options: ExchangeOptions): CredentialProvider {
  const { exchangeClientId: id, exchangeClientSecret: secret, store, connection = {} } = options;
  const cache = createTokenCache<AccessToken>(maxTokens);
  const client = omitUndefined({ id, secret, parameters: {} });
  let server: Promise<AuthorizationServer> | undefined;

  async function findServer(): Promise<AuthorizationServer> {
    server ??= discoverServer(options.exchange, connection, discoveryHint);
    try {
      return await server;
    } catch (error) {
      // The next call tries again.
      server = undefined;
      throw error;
    }
  }

  async function find(
    key: string,
    caller: Caller,
    { scopes, refused }: ExchangeRequest,
  ): Promise<AccessToken> {
    const stored = readToken(await store?.get(key).catch(() => undefined));
    if (stored !== undefined && stored.value !== refused && isFresh(stored)) return stored;
    const token = await exchange(caller, scopes);
    // A store that fails costs an exchange, not the call.
    await store?.set(key, JSON.stringify(token), token.renewal).catch(() => undefined);
    return token;
  }

  async function exchange(caller: Caller, scopes: string[]): Promise<ExchangedToken> {
    const grant = grantOf(options, caller.token);
    const token = await requestToken(await findServer(), client, grant, scopes, connection, hints);
    const renewal = token.renewal ?? Date.now() + unknownLifetime;
    return { value: token.value, renewal: Math.min(renewal, Date.now() + longestUse) };
  }

  return {
    isPerCaller: true,
    async provide(request: CredentialRequest) {
      const { caller } = request;
      if (caller?.principal.issuer === undefined) throw unknownCaller(caller);
      const scopes = options.exchangeScopes ?? request.scopes;
      // Two tokens of one person may have different rights.
      const hash = createHash('sha256').update(caller.token).digest('base64url');
      const { exchange: issuer, exchangeGrant, exchangeAudience } = options;
      const key = JSON.stringify([issuer, id, exchangeGrant, exchangeAudience, hash, ...scopes]);
      const wanted = { scopes, refused: request.refused };
      try {
        return (await cache.get(key, request, () => find(key, caller, wanted))).value;
      } catch (error) {
        throw isOpenApiMcpError(error) && error.code === 'CREDENTIALS_UNAVAILABLE' ? failed(error) : error;
      }
    },
    canProvide: async () => true,
  };
}

function readToken(text: string | undefined): ExchangedToken | undefined {
  const fields = asJsonObject(text === undefined ? undefined : JSON.parse(text));
  const [value, renewal] = [asString(fields?.['value']), asNumber(fields?.['renewal'])];
  return value === undefined || renewal === undefined ? undefined : { value, renewal };
}

function grantOf({ exchangeGrant, exchangeAudience }: ExchangeOptions, token: string): ExchangeGrant {
  if (exchangeGrant === 'on-behalf-of')
    return {
      type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      token,
      fields: omitUndefined({
        assertion: token,
        requested_token_use: 'on_behalf_of',
        audience: exchangeAudience,
      }),
    };
  const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
  return {
    type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    token,
    fields: omitUndefined({
      subject_token: token,
      subject_token_type: accessToken,
      requested_token_type: accessToken,
      audience: exchangeAudience,
    }),
  };
}

function unknownCaller(caller: Caller | undefined): OpenApiMcpError {
  return caller === undefined
    ? failed(new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', 'the caller is not authenticated'))
    : failed(
        new OpenApiMcpError(
          'CREDENTIALS_UNAVAILABLE',
          `the static token of ${caller.principal.name} has no issuer`,
        ),
      );
}

/** Entra refuses a person without consent by the same error as a token that is not valid. */
const withoutConsent = /\bAADSTS65001\b/;

const consentHint =
  'The person, or an administrator for all, has to consent to the API for the application of --exchange-client-id.';

/** Returns an error that no other credential makes up for, which would have the rights of somebody else. */
function failed({ message, hint: given }: OpenApiMcpError): OpenApiMcpError {
  const hint = withoutConsent.test(message) ? consentHint : given;
  return new OpenApiMcpError(
    'EXCHANGE_FAILED',
    `The caller's token was not exchanged for one for the API: ${message}; nothing was sent`,
    { hint },
  );
}
