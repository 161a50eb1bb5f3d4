import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { OpenApiMcpError, messageOf } from '../errors.ts';

/** What bounds one read. */
export interface ReadLimits {
  maxDocumentBytes: number;
  signal?: AbortSignal | undefined;
  /** Tells whether a redirect may be followed there; all of http and https by default. */
  allowsRedirect?: ((url: URL) => boolean) | undefined;
  /** @default 30000 */
  timeoutMilliseconds?: number | undefined;
}

const redirectLimit = 5;
const accept = 'application/vnd.oai.openapi+json, application/json, application/yaml, text/yaml, */*;q=0.5';

/** Reads a file, or anything that has a path, as text. */
export async function readFileText(path: string, limits: ReadLimits): Promise<string> {
  limits.signal?.throwIfAborted();
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  if (limits.signal !== undefined) addAbortSignal(limits.signal, stream);
  try {
    return await collect(stream, path, limits);
  } catch (error) {
    limits.signal?.throwIfAborted();
    throw await fileError(path, error);
  }
}

/** Reads standard input to its end as text. */
export async function readStandardInput(limits: ReadLimits): Promise<string> {
  limits.signal?.throwIfAborted();
  if (limits.signal !== undefined) addAbortSignal(limits.signal, process.stdin);
  return collect(process.stdin, 'standard input', limits);
}

/** Fetches a URL as text; `url` is where the last redirect led. */
export async function readUrlText(start: URL, limits: ReadLimits): Promise<{ text: string; url: URL }> {
  const timeout = AbortSignal.timeout(limits.timeoutMilliseconds ?? 30_000);
  const signal = limits.signal === undefined ? timeout : AbortSignal.any([limits.signal, timeout]);
  const shown = withoutCredentials(start).href;
  try {
    const { response, url } = await follow(start, limits, signal);
    if (!response.ok) {
      await response.body?.cancel();
      throw statusError(shown, response.status);
    }
    const text = await collect(response.body ?? [], shown, limits);
    return { text, url };
  } catch (error) {
    limits.signal?.throwIfAborted();
    if (error instanceof OpenApiMcpError) throw error;
    const reason = timeout.aborted ? 'it did not answer in time' : fetchReason(error);
    throw new OpenApiMcpError('SOURCE_UNREADABLE', `Could not fetch ${shown}: ${reason}.`, { cause: error });
  }
}

async function follow(start: URL, limits: ReadLimits, signal: AbortSignal) {
  let url = withoutCredentials(start);
  for (let hop = 0; hop <= redirectLimit; hop++) {
    const headers: Record<string, string> = { accept };
    // Credentials stay with the origin that they were given for.
    if (start.username !== '' && url.origin === start.origin) headers['authorization'] = basic(start);
    const response = await fetch(url, { redirect: 'manual', headers, signal });
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (next === null) return { response, url };
    await response.body?.cancel();
    url = redirectTarget(next, url, limits);
  }
  throw new OpenApiMcpError(
    'SOURCE_UNREADABLE',
    `${withoutCredentials(start).href} redirects more than ${redirectLimit} times.`,
  );
}

function redirectTarget(location: string, from: URL, limits: ReadLimits): URL {
  if (!URL.canParse(location, from.href)) {
    throw new OpenApiMcpError('SOURCE_UNREADABLE', `${from.href} redirects to something that is no URL.`);
  }
  const target = withoutCredentials(new URL(location, from));
  const isWeb = target.protocol === 'http:' || target.protocol === 'https:';
  if (isWeb && limits.allowsRedirect?.(target) !== false) return target;
  throw new OpenApiMcpError('REFERENCE_REFUSED', `${from.href} redirects to ${target.href}.`);
}

/** The URL fit for messages and for resolving others against it. */
export function withoutCredentials(url: URL): URL {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  copy.hash = '';
  return copy;
}

function basic(url: URL): string {
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

async function collect(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  source: string,
  limits: ReadLimits,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limits.maxDocumentBytes) {
      const message = `${source} has more than ${limits.maxDocumentBytes} bytes.`;
      throw new OpenApiMcpError('SOURCE_TOO_LARGE', message, { location: { source } });
    }
    parts.push(chunk);
  }
  return decode(Buffer.concat(parts, size));
}

// A byte order mark says which; RFC 8259 and YAML 1.2 §5.2 name UTF-8 otherwise.
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // Many times quicker than a TextDecoder, which would drop the mark of UTF-8 too.
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}

function statusError(source: string, status: number): OpenApiMcpError {
  const location = { source };
  if (status === 404 || status === 410) {
    return new OpenApiMcpError('SOURCE_NOT_FOUND', `${source} answered ${status}.`, { location });
  }
  const message = `${source} answered ${status} instead of the document.`;
  if (status !== 401 && status !== 403) {
    return new OpenApiMcpError('SOURCE_UNREADABLE', message, { location });
  }
  const hint =
    'It needs a login: download the document and give its path, or put user:password@ into the URL.';
  return new OpenApiMcpError('SOURCE_UNREADABLE', message, { hint, location });
}

function fetchReason(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}

async function fileError(path: string, error: unknown): Promise<unknown> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof OpenApiMcpError || typeof code !== 'string') return error;
  const details = { cause: error, location: { source: path } };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const similar = await similarFile(path);
    const message = `There is no file at ${path}.`;
    if (similar === undefined) return new OpenApiMcpError('SOURCE_NOT_FOUND', message, details);
    const hint = `Did you mean ${similar}?`;
    return new OpenApiMcpError('SOURCE_NOT_FOUND', message, { ...details, hint });
  }
  const reason = { EISDIR: 'it is a folder', EACCES: 'permission is missing' }[code] ?? messageOf(error);
  return new OpenApiMcpError('SOURCE_UNREADABLE', `Could not read ${path}: ${reason}.`, details);
}

async function similarFile(path: string): Promise<string | undefined> {
  const wanted = basename(path).toLowerCase();
  const stem = basename(wanted, extname(wanted));
  const siblings = await readdir(dirname(path)).catch(() => []);
  let best: string | undefined;
  let bestDistance = 3;
  for (const sibling of siblings) {
    const name = sibling.toLowerCase();
    const isOtherFormat = /^\.(?:json|ya?ml)$/.test(extname(name)) && basename(name, extname(name)) === stem;
    const distance = isOtherFormat ? 0 : editDistance(wanted, name);
    if (distance < bestDistance && distance < wanted.length / 2) {
      bestDistance = distance;
      best = sibling;
    }
  }
  return best === undefined ? undefined : join(dirname(path), best);
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
