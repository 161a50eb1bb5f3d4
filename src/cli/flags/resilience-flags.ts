import { omitUndefined } from '../../json/omit-undefined.ts';
import { readCount } from './flag-values.ts';
import type { ResilienceOptions } from '../../runtime/resilience/resilience-options.ts';
import type { FlagGroup } from './flag.ts';

/** Flags for an API that is slow or away at times. */
export interface ResilienceFlags {
  retries: number;
  idempotencyKey?: string;
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
  ],
};

/** Returns the options of resilience. */
export function resilienceOptions({ retries, idempotencyKey }: ResilienceFlags): ResilienceOptions {
  return omitUndefined({ retries, idempotencyKey });
}
