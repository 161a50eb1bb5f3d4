import { OpenApiMcpError } from '../errors.ts';

const unitsOfTime: Record<string, number | undefined> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** The most milliseconds of a timer of Node.js. */
const longestTimer = 2_147_483_647;

/**
 * Returns the milliseconds of a time such as `500ms`, `30s`, `5m` or `1h`.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function parseDuration(text: string, source: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim()) ?? [];
  const milliseconds = Math.round(Number(count) * (unitsOfTime[unit] ?? Number.NaN));
  if (milliseconds >= 1 && milliseconds <= longestTimer) return milliseconds;
  const message = `${source} must be a time such as 500ms, 30s, 5m or 1h, and at most 24 days`;
  throw new OpenApiMcpError('OPTION_INVALID', message);
}
