import { setTimeout as pause } from 'node:timers/promises';
import { OpenApiMcpError } from '../errors.ts';
import { oauthRequestOptions } from './authorization-server.ts';
import {
  withClientAuthentication,
  toClientMetadata,
  exchangeGrant,
  tokenError,
  errorField,
} from './request-token.ts';
import type { DeviceAuthorizationResponse } from 'oauth4webapi';
import type { LoginAttempt } from './oauth-source.ts';
import type { AccessToken, Hints } from './request-token.ts';

/** The longest lifetime of a code in seconds, whatever its server says. */
const maximumLifetime = 3600;

/** Seconds between two polls, and the increase by `slow_down` (RFC 8628 §3.2, §3.5). */
const defaultInterval = 5;

/** Consecutive polls that may fail without a response. */
const maximumFailures = 3;

/**
 * Logs in by the device authorization grant (RFC 8628): a person types in a code on any device.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function logInWithCode(attempt: LoginAttempt): Promise<AccessToken> {
  const { source, client, server, scopes, options } = attempt;
  const { name, settings, connection } = source;
  const hints = hintsOf(settings.prefix);
  const explain = (error: unknown, secrets: Record<string, unknown>): OpenApiMcpError =>
    tokenError(error, server, { ...client.parameters, secret: client.secret, ...secrets }, hints);
  const given = await requestCode(attempt).catch((error: unknown) => {
    throw explain(error, {});
  });
  options.onUrl(verificationPage(given, name), given.user_code);
  const grant = { type: 'device_code', code: given.device_code } as const;
  try {
    return await poll(
      () => exchangeGrant(server, client, grant, scopes, connection),
      { interval: given.interval ?? defaultInterval, lifetime: given.expires_in },
      (seconds) => waitFor(seconds, options.signal),
    );
  } catch (error) {
    throw explain(error, grant);
  }
}

async function requestCode({
  source,
  client: owner,
  server,
  scopes,
}: LoginAttempt): Promise<DeviceAuthorizationResponse> {
  const { deviceAuthorizationRequest, processDeviceAuthorizationResponse } = await import('oauth4webapi');
  if (server.device_authorization_endpoint === undefined)
    throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${server.issuer} gives no codes to log in with`, {
      hint: `Leave --device out, or fix deviceAuthorizationUrl of ${source.name} in the document.`,
    });
  const client = toClientMetadata(owner);
  const options = await oauthRequestOptions(source.connection, owner.certificate);
  const fields = { ...owner.parameters, ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }) };
  return withClientAuthentication(server, owner, async (way) => {
    const response = await deviceAuthorizationRequest(server, client, way, fields, options);
    return processDeviceAuthorizationResponse(server, client, response);
  });
}

/** Returns the page to open, preferably with the code in its URL, which the person then compares (RFC 8628 §3.3.1). */
function verificationPage(given: DeviceAuthorizationResponse, name: string): string {
  for (const text of [given.verification_uri_complete ?? '', given.verification_uri])
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).href;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `there is no page to type the code of ${name} in`, {
    hint: 'Whoever runs the authorization server must give verification_uri a URL.',
  });
}

/**
 * Polls until the person has decided or the code has expired, at the interval that the server allows (RFC 8628 §3.5). The
 * interval doubles when the server does not respond.
 */
export async function poll<Result>(
  request: () => Promise<Result>,
  { interval: first, lifetime }: { interval: number; lifetime: number },
  wait: (seconds: number) => Promise<void>,
): Promise<Result> {
  let interval = first;
  let failures = 0;
  for (let elapsed = interval; elapsed <= Math.min(lifetime, maximumLifetime); elapsed += interval) {
    await wait(interval);
    try {
      return await request();
    } catch (error) {
      const code = errorField(error, 'error');
      const isFailure = code === undefined || /^(?:5\d\d|429)$/.test(code);
      failures = isFailure ? failures + 1 : 0;
      if (code === 'slow_down') interval += defaultInterval;
      else if (isFailure && failures < maximumFailures) interval *= 2;
      else if (code !== 'authorization_pending') throw error;
    }
  }
  throw new OpenApiMcpError(
    'CREDENTIALS_UNAVAILABLE',
    'the code has ended before anybody logged in with it',
    {
      hint: 'Run the command again, and type the new code in on the page that it names.',
    },
  );
}

async function waitFor(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(seconds * 1000, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', 'the login was cancelled', {
      cause,
      hint: 'Run the command again, and open the address that it prints.',
    });
  }
}

function hintsOf(prefix: string): Hints {
  const grants = 'The authorization server must allow this client the device authorization grant.';
  return {
    access_denied: 'Log in again, and agree to what is asked.',
    expired_token: 'Run the command again, and type the new code in on the page that it names.',
    invalid_client: `Check ${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET.`,
    invalid_scope: `Set ${prefix}_SCOPES to scopes that this client may have.`,
    unauthorized_client: grants,
    unsupported_grant_type: grants,
    '': `${grants} What else it needs can stand in ${prefix}_PARAMETERS.`,
  };
}
