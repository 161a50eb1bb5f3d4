import type { AccessOptions } from './access-options.ts';
import type { AuthenticationResult, TokenVerifier } from './token-verifier.ts';

/** Finds out who sends a request. */
export interface Authenticator {
  /** Authorization servers that clients get tokens from, for the metadata; empty with static tokens alone. */
  issuers: string[];
  authenticate(authorization: string | undefined, resource: string): Promise<AuthenticationResult>;
  close(): Promise<void>;
}

/**
 * The authentication that options ask for; `undefined` where they ask for none. `onBroken` is told of a file of tokens
 * that cannot be read any more.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function createAuthenticator(
  options: AccessOptions,
  onBroken: (message: string) => void,
): Promise<Authenticator | undefined> {
  const { authTokenFile, authTokens, authJwt } = options;
  const checks: TokenVerifier[] = [];
  if (authTokenFile !== undefined || authTokens !== undefined) {
    const { createStaticVerifier: createStaticTokens } = await import('./static-tokens.ts');
    const { watchTokenFile: openTokenList } = await import('./watch-token-file.ts');
    checks.push(
      authTokenFile === undefined
        ? createStaticTokens(authTokens ?? [])
        : await openTokenList(authTokenFile, authTokens ?? [], onBroken),
    );
  }
  if (authJwt !== undefined)
    checks.push(await (await import('./jwt-verifier.ts')).createJwtVerifier(authJwt, options));
  if (checks.length === 0) return undefined;

  return {
    issuers: authJwt === undefined ? [] : [authJwt],
    async authenticate(authorization, resource) {
      // RFC 9110 §11.1: the name of a scheme may be written in any case.
      const [, token] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
      if (token === undefined)
        return { ok: false, status: 401, description: 'A bearer token is needed (Authorization: Bearer …)' };
      for (const each of checks) {
        const admission = await each.verify(token, resource);
        if (admission !== undefined) return admission;
      }
      return { ok: false, status: 401, error: 'invalid_token', description: 'The token is not known' };
    },
    close: async () => void (await Promise.all(checks.map((each) => each.close()))),
  };
}
