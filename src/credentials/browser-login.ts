import { messageOf } from '../errors.ts';
import { beginAuthorization, finishAuthorization } from './authorization-code.ts';
import { listenForCallback } from './callback-server.ts';
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

async function authorize(attempt: LoginAttempt, callback: CallbackServer): Promise<AccessToken> {
  const { options } = attempt;
  const request = beginAuthorization(attempt, callback.url);
  options.onUrl(request.url);
  const redirected = await callback.waitForRedirect(request.state, options.signal);
  return finishAuthorization(attempt, request, redirected);
}
