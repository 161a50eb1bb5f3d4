/** Every option of the public API, by the stage that reads it. */

export type { AccessOptions, NamedToken } from './access/access-options.ts';
export type { PerUserOptions } from './connect/per-user-options.ts';
export type { CredentialOptions } from './credentials/credential-options.ts';
export type { ExchangeOptions } from './credentials/exchange-options.ts';
export type { LoginOptions } from './credentials/login-options.ts';
export type { DescribeOptions, SelectOptions } from './describe/describe-options.ts';
export type { SessionOptions } from './describe/session-options.ts';
export type { GenerateOptions } from './emit/generate-options.ts';
export type { ClientCertificate, ConnectionOptions, ProxyOptions } from './http/connection-options.ts';
export type { LoadOptions } from './load/load-options.ts';
export type { MockOptions } from './mock/mock-options.ts';
export type * from './runtime/public-options.ts';
export type { HttpOptions } from './serve/http/http-options.ts';
export type * from './shape/shaping-options.ts';
export type { ServerOptions } from './serve/server-options.ts';
