import { secretFrom } from '../credentials/environment.ts';
import { memoize } from '../json/memoize.ts';
import type { RequestOptions } from '../runtime/request/request-options.ts';
import type { IdentitySigner } from '../runtime/security/identity.ts';
import type { AccessFlags } from './flags/access-flags.ts';
import type { Environment } from '../credentials/environment.ts';

/** All APIs of a server have the same keys. */
const signerOf = memoize(async (environment: Environment): Promise<IdentitySigner> => {
  const { createIdentitySigner } = await import('../access/identity-signer.ts');
  return createIdentitySigner(secretFrom(environment, 'OPENAPI_MCP_IDENTITY_KEY'));
});

/**
 * Returns the options that depend on the caller of each request.
 *
 * @throws OpenApiMcpError OPTION_INVALID; CREDENTIALS_UNAVAILABLE for a file that cannot be read
 */
export async function callerOptions(
  { identityHeader: identityHeaders }: Pick<AccessFlags, 'identityHeader'>,
  environment: Environment,
): Promise<RequestOptions> {
  if (identityHeaders === undefined) return {};
  const isSigned = Object.values(identityHeaders).some((source) => source.startsWith('jwt'));
  return isSigned ? { identityHeaders, identitySigner: await signerOf(environment) } : { identityHeaders };
}
