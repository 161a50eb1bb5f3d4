import { Option } from 'commander';
import { OpenApiMcpError } from '../errors.ts';
import { readCount, readPort } from './options.ts';
import type { HttpOptions } from '../index.ts';

/** What commander makes of the flags that say who gets in over HTTP. */
export type HttpFlags = Omit<
  HttpOptions,
  'allowedHosts' | 'allowedOrigins' | 'authScopes' | 'authAlgorithms' | 'authTokens'
> & {
  allowedHost?: string[];
  allowedOrigin?: string[];
  authScope?: string[];
  authAlgorithm?: string[];
};

/** Flags that say who gets in over HTTP, and how much they may send. */
export function httpOptions(): Option[] {
  return [
    new Option('--port <number>', 'Port to listen on; 0 takes a free one.').argParser(readPort).default(3000),
    new Option('--host <address>', 'Address to listen on.').default('127.0.0.1'),
    new Option('--public-url <url>', 'URL of the MCP endpoint as clients reach it, behind a proxy.'),
    new Option('--allowed-host <name>', 'Also take requests that name this host.').argParser(collect),
    new Option(
      '--allowed-origin <origin>',
      'Let pages of this origin send requests and read answers.',
    ).argParser(collect),
    new Option('--allow-unauthenticated', 'Let in whoever reaches an address of other machines.'),
    new Option(
      '--auth-token-file <file>',
      'Let in callers with a token of this file: lines name:token, or JSON.',
    ),
    new Option('--auth-jwt <issuer>', 'Let in callers with an access token (JWT) of this issuer.'),
    new Option(
      '--auth-audience <value>',
      'What access tokens are for, their aud; by default the URL of the MCP endpoint.',
    ),
    new Option('--auth-scope <scope>', 'Let in only access tokens with this scope.').argParser(collect),
    new Option('--auth-scope-claim <name>', 'Claim that scopes are read from; by default scope, else scp.'),
    new Option(
      '--auth-algorithm <name>',
      'Take only access tokens that are signed this way; by default RSA, ECDSA and EdDSA in every strength.',
    ).argParser(collect),
    new Option(
      '--auth-clock-skew <seconds>',
      'Seconds that the clocks of this server and of the issuer may differ.',
    )
      .argParser(readCount(0))
      .default(30),
    new Option('--max-body-bytes <number>', 'Largest request in bytes that is read from a client.')
      .argParser(readCount(1))
      .default(4_194_304),
    new Option('--max-header-bytes <number>', 'Most bytes of headers that are read from a client.')
      .argParser(readCount(1))
      .default(16_384),
    new Option(
      '--max-concurrent <number>',
      'Most requests that are under way at once; more are told to come again.',
    )
      .argParser(readCount(1))
      .default(1000),
    new Option(
      '--rate-limit <number>',
      'Most requests a minute from each caller; without authentication, from each address.',
    ).argParser(readCount(1)),
    new Option('--request-timeout <ms>', 'Milliseconds that a client may take to send a request.')
      .argParser(readCount(1))
      .default(30_000),
  ];
}

/** What serving over HTTP takes of the flags. */
export function httpOf({
  allowedHost,
  allowedOrigin,
  authScope,
  authAlgorithm,
  ...options
}: HttpFlags): HttpOptions {
  return {
    ...options,
    ...(allowedHost === undefined ? {} : { allowedHosts: allowedHost }),
    ...(allowedOrigin === undefined ? {} : { allowedOrigins: allowedOrigin }),
    ...(authScope === undefined ? {} : { authScopes: authScope }),
    ...(authAlgorithm === undefined ? {} : { authAlgorithms: authAlgorithm }),
  };
}

/**
 * Refuses what would seem to protect and does not.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkCallers(
  { authTokenFile, authJwt }: HttpFlags,
  { transport, toolScope }: { transport: 'stdio' | 'http'; toolScope?: object },
): void {
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

function collect(text: string, collected: string[] = []): string[] {
  return [...collected, text];
}
