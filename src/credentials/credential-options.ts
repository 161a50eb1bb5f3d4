import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';

/** Options of the sources of credentials. */
export interface CredentialOptions {
  /** Environment variables, in the form of `process.env`. */
  environment?: Record<string, string | undefined> | undefined;
  /** Read variables from this file too; the environment takes precedence. */
  envFile?: string | undefined;
  /**
   * Use the key or token that this command prints, for every scheme without a credential, or for one scheme with
   * scheme=command. An API whose document declares no security is sent the token as Bearer, or with
   * 'header NAME=command' in a header. It prints the bare value, or JSON with `access_token` and `expires_in`; it runs again when the
   * value has expired or is rejected.
   */
  authCommand?: string[] | undefined;
  /** Folder of the tokens of `login`; by default `openapi-mcp` in the user's configuration folder. */
  tokenFolder?: string | undefined;
  /**
   * Send requests to this URL instead of the document's servers; http://host keeps their path. The tokens of a login are
   * sent there too, and a relative URL of an authorization server belongs to it.
   */
  baseUrl?: string | undefined;
  /**
   * Send requests to this server of the document: its number from 1, its name, its description or its URL. A relative URL
   * of an authorization server belongs to it.
   */
  server?: string | undefined;
  /** Values for variables of server URLs. */
  serverVariables?: Record<string, string> | undefined;
  /** Client certificate for token endpoints, and for security schemes of the type `mutualTLS`. */
  clientCertificate?: ClientCertificate | undefined;
  /** The connections to authorization servers: proxies and trusted certificate authorities. */
  connection?: ConnectionOptions | undefined;
}
