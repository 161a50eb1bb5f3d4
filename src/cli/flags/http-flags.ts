import { OpenApiMcpError } from '../../errors.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { readCount, readList, readPort } from './flag-values.ts';
import type { HttpOptions } from '../../serve/http/http-options.ts';
import type { AccessFlags } from './access-flags.ts';
import type { FlagGroup } from './flag.ts';

/** Flags of a server over HTTP. */
export interface HttpFlags extends AccessFlags {
  port: number;
  host: string;
  publicUrl?: string;
  allowedHost?: string[];
  allowedOrigin?: string[];
  forwardHeader?: string[];
  maxBodyBytes: number;
  maxHeaderBytes: number;
  maxConcurrent: number;
  rateLimit?: number;
  redis?: string;
  workers: number;
  explorer?: boolean;
  requestTimeout: number;
}

/**
 * Returns the URL of a Redis. The error does not repeat the value, which may contain a password.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
function readRedis(text: string, flag: string): string {
  if (URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol)) return text;
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `${flag} must be a URL that begins with redis:// or rediss://`,
    {
      hint: `Write ${flag} redis://127.0.0.1:6379.`,
    },
  );
}

/** Returns a number of processes, with 0 for one for each core. */
const readWorkers = Object.assign(
  (text: string, flag: string): number => (text === 'auto' ? 0 : readCount(0)(text, flag)),
  { form: { kind: 'integer', minimum: 0, word: 'auto' } as const },
);

export const httpFlags: FlagGroup = {
  title: 'HTTP',
  flags: [
    {
      name: 'port',
      value: 'number',
      help: 'Port to listen on; 0 selects a free port.',
      default: 3000,
      read: readPort,
    },
    {
      name: 'host',
      value: 'address',
      help: 'Address to listen on.',
      default: '127.0.0.1',
    },
    {
      name: 'public-url',
      value: 'url',
      help: 'URL of the MCP endpoint for clients, if the server is behind a proxy.',
    },
    {
      name: 'allowed-host',
      value: 'name',
      help: 'Accept requests with this host in addition to the address of the server.',
      readAll: readList,
    },
    {
      name: 'allowed-origin',
      value: 'origin',
      help: 'Allow pages of this origin to send requests and read responses.',
      readAll: readList,
    },
    {
      name: 'forward-header',
      value: 'name',
      help: 'Forward this header of each incoming request to the API, instead of a credential of the server.',
      readAll: readList,
    },
    {
      name: 'max-body-bytes',
      value: 'number',
      help: 'Largest request body in bytes that a client may send.',
      default: 4_194_304,
      read: readCount(1),
    },
    {
      name: 'max-header-bytes',
      value: 'number',
      help: 'Largest total size in bytes of the headers of a request.',
      default: 16_384,
      read: readCount(1),
    },
    {
      name: 'max-concurrent',
      value: 'number',
      help: 'Largest number of concurrent requests; a request beyond it gets status 503.',
      default: 1000,
      read: readCount(1),
    },
    {
      name: 'rate-limit',
      value: 'number',
      help: 'Largest number of requests per minute and caller, or per address without authentication.',
      read: readCount(1),
    },
    {
      name: 'redis',
      value: 'url',
      help: 'Share limits of rates, confirmations and cached responses with other processes in this Redis.',
      variable: 'OPENAPI_MCP_REDIS',
      read: readRedis,
    },
    {
      name: 'workers',
      value: 'number',
      help: 'Number of processes that serve the address together; 0 or auto is one for each core.',
      default: 1,
      read: readWorkers,
    },
    {
      name: 'explorer',
      help: 'Show a page for people at `/` that lists and calls the tools.',
    },
    {
      name: 'request-timeout',
      value: 'ms',
      help: 'Milliseconds within which a client must send a complete request.',
      default: 30_000,
      read: readCount(1),
    },
  ],
};

/** Returns the options of serving over HTTP. */
export function httpOptions(flags: HttpFlags): HttpOptions {
  return omitUndefined({
    port: flags.port,
    host: flags.host,
    publicUrl: flags.publicUrl,
    allowedHosts: flags.allowedHost,
    allowedOrigins: flags.allowedOrigin,
    maxBodyBytes: flags.maxBodyBytes,
    maxHeaderBytes: flags.maxHeaderBytes,
    maxConcurrent: flags.maxConcurrent,
    rateLimit: flags.rateLimit,
    explorer: flags.explorer,
    requestTimeout: flags.requestTimeout,
    allowUnauthenticated: flags.allowUnauthenticated,
    authTokenFile: flags.authTokenFile,
    authJwt: flags.authJwt,
    authIntrospection: flags.authIntrospection,
    authIntrospectionCache: flags.authIntrospectionCache,
    authProvider: flags.authProvider,
    authProviderScopes: flags.authProviderScope,
    authRequireResource: flags.authRequireResource,
    authPrivateClients: flags.authPrivateClients,
    authClientId: flags.authClientId,
    authAudience: flags.authAudience,
    authScopes: flags.authScope,
    authScopeClaim: flags.authScopeClaim,
    requiredClaims: flags.require,
    authAlgorithms: flags.authAlgorithm,
    authClockSkew: flags.authClockSkew,
  });
}
