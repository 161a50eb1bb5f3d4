import { errorCatalogue, isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import type { Fetch } from './issuer-fetch.ts';

/** What of an authorization server's metadata is needed (RFC 8414 §2). */
export interface IssuerMetadata {
  issuer: string;
  jwksUri: string;
}

/**
 * Finds an issuer's keys (RFC 8414 §3, OpenID Connect Discovery 1.0 §4).
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function discoverIssuer(issuer: string, fetch: Fetch): Promise<IssuerMetadata> {
  const url = checkedIssuer(issuer);
  const reasons: string[] = [];
  let hint: string | undefined;
  for (const place of metadataUrls(url)) {
    const found = await read(place, fetch).catch((error: unknown) => {
      reasons.push(messageOf(error));
      hint ??= hintOf(error);
      return undefined;
    });
    if (found === undefined) continue;
    // Without this, one issuer could speak for another (RFC 8414 §3.3).
    if (withoutSlash(found.issuer) !== withoutSlash(issuer))
      throw new OpenApiMcpError('OPTION_INVALID', `${place} says that it is of the issuer ${found.issuer}`, {
        hint: 'Give --auth-jwt the issuer exactly as it calls itself.',
      });
    checkedIssuer(found.jwksUri);
    return found;
  }
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `The authorization server ${issuer} does not answer with its metadata: ${[...new Set(reasons)].join('; ')}`,
    { hint: hint ?? 'Check the issuer given to --auth-jwt, and that it can be reached from here.' },
  );
}

/** What helps with its TLS, or with a proxy; the catalogue speaks of the API. */
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

async function read(place: string, fetch: Fetch): Promise<IssuerMetadata> {
  const response = await fetch(place, { headers: { accept: 'application/json' } });
  const { issuer, jwks_uri: jwksUri } = Object(response.ok ? await response.json() : {}) as Record<
    string,
    unknown
  >;
  if (typeof issuer === 'string' && typeof jwksUri === 'string') return { issuer, jwksUri };
  throw new Error(`${place} answered ${response.status}${response.ok ? ' without issuer and jwks_uri' : ''}`);
}

/** Keys that anyone on the way could change are no keys. */
function checkedIssuer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(localhost|\[::1\]|127(\.\d+){3})$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url;
  throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(text)} is no https: URL`, {
    hint: 'Give --auth-jwt the https: URL of the issuer; http: is for this machine only.',
  });
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
