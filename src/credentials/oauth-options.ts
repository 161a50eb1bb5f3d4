import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';

/** Options of the tokens of OAuth 2.0: where they are kept, where they are sent, and how they are requested. */
export interface OAuthOptions {
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
