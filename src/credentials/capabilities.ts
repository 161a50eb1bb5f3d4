import type { CredentialCapabilities } from './capability-types.ts';

/** The optional sources of credentials. A generated server has those that it needs. */
export const credentialCapabilities: CredentialCapabilities = {
  loadOAuth: () => import('./oauth-credential.ts'),
};
