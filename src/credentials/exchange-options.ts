import type { Store } from '../store/store.ts';
import type { ConnectionOptions } from '../http/connection-options.ts';

/** Options of the exchange of callers' tokens. */
export interface ExchangeOptions {
  /**
   * Exchange the caller's access token at this authorization server for one for the API. Its token endpoint is found by
   * discovery.
   */
  exchange: string;
  /**
   * Grant of the exchange: token exchange (RFC 8693), or on-behalf-of as Microsoft Entra has it.
   * @default 'token-exchange'
   */
  exchangeGrant?: 'token-exchange' | 'on-behalf-of' | undefined;
  /** Audience of the exchanged token: the name of the API at the authorization server. */
  exchangeAudience?: string | undefined;
  /** Request this scope for exchanged tokens; by default those that the operation requires. */
  exchangeScopes?: string[] | undefined;
  /** Client ID of this server where tokens are exchanged. */
  exchangeClientId: string;
  /** The secret of `exchangeClientId`; on the command line the variable `OPENAPI_MCP_EXCHANGE_CLIENT_SECRET`. */
  exchangeClientSecret?: string | undefined;
  /** The store of exchanged tokens, which processes can share, in addition to memory. `openStore` opens one. */
  store?: Store | undefined;
  /** The connections to the authorization server. */
  connection?: ConnectionOptions | undefined;
}
