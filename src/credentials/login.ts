import { OpenApiMcpError } from '../errors.ts';
import { declaredFlows } from '../runtime/security/oauth-variables.ts';
import { findServer } from './authorization-server.ts';
import { logInWithBrowser } from './browser-login.ts';
import { callbackPath } from './callback-server.ts';
import { logInWithCode } from './device-login.ts';
import { withEnvFile } from './env-file.ts';
import { readEnvironment } from './environment.ts';
import { originsOf, refreshEndpoint, scopesOf } from './login-parameters.ts';
import { clientOf, oauthSources } from './oauth-source.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthSource } from './oauth-source.ts';
import type { AccessToken, OAuthClient } from './request-token.ts';
import type { LoginOptions } from './login-options.ts';
import type { ApiDescriptor, OAuthFlow } from '../descriptor.ts';

/** A successful login. */
export interface LoginResult {
  /** The security scheme. */
  scheme: string;
  /** The file of the tokens. */
  path: string;
  /** The origins that the tokens may be sent to. */
  origins: string[];
  /** True if there is a refresh token. */
  isRenewable: boolean;
}

/**
 * Logs a person in with the browser of this machine, or with a code on any device, and stores the tokens.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE, CREDENTIALS_UNAVAILABLE
 */
export async function login(api: ApiDescriptor, options: LoginOptions): Promise<LoginResult> {
  const source = chooseSource(api, options);
  const { name, settings, file } = source;
  const client = chooseClient(source, options.clientId);
  const { flow, server, isByCode } = await chooseMethod(source, options);
  const origins = originsOf(api, options);
  if (origins.length === 0)
    throw new OpenApiMcpError('OPTION_INVALID', 'there is no server that the tokens could be sent to', {
      hint: 'Pass --base-url, or --server-var, as for serve.',
    });
  const tokenEndpoint = await refreshEndpoint(source, flow, server);
  let isRenewable = false;

  async function store(token: AccessToken): Promise<void> {
    await file.withLock(() => file.write({ ...token, clientId: client.id, tokenEndpoint, origins }));
    isRenewable = token.refreshToken !== undefined;
  }

  const scopes = settings.scopes ?? scopesOf(source, flow, server);
  const attempt = { source, client, server, scopes, options };
  if (isByCode) await store(await logInWithCode(attempt));
  else await logInWithBrowser(attempt, store);
  return { scheme: name, path: file.path, origins, isRenewable };
}

/** Chooses the browser if possible: it is quicker, and no attacker can make a person type in the attacker's code. */
async function chooseMethod(
  source: OAuthSource,
  { device = false }: LoginOptions,
): Promise<{ flow: OAuthFlow | undefined; server: AuthorizationServer; isByCode: boolean }> {
  const { name, scheme } = source;
  const flows = declaredFlows(scheme);
  if (flows === undefined) {
    const server = await findServer(source, undefined, ['authorization_endpoint']);
    const hasPage = server.authorization_endpoint !== undefined;
    const isByCode = device || (!hasPage && server.device_authorization_endpoint !== undefined);
    return { flow: undefined, server, isByCode };
  }
  const isByCode = device || flows.authorizationCode === undefined;
  const flow = isByCode ? flows.deviceAuthorization : flows.authorizationCode;
  if (flow === undefined && !(scheme.type === 'oauth2' && scheme.metadataUrl !== undefined))
    throw new OpenApiMcpError('OPTION_INVALID', `${name} declares no way to log in with a code`, {
      hint: 'Leave --device out.',
    });
  const endpoint = isByCode ? 'device_authorization_endpoint' : 'authorization_endpoint';
  return { flow, server: await findServer(source, flow, [endpoint, 'token_endpoint']), isByCode };
}

function chooseSource(api: ApiDescriptor, options: LoginOptions): OAuthSource {
  const { environment } = readEnvironment(api, withEnvFile(options));
  const sources = oauthSources(api, environment, options).filter(({ scheme }) => {
    const flows = declaredFlows(scheme);
    return flows === undefined || (flows.authorizationCode ?? flows.deviceAuthorization) !== undefined;
  });
  const names = sources.map(({ name }) => name).join(', ');
  const [first, second] = sources;
  const chosen = options.scheme === undefined ? first : sources.find(({ name }) => name === options.scheme);
  if (first === undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `${api.title} has no security scheme that a person logs in with`,
      {
        hint: 'inspect lists its schemes, and what each takes.',
      },
    );
  if (chosen === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `nobody can log in with ${options.scheme}`, {
      hint: `Pass --scheme with one of: ${names}.`,
    });
  if (options.scheme === undefined && second !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `${api.title} has several schemes to log in with`, {
      hint: `Pass --scheme with one of: ${names}.`,
    });
  return chosen;
}

function chooseClient(source: OAuthSource, given: string | undefined): OAuthClient {
  const { client, prefix } = source.settings;
  const id = given ?? client.id;
  if (id !== undefined) return clientOf(source, id);
  throw new OpenApiMcpError('OPTION_INVALID', 'the authorization server must know who asks', {
    hint: `Register a client there with the redirect URI http://127.0.0.1${callbackPath}, and set ${prefix}_CLIENT_ID or pass --client-id.`,
  });
}
