import { OpenApiMcpError } from '../../errors.ts';
import { asString, asStrings } from '../../json/narrow.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { discoverIssuer } from '../issuer-discovery.ts';
import { idTokenAlgorithms } from './id-token.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { Fetch } from '../../http/create-fetch.ts';
import type { JsonObject } from '../../json/value.ts';
import type { KnownProvider } from './find-provider.ts';

/** The metadata of a provider that is used here. */
export interface ProviderMetadata {
  server: AuthorizationServer & { issuer: string };
  /** The algorithms of ID tokens that are accepted. */
  algorithms: string[];
  document: JsonObject;
}

/** The endpoints that are used here. */
const endpoints = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const;

/**
 * Reads the metadata of a provider, which is requested unless it is known.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function readProviderMetadata(known: KnownProvider, fetch: Fetch): Promise<ProviderMetadata> {
  const { ownIssuer, metadata, profile } = known;
  const { issuer, document } =
    metadata === undefined
      ? await discoverIssuer(known.issuer, fetch, {
          flag: '--auth-provider',
          needed: 'authorization_endpoint',
          isOpenId: true,
          acceptsIssuer: (name) => ownIssuer?.test(name) === true,
        })
      : { issuer: known.issuer, document: metadata };
  const algorithms = idTokenAlgorithms(document);
  const urlOf = (name: (typeof endpoints)[number]): string | undefined =>
    checkedEndpoint(issuer, name, asString(document[name]));
  const server = omitUndefined({
    issuer,
    authorization_endpoint: urlOf('authorization_endpoint'),
    token_endpoint: urlOf('token_endpoint'),
    userinfo_endpoint: urlOf('userinfo_endpoint'),
    jwks_uri: urlOf('jwks_uri'),
    id_token_signing_alg_values_supported: algorithms,
    authorization_response_iss_parameter_supported:
      document['authorization_response_iss_parameter_supported'] === true,
  });
  if (profile === undefined && (server.jwks_uri === undefined || algorithms.length === 0))
    throw unusable(
      issuer,
      server.jwks_uri === undefined
        ? 'publishes no keys (jwks_uri)'
        : `signs ID tokens with ${asStrings(document['id_token_signing_alg_values_supported']).join(', ')} alone`,
    );
  if (server.token_endpoint === undefined) throw unusable(issuer, 'has no token_endpoint');
  return { server, algorithms, document };
}

/** Returns the URL of an endpoint. The secret of this server and the keys of the provider do not travel in the clear. */
function checkedEndpoint(issuer: string, name: string, url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const isSecure = URL.canParse(url) && new URL(url).protocol === 'https:';
  if (isSecure || (issuer.startsWith('http:') && URL.canParse(url))) return url;
  throw unusable(issuer, `has a ${name} that is no https: URL`);
}

function unusable(issuer: string, reason: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', `the identity provider ${issuer} ${reason}`, {
    hint: 'Check the URL given to --auth-provider, and the settings of the provider.',
  });
}

/**
 * Returns the scopes and other parameters of the requests to a provider. `offline_access` gives a refresh token, with which
 * the claims are read again. It needs `prompt=consent` (OpenID Connect Core 1.0 §11), unless the preset says otherwise.
 */
export function providerRequest(
  { scopes = [], profile, parameters }: KnownProvider,
  document: JsonObject,
  chosen: string[] | undefined,
): { scopes: string[]; parameters: Record<string, string> } {
  if (profile !== undefined)
    return { scopes: [...new Set([...scopes, ...(chosen ?? [])])], parameters: parameters ?? {} };
  const offline = asStrings(document['scopes_supported']).filter((scope) => scope === 'offline_access');
  return {
    scopes: [...new Set(['openid', ...(chosen ?? ['profile', 'email']), ...offline])],
    parameters: parameters ?? (offline.length === 0 ? {} : { prompt: 'consent' }),
  };
}
