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
  requestTimeout: number;
}

export const httpFlags: FlagGroup = {
  title: 'HTTP',
  flags: [
    {
      name: 'port',
      value: 'number',
      help: 'Port to listen on; 0 takes a free one.',
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
      help: 'URL of the MCP endpoint as clients reach it, behind a proxy.',
    },
    {
      name: 'allowed-host',
      value: 'name',
      help: 'Also take requests that name this host.',
      readAll: readList,
    },
    {
      name: 'allowed-origin',
      value: 'origin',
      help: 'Let pages of this origin send requests and read answers.',
      readAll: readList,
    },
    {
      name: 'forward-header',
      value: 'name',
      help: 'Pass on this header of each request to this server, instead of a credential of its own in that place.',
      readAll: readList,
    },
    {
      name: 'max-body-bytes',
      value: 'number',
      help: 'Largest request in bytes that is read from a client.',
      default: 4_194_304,
      read: readCount(1),
    },
    {
      name: 'max-header-bytes',
      value: 'number',
      help: 'Most bytes of headers that are read from a client.',
      default: 16_384,
      read: readCount(1),
    },
    {
      name: 'max-concurrent',
      value: 'number',
      help: 'Most requests that are under way at once; more are told to come again.',
      default: 1000,
      read: readCount(1),
    },
    {
      name: 'rate-limit',
      value: 'number',
      help: 'Most requests a minute from each caller; without authentication, from each address.',
      read: readCount(1),
    },
    {
      name: 'request-timeout',
      value: 'ms',
      help: 'Milliseconds that a client may take to send a request.',
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
    requestTimeout: flags.requestTimeout,
    allowUnauthenticated: flags.allowUnauthenticated,
    authTokenFile: flags.authTokenFile,
    authJwt: flags.authJwt,
    authAudience: flags.authAudience,
    authScopes: flags.authScope,
    authScopeClaim: flags.authScopeClaim,
    authAlgorithms: flags.authAlgorithm,
    authClockSkew: flags.authClockSkew,
  });
}
