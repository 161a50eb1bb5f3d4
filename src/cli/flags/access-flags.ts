import { OpenApiMcpError } from '../../errors.ts';
import { hasIssuer, requiresToken } from '../../access/access-options.ts';
import { secretFrom } from '../../credentials/environment.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { readCount, readList, readPairs } from './flag-values.ts';
import type { AccessOptions } from '../../access/access-options.ts';
import type { FlagGroup } from './flag.ts';

/** Flags that control who may call a server over HTTP. */
export interface AccessFlags {
  allowUnauthenticated?: boolean;
  authTokenFile?: string;
  authJwt?: string[];
  authIntrospection?: string;
  authIntrospectionCache: number;
  authProvider?: string;
  authProviderScope?: string[];
  authRequireResource?: boolean;
  authPrivateClients?: boolean;
  authClientId?: string;
  authAudience?: string;
  authScope?: string[];
  authScopeClaim?: string[];
  require?: string[];
  /** The source of each header. */
  identityHeader?: Record<string, string>;
  authAlgorithm?: string[];
  authClockSkew: number;
}

export const accessFlags: FlagGroup = {
  title: 'Access over HTTP',
  flags: [
    {
      name: 'allow-unauthenticated',
      help: 'Allow unauthenticated access when listening on a non-loopback address.',
    },
    {
      name: 'auth-token-file',
      value: 'file',
      help: 'Accept callers with a token of this file, which has lines name:token or is JSON.',
    },
    {
      name: 'auth-jwt',
      value: 'issuer',
      help: 'Accept callers with an access token (JWT) of this issuer.',
      readAll: readList,
    },
    {
      name: 'auth-introspection',
      value: 'issuer',
      help: 'Accept callers with an opaque access token of this issuer, which is asked about it.',
    },
    {
      name: 'auth-introspection-cache',
      value: 'seconds',
      help: 'Seconds for which what an issuer says about an opaque token is used again, so that a revoked one is refused after them.',
      default: 30,
      read: readCount(0),
    },
    {
      name: 'auth-provider',
      value: 'name',
      help: 'Let people sign in at this identity provider: github, google, gitlab, entra:TENANT, okta:DOMAIN, auth0:DOMAIN, cognito:POOL, or the URL of an OpenID Connect issuer.',
    },
    {
      name: 'auth-provider-scope',
      value: 'scope',
      help: 'Request this scope of the identity provider; profile and email by default.',
      readAll: readList,
    },
    {
      name: 'auth-require-resource',
      help: 'Refuse clients that do not say by resource (RFC 8707) which server their token is for; by default it is this one.',
    },
    {
      name: 'auth-private-clients',
      help: 'Fetch the metadata documents of clients from private addresses as well.',
    },
    {
      name: 'auth-client-id',
      value: 'id',
      help: 'Client ID of this server at the issuer that introspects tokens, at the identity provider, or where callers sign in to the pages of accounts.',
    },
    {
      name: 'auth-audience',
      value: 'value',
      help: 'Audience (aud) that access tokens must have; the URL of the MCP endpoint by default.',
    },
    {
      name: 'auth-scope',
      value: 'scope',
      help: 'Require this scope of access tokens.',
      readAll: readList,
    },
    {
      name: 'auth-scope-claim',
      value: 'name',
      help: 'Claim that contains the scopes; by default scope, or scp if there is no scope.',
      readAll: readList,
    },
    {
      name: 'require',
      value: 'claim=value',
      help: 'Require this value of a claim of access tokens, as in groups=api-users.',
      readAll: readList,
    },
    {
      name: 'identity-header',
      value: 'name:source',
      help: "Tell the API who calls, in this header: claim:email is a claim of the caller's token, name the caller's name, and jwt:email,groups a signed JWT with these claims.",
      readAll: readPairs(':', 'Name: claim:email'),
    },
    {
      name: 'auth-algorithm',
      value: 'name',
      help: 'Accept only access tokens signed with this algorithm; by default every RSA, ECDSA and EdDSA algorithm.',
      readAll: readList,
    },
    {
      name: 'auth-clock-skew',
      value: 'seconds',
      help: 'Seconds by which the clocks of this server and of the issuer may differ.',
      default: 30,
      read: readCount(0),
    },
  ],
};

/**
 * Refuses flags that would have no effect and leave a server unprotected.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkAccess({
  transport,
  toolScope,
  require: claims,
  identityHeader,
  exchange,
  perUser: oauth = false,
  perUserKey,
  ...access
}: Pick<
  AccessFlags,
  'authTokenFile' | 'authJwt' | 'authIntrospection' | 'authProvider' | 'require' | 'identityHeader'
> & {
  transport: 'stdio' | 'http';
  toolScope?: object;
  exchange?: string;
  perUser?: boolean;
  perUserKey?: string[];
}): void {
  const perUser = oauth || perUserKey !== undefined;
  const isAuthenticated = requiresToken(access);
  if (perUser && transport === 'stdio')
    throw new OpenApiMcpError('OPTION_INVALID', 'over standard input and output there is one user only', {
      hint: 'Run openapi-mcp login, whose tokens serve uses, or add --transport http.',
    });
  if (perUser && !isAuthenticated)
    throw new OpenApiMcpError('OPTION_INVALID', 'without tokens nobody knows whose account it is', {
      hint: 'Add --auth-provider, --auth-jwt, --auth-introspection or --auth-token-file, or leave --per-user out.',
    });
  if (isAuthenticated && transport === 'stdio')
    throw new OpenApiMcpError('OPTION_INVALID', 'over standard input and output nobody sends a token', {
      hint: 'Add --transport http, or leave --auth-token-file, --auth-jwt, --auth-introspection and --auth-provider out.',
    });
  if (toolScope !== undefined && !isAuthenticated)
    throw new OpenApiMcpError('OPTION_INVALID', 'without tokens nobody has a scope', {
      hint: 'Add --auth-provider, --auth-jwt, --auth-introspection or --auth-token-file, or leave --tool-scope out.',
    });
  if (identityHeader !== undefined && !isAuthenticated)
    throw new OpenApiMcpError('OPTION_INVALID', 'without tokens nobody knows who calls', {
      hint: 'Add --auth-provider, --auth-jwt, --auth-introspection or --auth-token-file, or leave --identity-header out.',
    });
  // Tokens of our own mean nothing elsewhere.
  if (exchange !== undefined && !hasIssuer({ ...access, authProvider: undefined }))
    throw new OpenApiMcpError('OPTION_INVALID', 'only tokens of an issuer can be exchanged', {
      hint: 'Add --auth-jwt or --auth-introspection, or leave --exchange out.',
    });
  if (claims !== undefined && !hasIssuer(access))
    throw new OpenApiMcpError('OPTION_INVALID', 'only tokens of an issuer have claims', {
      hint: 'Add --auth-provider, --auth-jwt or --auth-introspection, or leave --require out.',
    });
}

/**
 * Returns the secrets of access, which come from variables, so that no list of processes shows them.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE for a file that cannot be read
 */
export function accessSecrets(environment: Record<string, string | undefined>): AccessOptions {
  return omitUndefined({ authClientSecret: secretFrom(environment, 'OPENAPI_MCP_AUTH_CLIENT_SECRET') });
}
