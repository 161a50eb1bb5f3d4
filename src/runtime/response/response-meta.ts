import { STATUS_CODES } from 'node:http';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { parseHttpDate } from '../../http/http-date.ts';
import { firstLine, joinLines } from '../../http/field-lines.ts';
import type { HttpExchange } from '../operation-caller.ts';
import type { ResultOptions } from '../result/result-options.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { ContentAnnotations } from '../protocol.ts';
import type { JsonObject } from '../../json/value.ts';

/** The headers that are useful to a client, besides those of rate limits. */
const usefulHeaders = new Set([
  'etag',
  'last-modified',
  'location',
  'link',
  'retry-after',
  'content-disposition',
]);

/** Returns true for the name of a header about a rate limit, in lower case. */
export function isOfRateLimit(name: string): boolean {
  return /^(?:x-)?rate-?limit/.test(name);
}

/** The key of the HTTP response in the `_meta` of a result. */
const metaKey = 'openapi-mcp/response';

/**
 * Returns the `_meta` of a result: status, duration in milliseconds, useful headers, problems of the arguments and notes
 * about them, findings of response validation, and further properties.
 */
export function responseMeta(
  { response, isError, duration, argumentProblems, argumentNotes }: HttpExchange,
  options: ResultOptions,
  findings: string[] = [],
  more: JsonObject = {},
): JsonObject {
  const isMasked = options.maskErrors === true && isError;
  const own = isMasked ? [] : (options.resultHeaders ?? []).map((name) => name.toLowerCase());
  const headers: [string, string][] = [];
  for (const [name, value] of Object.entries(response.headers)) {
    const isUseful = isMasked ? name === 'retry-after' : usefulHeaders.has(name) || own.includes(name);
    if (isUseful || isOfRateLimit(name)) headers.push([name, joinLines(value)]);
  }
  const { status, attempts, cache } = response;
  return {
    [metaKey]: omitUndefined({
      status,
      duration: Math.round(duration),
      attempts,
      cache,
      headers: headers.length > 0 ? Object.fromEntries(headers) : undefined,
      filename: isMasked ? undefined : fileName(response),
      argumentProblems,
      argumentNotes,
      findings: findings.length > 0 ? findings : undefined,
      ...more,
    }),
  };
}

/** Returns the time of the last modification (RFC 9110 §8.8.2) as an MCP annotation, if the response has it. */
export function lastModified({ headers }: Pick<HttpResponse, 'headers'>): {
  annotations?: ContentAnnotations;
} {
  const time = parseHttpDate(firstLine(headers['last-modified']) ?? '');
  return time === undefined ? {} : { annotations: { lastModified: new Date(time).toISOString() } };
}

/** Returns the status with its reason: `201 Created`. */
export function statusLine({ status }: HttpResponse): string {
  const reason = STATUS_CODES[status];
  return reason === undefined ? String(status) : `${status} ${reason}`;
}

/** Returns the file name of `Content-Disposition` (RFC 6266 §4.3), without folders. */
export function fileName({ headers }: HttpResponse): string | undefined {
  const disposition = firstLine(headers['content-disposition']);
  if (disposition === undefined) return undefined;
  const extended = /;\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(disposition);
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]?.replace(/\\(.)/g, '$1');
  // Many servers write a name with spaces without quotes, or with only one.
  const plain = /;\s*filename\s*=\s*"?([^";]+)/i.exec(disposition)?.[1]?.trim();
  const name = decodeExtended(extended?.[1], extended?.[2]) ?? quoted ?? plain;
  return name?.split(/[/\\]/).at(-1) || undefined;
}

/** Decodes an extended parameter value (RFC 8187 §3.2). */
function decodeExtended(charset: string | undefined, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const bytes = Buffer.from(
    value.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
    'latin1',
  );
  return charset?.toLowerCase() === 'utf-8' ? bytes.toString('utf8') : bytes.toString('latin1');
}
