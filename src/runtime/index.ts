export { credentialsFromEnvironment, credentialVariables } from './security/credential-variables.ts';
export { createHandlers } from './handlers.ts';
export { applyHooks, hookOptions } from './hooks.ts';
export { mergeOptions } from './merge-options.ts';
export { ProtocolFault } from './protocol.ts';
export { withSharedSchemas } from '../schema/expand-shared.ts';
export { version } from '../version.ts';
export type * from './policy/governance-options.ts';
export type { CredentialVariables, IgnoredVariable } from './security/credential-variables.ts';
export type { CustomPrompt as ExtraPrompt, CustomTool as ExtraTool } from './custom-tools.ts';
export type { Hooks, OperationOverride } from './hooks.ts';
export type { CallHooks, ExtensionOptions, HookedCall } from './extension-options.ts';
export type { FileReader, RequestOptions } from './request/request-options.ts';
export type { ResultOptions } from './result/result-options.ts';
export type { RuntimeOptions } from './runtime-options.ts';
export type {
  Credential,
  CredentialProvider,
  CredentialRequest,
  Login,
  SecretValue,
} from './security/credential.ts';
export type { HttpRequest, HttpResponse } from '../http/http-message.ts';
export type * from './protocol.ts';
export type * from '../descriptor.ts';
export type { Json, JsonObject, JsonSchema } from '../json/value.ts';
