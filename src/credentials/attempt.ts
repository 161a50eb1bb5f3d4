import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthSource } from './oauth-credential.ts';
import type { OAuthClient } from './request-token.ts';
import type { LoginOptions } from './credential-options.ts';

/** One login: for what, of whom, where. */
export interface LoginAttempt {
  source: OAuthSource;
  client: OAuthClient;
  server: AuthorizationServer;
  scopes: string[];
  options: LoginOptions;
}
