import { OpenApiMcpError } from '../errors.ts';
import { originOf } from '../http/unix-url.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { credentialsFromEnvironment, variablePrefixes } from '../runtime/security/credential-variables.ts';
import { declaredFlows } from '../runtime/security/oauth-variables.ts';
import { defaultTokenFolder, openTokenFile } from './token-file.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { Destination, OAuthScheme } from './authorization-server.ts';
import type { OAuthOptions } from './oauth-options.ts';
import type { LoginOptions } from './login-options.ts';
import type { Environment } from './environment.ts';
import type { TokenFormat } from './oauth-fetch.ts';
import type { Grant, OAuthClient, TokenClient } from './request-token.ts';
import type { TokenFile } from './token-file.ts';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';
import type { ApiDescriptor, OAuthFlow } from '../descriptor.ts';

/** The settings that the variables of a scheme contain. */
export interface OAuthSettings {
  /** The prefix of the names of the variables. */
  prefix: string;
  client: TokenClient;
  refreshToken?: string;
  login?: { username: string; password: string };
  /** Replaces the scopes that the operations require. */
  scopes?: string[];
  tokenUrl?: string;
}

/** A security scheme, its settings, and the file of its login. */
export interface OAuthSource {
  api: ApiDescriptor;
  name: string;
  scheme: OAuthScheme;
  settings: OAuthSettings;
  file: TokenFile;
  /** A relative URL of the authorization server belongs to it. */
  destination: Destination;
  /** The origin of the base URL, which an option sets and the document cannot. */
  chosenOrigin?: string;
  /** Authenticates the client at the token endpoint. */
  certificate?: ClientCertificate;
  connection: ConnectionOptions;
}

/** A login at an authorization server. */
export interface LoginAttempt {
  source: OAuthSource;
  client: OAuthClient;
  server: AuthorizationServer;
  scopes: string[];
  options: LoginOptions;
}

/** The grants that need a person. */
export type LoginGrant = 'authorization_code' | 'device_code';

/** A grant that works without a person, and the flow with its token URL. */
export interface ConfiguredGrant {
  grant: Exclude<Grant['type'], LoginGrant>;
  flow: OAuthFlow | undefined;
  /** The variables that the grant comes from. */
  variables: string[];
}

/** Returns the OAuth 2.0 and OpenID Connect schemes of an API, with their settings. */
export function oauthSources(
  api: ApiDescriptor,
  environment: Environment,
  options: OAuthOptions,
): OAuthSource[] {
  const folder = options.tokenFolder ?? defaultTokenFolder(environment);
  const { baseUrl, server, serverVariables } = options;
  const destination: Destination = { baseUrl, server, serverVariables };
  const chosenOrigin = baseUrl === undefined ? undefined : originOf(baseUrl);
  return Object.entries(api.securitySchemes).flatMap(([name, scheme]) => {
    if (scheme.type !== 'oauth2' && scheme.type !== 'openIdConnect') return [];
    const certificate = accompanyingCertificate(api, name, environment) ?? options.clientCertificate;
    const settings = readSettings(api, name, environment, certificate);
    const file = openTokenFile(folder, api.name, name);
    const connection = options.connection ?? {};
    return [
      omitUndefined({
        api,
        name,
        scheme,
        settings,
        file,
        destination,
        chosenOrigin,
        certificate,
        connection,
      }),
    ];
  });
}

/**
 * Returns the certificate of another scheme that operations require together with this one, because it belongs to the same
 * client.
 */
function accompanyingCertificate(
  api: ApiDescriptor,
  name: string,
  environment: Environment,
): ClientCertificate | undefined {
  const accompanying = new Set(
    api.operations
      .flatMap(({ security = [] }) => security)
      .filter((requirement) => Object.hasOwn(requirement, name))
      .flatMap((requirement) => Object.keys(requirement)),
  );
  const credentials = Object.entries(credentialsFromEnvironment(api, environment));
  const found = credentials.find(
    ([scheme, credential]) => accompanying.has(scheme) && 'certificate' in credential,
  )?.[1];
  return found !== undefined && 'certificate' in found ? found : undefined;
}

