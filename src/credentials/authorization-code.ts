import { messageOf, OpenApiMcpError } from '../errors.ts';
import { authorizationUrl, createAuthorizationSecrets } from '../http/authorization-url.ts';
import { toOneLine } from '../json/one-line.ts';
import { truncate } from '../json/truncate.ts';
import { errorField, requestToken } from './request-token.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { LoginAttempt } from './oauth-source.ts';
import type { AccessToken } from './request-token.ts';

/** A login at an authorization server, without its options. */
export type AuthorizationAttempt = Omit<LoginAttempt, 'options'>;

/** A request for authorization that a browser is sent away with. */
export interface AuthorizationRequest {
  /** The URL of the authorization server that the browser opens. */
  url: string;
  redirectUri: string;
  /** Comes back with the redirect. */
  state: string;
  /** Proves that the code was requested here (RFC 7636). */
  verifier: string;
}

/**
 * Creates a request of the authorization code grant (RFC 6749 §4.1) with PKCE (RFC 7636).
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE for a server without a page to log in at
 */
export function beginAuthorization(
  { source, client, server, scopes }: AuthorizationAttempt,
  redirectUri: string,
): AuthorizationRequest {
  const { state, verifier } = createAuthorizationSecrets();
  const url = authorizationUrl(authorizationEndpoint(server, source.name), {
    clientId: client.id,
    redirectUri,
    scopes,
    secrets: { state, verifier },
    // OpenID Connect Core 1.0 §11
    parameters: { ...client.parameters, ...(scopes.includes('offline_access') ? { prompt: 'consent' } : {}) },
  });
  return { url, redirectUri, state, verifier };
}

/**
 * Exchanges the parameters of the redirect for tokens, after checking `state` and `iss` (RFC 9207).
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function finishAuthorization(
  { source, client, server, scopes }: AuthorizationAttempt,
  { redirectUri, state, verifier }: Omit<AuthorizationRequest, 'url'>,
  redirected: URLSearchParams,
): Promise<AccessToken> {
  const oauth = await import('oauth4webapi');
  const { api, scheme, settings, connection } = source;
  const parameters = new URLSearchParams(redirected);
  // Without discovery the issuer is unknown, so it cannot be compared.
  const isDiscovered = server.authorization_response_iss_parameter_supported !== undefined;
  if (scheme.type === 'oauth2' && !isDiscovered) parameters.delete('iss');
  const answer = validateRedirect(() =>
    oauth.validateAuthResponse(server, { client_id: client.id }, parameters, state),
  );
  const grant = { type: 'authorization_code', answer, redirectUri, verifier } as const;
  return requestToken(server, client, grant, scopes, connection, {
    invalid_client: `Check ${settings.prefix}_CLIENT_ID and ${settings.prefix}_CLIENT_SECRET.`,
    '': `Log in again; ${api.title} may want a client secret in ${settings.prefix}_CLIENT_SECRET.`,
  });
}

/** Returns the parameters of the redirect, or throws the error that they contain. */
function validateRedirect(read: () => URLSearchParams): URLSearchParams {
  try {
    return read();
  } catch (cause) {
    const [code = '', description = ''] = (['error', 'error_description'] as const).map((field) =>
      toOneLine(errorField(cause, field) ?? ''),
    );
    const said = description === '' ? code : `${code} (${description})`;
    const reason = truncate(code === '' ? toOneLine(messageOf(cause)) : said, 500);
    throw new OpenApiMcpError(
      'CREDENTIALS_UNAVAILABLE',
      `the authorization server refused the login: ${reason}`,
      {
        cause,
        hint:
          code === 'invalid_scope'
            ? 'Set the variable that ends in _SCOPES to scopes that this client may have.'
            : 'Log in again, and agree to what is asked.',
      },
    );
  }
}

function authorizationEndpoint(
  { authorization_endpoint: url = '', issuer }: AuthorizationServer,
  name: string,
): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${issuer} has no page to log in at`, {
    hint: `Fix authorizationUrl of ${name} in the document.`,
  });
}
