export { credentialsFromEnvironment, credentialVariables } from './security/credentials.ts';
export { createHandlers } from './handlers.ts';
export { ProtocolFault } from './protocol.ts';
export { version } from './version.ts';
export type { CredentialVariables } from './security/credentials.ts';
export type { Credential, RuntimeOptions } from './options.ts';
export type * from './protocol.ts';
export type * from './types.ts';
