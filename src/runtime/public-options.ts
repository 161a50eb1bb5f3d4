/** Every type of options of the runtime that is public. */

export type { CustomResource, ResourceContent } from './custom-resources.ts';
export type { CustomPrompt, CustomTool } from './custom-tools.ts';
export type { CallHooks, ExtensionOptions, HookedCall } from './extension-options.ts';
export type * from './policy/governance-options.ts';
export type * from './observer-options.ts';
export type { FileReader, RequestOptions } from './request/request-options.ts';
export type * from './resilience/resilience-group.ts';
export type { ResultOptions } from './result/result-options.ts';
export type * from './security/caller-options.ts';
export type { RuntimeOptions } from './runtime-options.ts';
export type {
  AwsKeys,
  Caller,
  Credential,
  CredentialProvider,
  CredentialRequest,
  Login,
  SecretValue,
} from './security/credential.ts';
