import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthSource } from './oauth.ts';
import type { OAuthClient } from './token.ts';
import type { LoginOptions } from '../options.ts';

/** One login: for what, of whom, where. */
export interface LoginAttempt {
  source: OAuthSource;
  client: OAuthClient;
  server: AuthorizationServer;
  scopes: string[];
  options: LoginOptions;
}
