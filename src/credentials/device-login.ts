import { setTimeout as pause } from 'node:timers/promises';
import { OpenApiMcpError } from '../errors.ts';
import { requestOptions } from './authorization-server.ts';
import { asClient, clientOf, exchange, explainRefusal, refusalOf } from './request-token.ts';
import type { DeviceAuthorizationResponse } from 'oauth4webapi';
import type { LoginAttempt } from './attempt.ts';
import type { AccessToken, Hints } from './request-token.ts';

/** No code is waited for longer, whatever its server says. */
const longest = 3600;

/** Seconds between two questions, and what `slow_down` adds (RFC 8628 §3.2, §3.5). */
const usualInterval = 5;

const mostFailures = 3;

/**
 * The device authorization grant (RFC 8628): a code that a person types in on any device.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function logInWithCode(attempt: LoginAttempt): Promise<AccessToken> {
  const { source, client, server, scopes, options } = attempt;
  const { name, settings, connection } = source;
  const hints = hintsOf(settings.prefix);
  const explain = (error: unknown, secrets: Record<string, unknown>): OpenApiMcpError =>
    explainRefusal(error, server, { ...client.parameters, secret: client.secret, ...secrets }, hints);
  const given = await requestCode(attempt).catch((error: unknown) => {
    throw explain(error, {});
  });
  options.onUrl(pageOf(given, name), given.user_code);
  const grant = { type: 'device_code', code: given.device_code } as const;
  try {
    return await poll(
      () => exchange(server, client, grant, scopes, connection),
      { interval: given.interval ?? usualInterval, lifetime: given.expires_in },
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
      hint: `Leave --device out, or mend deviceAuthorizationUrl of ${source.name} in the document.`,
    });
  const client = clientOf(owner);
  const options = await requestOptions(source.connection, owner.certificate);
  const fields = { ...owner.parameters, ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }) };
  return asClient(server, owner, async (way) => {
    const response = await deviceAuthorizationRequest(server, client, way, fields, options);
    return processDeviceAuthorizationResponse(server, client, response);
  });
}

/** The page with the code in it, where there is one: it shows the code to be compared (RFC 8628 §3.3.1). */
function pageOf(given: DeviceAuthorizationResponse, name: string): string {
  for (const text of [given.verification_uri_complete ?? '', given.verification_uri])
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).href;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `there is no page to type the code of ${name} in`, {
    hint: 'Whoever runs the authorization server must give verification_uri a URL.',
  });
}

/**
 * Asks until the person has decided or the code has ended, as often as the server lets one (RFC 8628 §3.5); slower
 * where it does not answer.
 */
export async function poll<Answer>(
  ask: () => Promise<Answer>,
  { interval: first, lifetime }: { interval: number; lifetime: number },
  wait: (seconds: number) => Promise<void>,
): Promise<Answer> {
  let interval = first;
  let failures = 0;
  for (let passed = interval; passed <= Math.min(lifetime, longest); passed += interval) {
    await wait(interval);
    try {
      return await ask();
    } catch (error) {
      const code = refusalOf(error, 'error');
      failures = code === undefined ? failures + 1 : 0;
      if (code === 'slow_down') interval += usualInterval;
      else if (code === undefined && failures < mostFailures) interval *= 2;
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
