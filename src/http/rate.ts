import { OpenApiMcpError } from '../errors.ts';

/** A number of calls in a number of seconds. */
export interface Rate {
  calls: number;
  seconds: number;
}

const units: Record<string, number> = { s: 1, m: 60, h: 3_600 };

/**
 * Reads a rate such as `10/s`, `100/m` or `1000/h`.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function parseRate(text: string, source: string): Rate {
  const [, calls = '', unit = ''] = /^([1-9]\d{0,8})\/([smh])$/.exec(text) ?? [];
  const seconds = units[unit];
  if (seconds !== undefined) return { calls: Number(calls), seconds };
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `${source} must be a number of calls per second, minute or hour`,
    { hint: 'Write it as 10/s, 100/m or 1000/h.' },
  );
}
