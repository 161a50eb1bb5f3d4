import { STATUS_CODES } from 'node:http';
import type { HttpExchange } from '../operation-caller.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { ContentAnnotations } from '../protocol.ts';
import type { JsonObject } from '../../json/value.ts';

/** Headers that tell a client something it can use; those of rate limits besides. */
const keptHeaders = ['etag', 'last-modified', 'location', 'link', 'retry-after', 'content-disposition'];
const rateLimit = /^(x-)?rate-?limit/;

/** Key of what the HTTP exchange was, in a result's `_meta`. */
const metaKey = 'openapi-mcp/response';

/** Status, duration in milliseconds, the headers worth having, findings of response validation, and what else is given. */
export function responseMeta(
  { response, duration }: HttpExchange,
  options: RuntimeOptions,
  findings: string[] = [],
  more: JsonObject = {},
): JsonObject {
  const isMasked = options.maskErrors === true && response.status >= 400;
  const wanted = isMasked
    ? new Set(['retry-after'])
    : new Set([...keptHeaders, ...(options.resultHeaders ?? []).map((name) => name.toLowerCase())]);
  const headers = Object.entries(response.headers)
    .filter(([name]) => wanted.has(name) || rateLimit.test(name))
    .map(([name, value]): [string, string] => [name, [value].flat().join(', ')]);
  const name = isMasked ? undefined : fileName(response);
  return {
    [metaKey]: {
      status: response.status,
      duration: Math.round(duration),
      ...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
      ...(name === undefined ? {} : { filename: name }),
      ...(findings.length > 0 ? { findings } : {}),
      ...more,
    },
  };
}

/** When a resource last changed, where its API says so (RFC 9110 §8.8.2), in the form of MCP's annotations. */
export function lastModified({ headers }: Pick<HttpResponse, 'headers'>): {
  annotations?: ContentAnnotations;
} {
  const time = Date.parse([headers['last-modified'] ?? ''].flat()[0] ?? '');
  return Number.isNaN(time) ? {} : { annotations: { lastModified: new Date(time).toISOString() } };
}

/** `201 Created` */
export function statusLine({ status }: HttpResponse): string {
  const reason = STATUS_CODES[status];
  return reason === undefined ? String(status) : `${status} ${reason}`;
}

/** The name that Content-Disposition gives (RFC 6266 §4.3), without folders. */
export function fileName({ headers }: HttpResponse): string | undefined {
  const disposition = [headers['content-disposition'] ?? ''].flat()[0] ?? '';
  const extended = /;\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(disposition);
  const quoted = /;\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]?.replace(/\\(.)/g, '$1');
  const plain = /;\s*filename\s*=\s*([^";\s]+)/i.exec(disposition)?.[1];
  const name = decodeExtended(extended?.[1], extended?.[2]) ?? quoted ?? plain;
  return name?.split(/[/\\]/).at(-1) || undefined;
}

/** RFC 8187 §3.2 */
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
