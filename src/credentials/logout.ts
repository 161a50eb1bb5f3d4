import { OpenApiMcpError } from '../errors.ts';
import { withEnvFile } from './env-file.ts';
import { readEnvironment } from './environment.ts';
import { oauthSources } from './oauth-source.ts';
import { revokeTokens } from './revoke-tokens.ts';
import type { CredentialOptions } from './credential-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** A login that has ended. */
export interface LogoutResult {
  /** The security scheme. */
  scheme: string;
  /** The file of the tokens, which is gone. */
  path: string;
  /** True if the authorization server has revoked the tokens (RFC 7009). */
  isRevoked: boolean;
}

/** Options of the end of a login. */
export interface LogoutOptions extends Omit<CredentialOptions, 'authCommand'> {
  /** End the login of this security scheme only. */
  scheme?: string | undefined;
}

/**
 * Ends the logins of an API: removes their tokens, and revokes them where the authorization server offers that.
 *
 * @throws OpenApiMcpError OPTION_INVALID for an unknown scheme; CREDENTIALS_UNAVAILABLE for a file that cannot be read
 */
export async function logout(api: ApiDescriptor, options: LogoutOptions): Promise<LogoutResult[]> {
  const { environment } = readEnvironment(api, withEnvFile(options));
  const all = oauthSources(api, environment, options);
  const sources = all.filter(({ name }) => options.scheme === undefined || name === options.scheme);
  if (options.scheme !== undefined && sources.length === 0)
    throw new OpenApiMcpError('OPTION_INVALID', `nobody logs in with ${options.scheme}`, {
      hint: `Pass --scheme with one of: ${all.map(({ name }) => name).join(', ')}.`,
    });
  const ended = sources.map(async (source): Promise<LogoutResult[]> => {
    const { name, file } = source;
    const login = await file.withLock(async () => {
      const found = await file.read();
      await file.remove();
      return found;
    });
    if (login === undefined) return [];
    return [{ scheme: name, path: file.path, isRevoked: await revokeTokens(source, login) }];
  });
  return (await Promise.all(ended)).flat();
}
