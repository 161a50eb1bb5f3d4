import { messageOf, OpenApiMcpError } from '../errors.ts';
import { listenForCallback } from './callback-server.ts';
import { requestToken } from './request-token.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { CallbackServer } from './callback-server.ts';
import type { LoginAttempt } from './oauth-source.ts';
import type { AccessToken } from './request-token.ts';

/**
 * Logs in by the authorization code grant (RFC 6749 §4.1) with PKCE (RFC 7636) and a redirect to a port of this machine
 * (RFC 8252 §7.3). `store` ends before the browser shows success.
 *
 * @throws OpenApiMcpError PORT_UNAVAILABLE, CREDENTIALS_UNAVAILABLE
 */
export async function logInWithBrowser(
  attempt: LoginAttempt,
  store: (token: AccessToken) => Promise<void>,
): Promise<void> {
  const callback = await listenForCallback(attempt.options.port ?? 0);
  try {
    await store(await authorize(attempt, callback));
    callback.respond(`You are logged in to ${attempt.source.api.title}. This window can be closed.`);
  } catch (error) {
    callback.respond(`That failed: ${messageOf(error)}`);
    throw error;
  } finally {
    await callback.close();
  }
}

async function authorize(
  { source, client, server, scopes, options }: LoginAttempt,
  callback: CallbackServer,
): Promise<AccessToken> {
  const oauth = await import('oauth4webapi');
  const { name, scheme, api, settings, connection } = source;
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(authorizationUrl(server, name));
  const query = {
    ...client.parameters,
    client_id: client.id,
    redirect_uri: callback.url,
    response_type: 'code',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    // OpenID Connect Core 1.0 §11
    ...(scopes.includes('offline_access') ? { prompt: 'consent' } : {}),
  };
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  options.onUrl(url.href);
  const parameters = await callback.waitForRedirect(state, options.signal);
  // Without discovery the issuer is unknown, so it cannot be compared.
  const isDiscovered = server.authorization_response_iss_parameter_supported !== undefined;
  if (scheme.type === 'oauth2' && !isDiscovered) parameters.delete('iss');
  const answer = validateRedirect(() =>
    oauth.validateAuthResponse(server, { client_id: client.id }, parameters, state),
  );
  const grant = { type: 'authorization_code', answer, redirectUri: callback.url, verifier } as const;
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
    const code = typeof cause === 'object' && cause !== null && 'error' in cause ? String(cause.error) : '';
    const description =
      typeof cause === 'object' && cause !== null && 'error_description' in cause && cause.error_description
        ? ` (${String(cause.error_description)})`
        : '';
    const reason = (code === '' ? messageOf(cause) : `${code}${description}`).slice(0, 500);
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

function authorizationUrl(
  { authorization_endpoint: url = '', issuer }: AuthorizationServer,
  name: string,
): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${issuer} has no page to log in at`, {
    hint: `Fix authorizationUrl of ${name} in the document.`,
  });
}
