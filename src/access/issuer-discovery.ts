import { errorCatalogue, isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import { asJsonObject, asStrings } from '../json/narrow.ts';
import { toOneLine } from '../json/one-line.ts';
import type { Fetch } from '../http/create-fetch.ts';
import type { JsonObject } from '../json/value.ts';

/** The metadata of an authorization server that is needed here (RFC 8414 §2). */
export interface IssuerMetadata {
  issuer: string;
  /** The URL that is needed. */
  endpoint: string;
  /** The whole metadata. */
  document: JsonObject;
  /** The ways to authenticate at the introspection endpoint. */
  introspectionMethods?: string[];
}

/** The metadata that a caller of `discoverIssuer` needs. */
export interface DiscoveryPurpose {
  /** The flag that names the issuer. */
  flag: '--auth-jwt' | '--auth-introspection' | '--auth-provider' | '--exchange';
  /** The field of the URL that is needed. */
  needed: 'jwks_uri' | 'introspection_endpoint' | 'token_endpoint' | 'authorization_endpoint';
  /** Reads the metadata of OpenID Connect first: at Okta that of OAuth has less. */
  isOpenId?: boolean;
  /** Returns true for a name that the issuer may give itself besides that of its URL. */
  acceptsIssuer?: (issuer: string) => boolean;
}

/**
 * Discovers an endpoint of an issuer (RFC 8414 §3, OpenID Connect Discovery 1.0 §4).
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function discoverIssuer(
  issuer: string,
  fetch: Fetch,
  purpose: DiscoveryPurpose,
): Promise<IssuerMetadata> {
  const { flag, isOpenId = false, acceptsIssuer } = purpose;
  const url = checkedIssuer(issuer, flag);
  const reasons: string[] = [];
  let hint: string | undefined;
  for (const place of isOpenId ? metadataUrls(url).reverse() : metadataUrls(url)) {
    const found = await read(place, fetch, purpose).catch((error: unknown) => {
      reasons.push(toOneLine(messageOf(error)));
      hint ??= hintOf(error);
      return undefined;
    });
    if (found === undefined) continue;
    // Otherwise one issuer could pose as another (RFC 8414 §3.3).
    if (withoutSlash(found.issuer) !== withoutSlash(issuer) && acceptsIssuer?.(found.issuer) !== true)
      throw new OpenApiMcpError(
        'OPTION_INVALID',
        `${place} is the metadata of the issuer ${toOneLine(found.issuer)}`,
        {
          hint: `Give ${flag} the issuer exactly as it calls itself.`,
        },
      );
    checkedIssuer(found.endpoint, flag);
    return found;
  }
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `The metadata of the authorization server ${issuer} is not available: ${[...new Set(reasons)].join('; ')}`,
    { hint: hint ?? `Check the issuer given to ${flag}, and that it can be reached from here.` },
  );
}

/** Returns a hint about TLS or a proxy. The hints of the catalogue are about the API. */
function hintOf(error: unknown): string | undefined {
  if (!isOpenApiMcpError(error)) return undefined;
  return error.hint === errorCatalogue[error.code].fix ? undefined : error.hint;
}

function metadataUrls({ origin, pathname }: URL): string[] {
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

async function read(place: string, fetch: Fetch, { needed }: DiscoveryPurpose): Promise<IssuerMetadata> {
  const response = await fetch(place, { headers: { accept: 'application/json' } });
  const metadata = asJsonObject(response.ok ? await response.json() : undefined) ?? {};
  const { issuer, [needed]: endpoint } = metadata;
  const methods = asStrings(metadata['introspection_endpoint_auth_methods_supported']);
  if (typeof issuer === 'string' && typeof endpoint === 'string')
    return {
      issuer,
      endpoint,
      document: metadata,
      ...(methods.length === 0 ? {} : { introspectionMethods: methods }),
    };
  throw new Error(
    `${place} responded with ${response.status}${response.ok ? ` without issuer and ${needed}` : ''}`,
  );
}

/** Checks the URL of an issuer. Keys over plain HTTP could be replaced on the way. */
function checkedIssuer(text: string, flag: DiscoveryPurpose['flag']): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(localhost|\[::1\]|127(\.\d+){3})$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url;
  throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(text)} is not an https: URL`, {
    hint: `Give ${flag} the https: URL of the issuer; http: is for this machine only.`,
  });
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
