import { secretFrom } from '../../credentials/environment.ts';
import { OpenApiMcpError } from '../../errors.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { readList, readText } from './flag-values.ts';
import type { ExchangeOptions } from '../../credentials/exchange-options.ts';
import type { Flag, FlagGroup } from './flag.ts';

/** Flags of credentials that differ for each caller. */
export interface ExchangeFlags {
  perUser?: boolean;
  perUserKey?: string[];
  exchange?: string;
  exchangeGrant: 'token-exchange' | 'on-behalf-of';
  exchangeAudience?: string;
  exchangeScope?: string[];
  exchangeClientId?: string;
  tokenStore?: string;
  /** Content of the file. */
  authSecretFile?: string;
}

/** Flags of the store of tokens. */
export const storeFlags: Flag[] = [
  {
    name: 'token-store',
    value: 'place',
    help: 'Store the tokens of callers, encrypted, in this folder or in Redis (redis://host:port), so that processes share them.',
    variable: 'OPENAPI_MCP_TOKEN_STORE',
  },
  {
    name: 'auth-secret-file',
    value: 'file',
    help: 'Encrypt the store by the first secret of this file, and decrypt by every one; else OPENAPI_MCP_AUTH_SECRET has them.',
    read: readText,
  },
];

export const exchangeFlags: FlagGroup = {
  title: 'Credentials of callers',
  flags: [
    {
      name: 'per-user',
      help: 'Let each caller connect an account of their own, for every oauth2 or openIdConnect scheme that signs a person in.',
      excludes: 'exchange',
    },
    {
      name: 'per-user-key',
      value: 'scheme',
      help: 'Let each caller enter their own key, token or login for this security scheme.',
      readAll: readList,
    },
    {
      name: 'exchange',
      value: 'issuer',
      help: "Exchange the caller's access token at this authorization server for one for the API.",
    },
    {
      name: 'exchange-grant',
      value: 'name',
      help: 'Grant of the exchange: token exchange (RFC 8693), or on-behalf-of as Microsoft Entra has it.',
      choices: ['token-exchange', 'on-behalf-of'],
      default: 'token-exchange',
    },
    {
      name: 'exchange-audience',
      value: 'value',
      help: 'Audience of the exchanged token: the name of the API at the authorization server.',
    },
    {
      name: 'exchange-scope',
      value: 'scope',
      help: 'Request this scope for exchanged tokens; by default those that the operation requires.',
      readAll: readList,
    },
    {
      name: 'exchange-client-id',
      value: 'id',
      help: 'Client ID of this server where tokens are exchanged.',
    },
    ...storeFlags,
  ],
};

/** Returns true if callers have accounts of their own. */
export function hasAccounts({ perUser, perUserKey }: Pick<ExchangeFlags, 'perUser' | 'perUserKey'>): boolean {
  return perUser === true || perUserKey !== undefined;
}

/**
 * Returns the options of the exchange. The secret of the client comes from a variable.
 *
 * @throws OpenApiMcpError OPTION_INVALID; CREDENTIALS_UNAVAILABLE for a file that cannot be read
 */
export function exchangeOptions(
  { exchange = '', exchangeGrant, exchangeAudience, exchangeScope, exchangeClientId }: ExchangeFlags,
  environment: Record<string, string | undefined>,
): ExchangeOptions {
  if (!URL.canParse(exchange) || exchangeClientId === undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'tokens are exchanged by a client of an authorization server',
      {
        hint: 'Give --exchange the https: URL of the issuer, and --exchange-client-id.',
      },
    );
  return omitUndefined({
    exchange,
    exchangeGrant,
    exchangeAudience,
    exchangeScopes: exchangeScope,
    exchangeClientId,
    exchangeClientSecret: secretFrom(environment, 'OPENAPI_MCP_EXCHANGE_CLIENT_SECRET'),
  });
}
