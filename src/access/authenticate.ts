import { OpenApiMcpError } from '../errors.ts';
import { missingCapability } from '../runtime/capability-types.ts';
import { accessCapabilities } from './capabilities.ts';
import { canRequestScopes } from './claims.ts';
import type { AccessOptions } from './access-options.ts';
import type { OAuthProxy } from './oauth-proxy/oauth-proxy-types.ts';
import type { AuthenticationResult, TokenVerifier } from './token-verifier.ts';

/** Authenticates the callers of a server. */
export interface Authenticator {
  /** Authorization servers for the metadata; empty with static tokens only. */
  issuers: string[];
  /** The authorization server for MCP clients, if this server is one itself. */
  oauthProxy: OAuthProxy | undefined;
  /** True if clients may request the scopes that this server checks. */
  canRequestScopes: boolean;
  authenticate(authorization: string | undefined, resource: string): Promise<AuthenticationResult>;
  close(): Promise<void>;
}

/**
 * Creates the authentication that the options enable, or returns `undefined` if they enable none. `onUnreadable` receives
 * a message when the token file becomes unreadable.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function createAuthenticator(
  options: AccessOptions,
  onUnreadable: (message: string) => void,
): Promise<Authenticator | undefined> {
  const { authTokenFile, authTokens, authJwt, authIntrospection, authProvider } = options;
  const checks: TokenVerifier[] = [];
  if (authTokenFile !== undefined || authTokens !== undefined) {
    const { createStaticVerifier: createStaticTokens } = await import('./static-tokens.ts');
    const { watchTokenFile: openTokenList } = await import('./watch-token-file.ts');
    checks.push(
      authTokenFile === undefined
        ? createStaticTokens(authTokens ?? [])
        : await openTokenList(authTokenFile, authTokens ?? [], onUnreadable),
    );
  }
  const oauthProxy = authProvider === undefined ? undefined : await openProxy(authProvider, options);
  if (oauthProxy !== undefined) checks.push(oauthProxy);
  if (authJwt !== undefined) {
    const { createJwtVerifier } = await import('./jwt-verifier.ts');
    checks.push(await createJwtVerifier(authJwt, options, authIntrospection !== undefined));
  }
  if (authIntrospection !== undefined) {
    const introspection = await accessCapabilities.loadIntrospection?.();
    if (introspection === undefined) throw missingCapability('introspection', '--sign-in');
    checks.push(await introspection.createIntrospectionVerifier(authIntrospection, options));
  }
  if (checks.length === 0) return undefined;

  return {
    oauthProxy,
    issuers: [...new Set([authJwt ?? [], authIntrospection ?? []].flat())],
    canRequestScopes: canRequestScopes(options),
    async authenticate(authorization, resource) {
      // The name of a scheme has no case (RFC 9110 §11.1).
      const [, token] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
      if (token === undefined)
        return { ok: false, status: 401, description: 'A bearer token is needed (Authorization: Bearer …)' };
      for (const each of checks) {
        const result = await each.verify(token, resource);
        if (result !== undefined) return result;
      }
      return { ok: false, status: 401, error: 'invalid_token', description: 'The token is not known' };
    },
    close: async () => void (await Promise.all(checks.map((each) => each.close()))),
  };
}

async function openProxy(provider: string, options: AccessOptions): Promise<OAuthProxy> {
  const loaded = await accessCapabilities.loadOAuthProxy?.();
  if (loaded !== undefined) return loaded.openOAuthProxy(provider, options);
  throw new OpenApiMcpError('OPTION_INVALID', 'a generated server cannot sign people in', {
    hint: 'Run openapi-mcp serve with its document, or set authJwt to an issuer that registers clients.',
  });
}
