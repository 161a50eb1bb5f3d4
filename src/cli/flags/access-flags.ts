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
      help: 'Let in whoever reaches an address of other machines.',
    },
    {
      name: 'auth-token-file',
      value: 'file',
      help: 'Let in callers with a token of this file: lines name:token, or JSON.',
    },
    {
      name: 'auth-jwt',
      value: 'issuer',
      help: 'Let in callers with an access token (JWT) of this issuer.',
    },
    {
      name: 'auth-audience',
      value: 'value',
      help: 'What access tokens are for, their aud; by default the URL of the MCP endpoint.',
    },
    {
      name: 'auth-scope',
      value: 'scope',
      help: 'Let in only access tokens with this scope.',
      readAll: readList,
    },
    {
      name: 'auth-scope-claim',
      value: 'name',
      help: 'Claim that scopes are read from; by default scope, else scp.',
    },
    {
      name: 'auth-algorithm',
      value: 'name',
      help: 'Take only access tokens that are signed this way; by default RSA, ECDSA and EdDSA in every strength.',
      readAll: readList,
    },
    {
      name: 'auth-clock-skew',
      value: 'seconds',
      help: 'Seconds that the clocks of this server and of the issuer may differ.',
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