function readSettings(
  api: ApiDescriptor,
  scheme: string,
  environment: Environment,
  certificate: ClientCertificate | undefined,
): OAuthSettings {
  const prefix = variablePrefixes(api).get(scheme) ?? '';
  const valueOf = (suffix: string): string | undefined => environment[prefix + suffix] || undefined;
  const [id, secret, refreshToken] = [
    valueOf('_CLIENT_ID'),
    valueOf('_CLIENT_SECRET'),
    valueOf('_REFRESH_TOKEN'),
  ];
  const [username, password, tokenUrl] = [valueOf('_USERNAME'), valueOf('_PASSWORD'), valueOf('_TOKEN_URL')];
  const format = readFormat(`${prefix}_TOKEN_FORMAT`, valueOf('_TOKEN_FORMAT'));
  const parameters = Object.fromEntries(new URLSearchParams(valueOf('_PARAMETERS') ?? ''));
  return omitUndefined({
    prefix,
    client: omitUndefined({ id, parameters, secret, certificate, format }),
    refreshToken,
    login: username === undefined || password === undefined ? undefined : { username, password },
    scopes: valueOf('_SCOPES')
      ?.split(/[\s,]+/)
      .filter(Boolean),
    tokenUrl,
  });
}

function readFormat(variable: string, text: string | undefined): TokenFormat | undefined {
  if (text === undefined || text === 'form' || text === 'json') return text;
  throw new OpenApiMcpError('OPTION_INVALID', `${variable} is ${JSON.stringify(text)}`, {
    hint: 'Set it to json for a token endpoint that reads JSON only, or leave it out.',
  });
}

/** Returns the client of an ID: the configured one, or one without its secret, which may belong to another client. */
export function clientOf({ settings: { client }, certificate }: OAuthSource, id: string): OAuthClient {
  return client.id === id
    ? { ...client, id }
    : omitUndefined({ id, parameters: {}, certificate, format: client.format });
}

/** Returns the grant that the variables of a scheme are complete for, or `undefined` if only a login gives tokens. */
export function configuredGrant({
  scheme,
  settings,
}: Pick<OAuthSource, 'scheme' | 'settings'>): ConfiguredGrant | undefined {
  const { client, refreshToken, login, prefix } = settings;
  const flows = declaredFlows(scheme);
  const { authorizationCode, clientCredentials, password, deviceAuthorization } = flows ?? {};
  const userFlow = authorizationCode ?? password ?? deviceAuthorization;
  const id = `${prefix}_CLIENT_ID`;
  const hasId = client.id !== undefined;
  if (hasId && refreshToken !== undefined && (flows === undefined || userFlow !== undefined))
    return {
      grant: 'refresh_token',
      flow: refreshFlow(userFlow),
      variables: [id, `${prefix}_REFRESH_TOKEN`],
    };
  if (login !== undefined && password !== undefined)
    return {
      grant: 'password',
      flow: password,
      variables: [...(hasId ? [id] : []), `${prefix}_USERNAME`, `${prefix}_PASSWORD`],
    };
  const isConfidential = client.secret !== undefined || client.certificate !== undefined;
  if (hasId && isConfidential && (flows === undefined || clientCredentials !== undefined))
    return {
      grant: 'client_credentials',
      flow: clientCredentials,
      variables: client.secret === undefined ? [id] : [id, `${prefix}_CLIENT_SECRET`],
    };
  return undefined;
}

/** Returns the flow with its refresh URL in place of its token URL. */
export function refreshFlow(flow: OAuthFlow | undefined): OAuthFlow | undefined {
  return flow?.refreshUrl === undefined ? flow : { ...flow, tokenUrl: flow.refreshUrl };
}
