import { OpenApiMcpError } from '../../errors.ts';
import { readCount, readList } from './flag-values.ts';
import type { FlagGroup } from './flag.ts';

/** Flags that control who may call a server over HTTP. */
export interface AccessFlags {
  allowUnauthenticated?: boolean;
  authTokenFile?: string;
  authJwt?: string;
  authAudience?: string;
  authScope?: string[];
  authScopeClaim?: string;
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
  authTokenFile,
  authJwt,
  transport,
  toolScope,
}: Pick<AccessFlags, 'authTokenFile' | 'authJwt'> & {
  transport: 'stdio' | 'http';
  toolScope?: object;
}): void {
  const isAuthenticated = authTokenFile !== undefined || authJwt !== undefined;
  if (isAuthenticated && transport === 'stdio')
    throw new OpenApiMcpError('OPTION_INVALID', 'over standard input and output nobody sends a token', {
      hint: 'Add --transport http, or leave --auth-token-file and --auth-jwt out.',
    });
  if (toolScope !== undefined && !isAuthenticated)
    throw new OpenApiMcpError('OPTION_INVALID', 'without tokens nobody has a scope', {
      hint: 'Add --auth-jwt or --auth-token-file, or leave --tool-scope out.',
    });
}
