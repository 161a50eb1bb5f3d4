import type { Principal, RequestContext } from '../protocol.ts';
import type { ClientCertificate } from '../../http/connection-options.ts';

/** The credential of a security scheme: a key or token, a login, a client certificate, or an object that provides a key or token. */
export type Credential = SecretValue | Login | ClientCertificate | AwsKeys | CredentialProvider;

/** A key, a token, or the value of an `Authorization` header. */
export interface SecretValue {
  /** The secret, without the name of the authentication scheme. */
  value: string;
}

/** A user name and password for HTTP Basic authentication (RFC 7617). */
export interface Login {
  username: string;
  password: string;
}

/** The keys that sign requests to AWS (Signature Version 4). */
export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** The region; by default that of the host, as `eu-west-1` of `….execute-api.eu-west-1.amazonaws.com`. */
  region?: string;
  /** The service; by default that of the host, else `execute-api`. */
  service?: string;
}

/** A source of keys or tokens that expire. It is asked at each call, so it caches what it provides. */
export interface CredentialProvider {
  /**
   * Returns the key or token, or `undefined` if there is none now.
   *
   * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
   */
  provide(request: CredentialRequest): Promise<string | undefined>;
  /** Returns whether a key or token is likely to be available, without requesting it. True if the method is absent. */
  canProvide?(): Promise<boolean>;
  /** True if the key or token belongs to the caller. It is kept no longer than a request then. */
  isPerCaller?: boolean;
}

/** An authenticated caller, with the token that was verified. */
export interface Caller {
  principal: Principal;
  token: string;
}

/** The call that needs a key or token. */
export interface CredentialRequest {
  /** The origin of the request: scheme, host and port. */
  origin: string;
  /** The scopes that the operation requires. */
  scopes: string[];
  /** The key or token that the API has just rejected. The provider returns another one if it can. */
  refused?: string;
  /** The caller; absent without authentication. */
  caller?: Caller;
  /** Asks the caller to open a page; absent if the client cannot ask. */
  openPage?: RequestContext['openPage'];
  /** Aborts when the client cancels the call. */
  signal?: AbortSignal;
}
