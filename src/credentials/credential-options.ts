import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';

/** Where credentials come from. */
export interface CredentialOptions {
  /** Variables as `process.env` has them. */
  environment?: Record<string, string | undefined> | undefined;
  /** Read variables from this file too; those of the environment win. */
  envFile?: string | undefined;
  /**
   * Take the key or token that this command prints, for all schemes without one or for the one named. It prints the
   * bare value, or JSON with `access_token` and `expires_in`; it runs again where the value has ended or is refused.
   */
  authCommand?: string[] | undefined;
  /** Where `login` keeps tokens; by default `openapi-mcp` in the user's folder for configuration. */
  tokenFolder?: string | undefined;
  /** Takes tokens of a login to this origin, besides those that the login was for. */
  baseUrl?: string | undefined;
  /** Also shown where tokens are asked for, as that of a scheme that is wanted beside. */
  clientCertificate?: ClientCertificate | undefined;
  /** The connections to authorization servers: proxies and trusted certificate authorities. */
  connection?: ConnectionOptions | undefined;
}

/** How a person logs in. */
export interface LoginOptions extends CredentialOptions {
  /** Log in for this security scheme, where there are several. */
  scheme?: string | undefined;
  /** Identifier of the client at the authorization server; by default that of the scheme's variable. */
  clientId?: string | undefined;
  /**
   * Port that the browser is sent back to; 0 takes a free one.
   * @default 0
   */
  port?: number | undefined;
  /** Values for variables of server URLs. */
  serverVariables?: Record<string, string> | undefined;
  /**
   * Log in with a code that is typed in on any device, where no browser of this machine can be sent back here.
   * @default false
   */
  device?: boolean | undefined;
  /** Told the address that the person has to open, and the code to type in there, if any. */
  onUrl: (url: string, code?: string) => void;
  /** Ends the login early. */
  signal?: AbortSignal | undefined;
}
