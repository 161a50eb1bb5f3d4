import { omitUndefined } from '../../json/omit-undefined.ts';
import { parseRate } from '../../http/rate.ts';
import { readCount } from './flag-values.ts';
import type { ResilienceOptions } from '../../runtime/resilience/resilience-options.ts';
import type { FlagGroup } from './flag.ts';

/** Flags for an API that is slow or away at times. */
export interface ResilienceFlags {
  retries: number;
  idempotencyKey?: string;
  breakerFailures: number;
  breakerPause: number;
  upstreamConcurrency: number;
  upstreamQueue: number;
  upstreamRate?: string;
  responseCache: number;
}

export const resilienceFlags: FlagGroup = {
  title: 'Resilience',
  flags: [
    {
      name: 'retries',
      value: 'number',
      help: 'Send a request again up to this many times if it failed and may be repeated: methods that are idempotent, requests with an idempotency key, and connections that failed before a byte was sent.',
      default: 0,
      read: readCount(0),
    },
    {
      name: 'idempotency-key',
      value: 'header',
      help: 'Send this header with POST and PATCH, with a new value for each call, so that they can be repeated too.',
    },
    {
      name: 'breaker-failures',
      value: 'number',
      help: 'Suspend calls to an origin after this many failures in a row: no response, or status 502, 503 or 504.',
      default: 0,
      read: readCount(0),
    },
    {
      name: 'breaker-pause',
      value: 'ms',
      help: 'Milliseconds for which calls are suspended, until one is tried.',
      default: 30_000,
      read: readCount(1),
    },
    {
      name: 'upstream-concurrency',
      value: 'number',
      help: 'Largest number of concurrent calls to an origin.',
      default: 0,
      read: readCount(0),
    },
    {
      name: 'upstream-queue',
      value: 'number',
      help: 'Most calls to an origin that wait for a limit; further ones are refused.',
      default: 100,
      read: readCount(0),
    },
    {
      name: 'upstream-rate',
      value: 'rate',
      help: 'Most calls to an origin in a span of time: 10/s, 100/m or 1000/h.',
      read: readRate,
    },
    {
      name: 'response-cache',
      value: 'megabytes',
      help: 'Cache responses of the API for each caller by RFC 9111, in at most this many megabytes of memory.',
      default: 0,
      read: readCount(0),
    },
  ],
};

/** @throws OpenApiMcpError OPTION_INVALID */
function readRate(text: string, flag: string): string {
  parseRate(text, flag);
  return text;
}

/** Returns the options of resilience. */
export function resilienceOptions(flags: ResilienceFlags): ResilienceOptions {
  const { retries, idempotencyKey, breakerFailures, breakerPause } = flags;
  const { upstreamConcurrency, upstreamQueue, upstreamRate, responseCache } = flags;
  return omitUndefined({
    retries,
    idempotencyKey,
    breakerFailures,
    breakerPause,
    upstreamConcurrency,
    upstreamQueue,
    upstreamRate,
    responseCache,
  });
}
