import { omitUndefined } from '../json/omit-undefined.ts';
import { secretsOf, storeOf } from './caller-options.ts';
import { accessSecrets } from './flags/access-flags.ts';
import type { AccessOptions } from '../access/access-options.ts';
import type { Environment } from '../credentials/environment.ts';
import type { AccessFlags } from './flags/access-flags.ts';
import type { ExchangeFlags } from './flags/exchange-flags.ts';

/** The options of access that flags do not hold: secrets, and the store of those who signed in. */
export interface AccessSettings {
  options: AccessOptions;
  /** Closes the store. */
  close(): Promise<void>;
}

/**
 * Reads the secrets of access, and opens the store of those who signed in.
 *
 * @throws OpenApiMcpError OPTION_INVALID; CREDENTIALS_UNAVAILABLE for a file that cannot be read
 */
export async function openAccessSettings(
  flags: Pick<AccessFlags, 'authProvider'> & ExchangeFlags,
  environment: Environment,
): Promise<AccessSettings> {
  const secrets = accessSecrets(environment);
  if (flags.authProvider === undefined) return { options: secrets, close: async () => undefined };
  const authStore = await storeOf(flags, environment);
  const authSecrets = secretsOf(flags, environment);
  return {
    options: omitUndefined({ ...secrets, authStore, authSecrets }),
    close: async () => authStore?.close(),
  };
}
