import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BrowserSignIn } from '../../runtime/security/user-accounts.ts';
import type { SecuritySchemeDescriptor } from '../../http/security-scheme.ts';
import type { TokenVerifier } from '../token-verifier.ts';

/** The MCP server that people sign in to. */
export interface ProxiedServer {
  /** The URL of the MCP endpoint for clients. */
  resource: string;
  title(): string;
  /** The scopes that clients may request. */
  scopes(): string[];
  /** The security schemes of the API, which describe scopes. */
  securitySchemes(): SecuritySchemeDescriptor[];
  /** Receives the code and the reason of a sign-in that was refused, and the person if known. */
  onRefusal(code: string, reason: string, caller?: string): void;
  /** Receives an error of the authorization server that no client is told. */
  onError(error: Error): void;
}

/** An authorization server for MCP clients, at which people sign in with an identity provider. */
export interface OAuthProxy extends TokenVerifier {
  /** Creates the authorization server when the URL of the MCP server is known. */
  start(server: ProxiedServer): void;
  /** The issuer for clients; empty before the start. */
  readonly issuer: string;
  /** Signs callers in for the pages of the server; absent before the start. */
  readonly browserSignIn: BrowserSignIn | undefined;
  /** Returns true for a path that it responds to. */
  handles(path: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}
