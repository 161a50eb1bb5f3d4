import type { OAuthFlows, SecuritySchemeDescriptor } from '../../descriptor.ts';
import type { SchemeVariables } from './scheme-variables.ts';

const discoveredFlows: OAuthFlows = { clientCredentials: { scopes: [] }, authorizationCode: { scopes: [] } };

/** Returns the flows that a scheme declares, or `undefined` if only discovery knows them (OpenAPI 3.2 §4.27). */
export function declaredFlows(scheme: SecuritySchemeDescriptor): OAuthFlows | undefined {
  if (scheme.type === 'openIdConnect') return scheme.url === undefined ? {} : undefined;
  if (scheme.type !== 'oauth2') return {};
  return Object.keys(scheme.flows).length === 0 && scheme.metadataUrl !== undefined
    ? undefined
    : scheme.flows;
}

/**
 * Returns the variables of an OAuth scheme: an access token, or the settings of flows that get one (OpenAPI 3.1
 * §4.8.28).
 */
export function oauthVariables(scheme: SecuritySchemeDescriptor, prefix: string): SchemeVariables {
  const { authorizationCode, clientCredentials, password, implicit, deviceAuthorization } =
    declaredFlows(scheme) ?? discoveredFlows;
  const client = `${prefix}_CLIENT_ID`;
  const secret = `${prefix}_CLIENT_SECRET`;
  const takesRefreshToken = authorizationCode ?? password ?? deviceAuthorization;
  const ways = [
    [prefix],
    ...(clientCredentials === undefined ? [] : [[client, secret]]),
    ...(takesRefreshToken === undefined ? [] : [[client, `${prefix}_REFRESH_TOKEN`]]),
    ...(password === undefined ? [] : [[`${prefix}_USERNAME`, `${prefix}_PASSWORD`]]),
  ];
  const onlyImplicit = implicit !== undefined && ways.length === 1;
  return {
    ways,
    optional:
      ways.length === 1
        ? []
        : [
            ...(password === undefined ? [] : [client]),
            ...(takesRefreshToken === undefined ? [] : [secret]),
            `${prefix}_SCOPES`,
            `${prefix}_PARAMETERS`,
            `${prefix}_TOKEN_URL`,
            `${prefix}_TOKEN_FORMAT`,
          ],
    canLogin: (authorizationCode ?? deviceAuthorization) !== undefined,
    ...(onlyImplicit
      ? { note: `the implicit flow issues tokens to browsers only: get one there and set it as ${prefix}` }
      : {}),
  };
}
