import { decodePercent } from '../json/decode-percent.ts';
import type { Dispatcher } from 'undici';
import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { isPrivateAddress } from '../http/private-address.ts';
import { guardedLookup } from '../http/guarded-lookup.ts';
import { checkHostName, privateAddressError } from './private-network-guard.ts';
import { readChunks } from './read-bytes.ts';
import type { ReadLimits } from './read-bytes.ts';
import type { ConnectionOptions } from '../http/connection-options.ts';
import type { StoredDocument } from './load-options.ts';
import { redactUrl, withoutCredentials } from '../http/redact-url.ts';

/** The addresses that a fetch may connect to: `public` excludes loopback, private and link-local addresses. */
export type Reach = 'anywhere' | 'public' | 'nowhere';

/** The limits of all fetches of one load. */
export interface FetchLimits extends ReadLimits {
  /** Milliseconds for all fetches together. */
  fetchTimeout: number;
  connection?: ConnectionOptions | undefined;
  /** Headers for one origin, that of the main document. */
  documentHeaders?: Record<string, string> | undefined;
  documentOrigin?: string | undefined;
  /** Documents that were fetched before, by URL. */
  fetched?: Map<string, StoredDocument> | undefined;
}

/** The bytes of a document. */
export interface DocumentBytes {
  bytes: Buffer;
  /** The URL that the document was read from, after redirects. */
  url: URL;
}

/** The bytes of a response, with its `Link` header. */
export interface FetchedDocument extends DocumentBytes {
  /** Empty if the response has none. */
  link: string;
}

/** Fetches the documents of one load. */
export interface Fetcher {
  /** Fetches a URL and follows its redirects. `reachOf` returns the reach of the URL and of each redirect. */
  fetchBytes(start: URL, reachOf: (url: URL, hop: number) => Reach): Promise<FetchedDocument>;
  /** Returns true if the host of a URL is a private address, or a connection to it had one. */
  isPrivate(url: URL): boolean;
}

const redirectLimit = 5;
const responseTimeout = 30_000;
const accept = 'application/vnd.oai.openapi+json, application/json, application/yaml, text/yaml, */*;q=0.5';

/** Creates a fetcher. The first fetch loads undici, and starts the time-out of all fetches. */
export function createFetcher(limits: FetchLimits): Fetcher {
  const privateHosts = new Set<string>();
  const agents = new Map<Reach, Promise<Dispatcher>>();
  let total: AbortSignal | undefined;

  function isPrivate({ hostname }: URL): boolean {
    return privateHosts.has(hostname) || isPrivateAddress(hostname);
  }

  /** Returns a dispatcher for one reach. Reaches share no connections, because an open connection is not checked again. */
  function agentFor(reach: Reach): Promise<Dispatcher> {
    const onPrivate = (host: string): boolean => {
      if (reach === 'anywhere') privateHosts.add(host);
      return reach === 'anywhere';
    };
    const agent = agents.get(reach) ?? openAgent(onPrivate);
    agents.set(reach, agent);
    return agent;
  }

  async function openAgent(onPrivate: (host: string) => boolean): Promise<Dispatcher> {
    const { openDispatcher } = await import('../http/dispatcher.ts');
    const refusing = guardedLookup((host) => (onPrivate(host) ? undefined : privateAddressError(host)));
    return openDispatcher(limits.connection ?? {}, undefined, refusing);
  }

  async function follow(start: URL, signal: AbortSignal, reachOf: (url: URL, hop: number) => Reach) {
    const { fetch, Headers } = await import('undici');
    let url = withoutCredentials(start);
    for (let hop = 0; hop <= redirectLimit; hop++) {
      const reach = reachOf(url, hop);
      if (reach === 'public' && isPrivateAddress(url.hostname)) throw privateAddressError(url.hostname);
      // A proxy looks up names itself, without the guarded lookup.
      if (reach === 'public' && limits.connection?.proxy !== undefined) await checkHostName(url.hostname);
      const headers = new Headers({ accept });
      // The credentials of a URL are for its own origin only.
      const hasLogin = start.username !== '' || start.password !== '';
      if (hasLogin && url.origin === start.origin) headers.set('authorization', basic(start));
      if (url.origin === limits.documentOrigin)
        for (const [name, value] of Object.entries(limits.documentHeaders ?? {})) headers.set(name, value);
      const stored = limits.fetched?.get(url.href);
      if (stored?.etag !== undefined) headers.set('if-none-match', stored.etag);
      if (stored?.lastModified !== undefined) headers.set('if-modified-since', stored.lastModified);
      const dispatcher = await agentFor(reach);
      const response = await fetch(url, { redirect: 'manual', headers, signal, dispatcher });
      const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (next === null) return { response, url, stored };
      await response.body?.cancel();
      url = redirectTarget(next, url, (target) => reachOf(target, hop + 1));
    }
    const shown = redactUrl(start);
    throw new OpenApiMcpError('SOURCE_UNREADABLE', `${shown} redirects more than ${redirectLimit} times.`);
  }

  async function fetchBytes(start: URL, reachOf: (url: URL, hop: number) => Reach): Promise<FetchedDocument> {
    total ??= AbortSignal.timeout(limits.fetchTimeout);
    const timeout = AbortSignal.any([AbortSignal.timeout(responseTimeout), total]);
    const signal = limits.signal === undefined ? timeout : AbortSignal.any([limits.signal, timeout]);
    const shown = redactUrl(start);
    try {
      const { response, url, stored } = await follow(start, signal, reachOf);
      if (response.status === 304 && stored !== undefined)
        return { bytes: stored.bytes, url, link: response.headers.get('link') ?? '' };
      if (!response.ok) {
        await response.body?.cancel();
        throw statusError(shown, response.status);
      }
      const bytes = await readChunks(response.body ?? [], shown, limits);
      limits.fetched?.set(url.href, {
        bytes,
        etag: response.headers.get('etag') ?? undefined,
        lastModified: response.headers.get('last-modified') ?? undefined,
      });
      return { bytes, url, link: response.headers.get('link') ?? '' };
    } catch (error) {
      limits.signal?.throwIfAborted();
      throw fetchError(error, shown, timeout, total);
    }
  }

  function fetchError(
    error: unknown,
    shown: string,
    timeout: AbortSignal,
    all: AbortSignal,
  ): OpenApiMcpError {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isOpenApiMcpError(error)) return error;
    if (isOpenApiMcpError(cause)) return cause;
    const reason = timeout.aborted ? 'it did not respond in time' : messageOf(cause ?? error);
    const message = `Could not fetch ${shown}: ${reason}.`;
    const hint = all.aborted
      ? `All fetches together may take ${limits.fetchTimeout} ms. Raise that limit with --fetch-timeout.`
      : /certificate/i.test(reason)
        ? 'Pass --ca with a file that contains the certificate of its authority.'
        : undefined;
    return new OpenApiMcpError('SOURCE_UNREADABLE', message, omitUndefined({ cause: error, hint }));
  }

  return { fetchBytes, isPrivate };
}

function redirectTarget(location: string, from: URL, reachOf: (url: URL) => Reach): URL {
  if (!URL.canParse(location, from.href)) {
    throw new OpenApiMcpError(
      'SOURCE_UNREADABLE',
      `${redactUrl(from)} redirects to something that is not a URL.`,
    );
  }
  const target = withoutCredentials(new URL(location, from));
  const isWeb = target.protocol === 'http:' || target.protocol === 'https:';
  if (isWeb && reachOf(target) !== 'nowhere') return target;
  throw new OpenApiMcpError('REFERENCE_REFUSED', `${redactUrl(from)} redirects to ${redactUrl(target)}.`);
}

function basic(url: URL): string {
  const pair = `${decodePercent(url.username)}:${decodePercent(url.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function statusError(source: string, status: number): OpenApiMcpError {
  const location = { source };
  if (status === 404 || status === 410) {
    return new OpenApiMcpError('SOURCE_NOT_FOUND', `${source} responded with ${status}.`, { location });
  }
  const message = `${source} responded with ${status} instead of the document.`;
  if (status !== 401 && status !== 403) {
    return new OpenApiMcpError('SOURCE_UNREADABLE', message, { location });
  }
  const hint =
    "The URL needs a login: pass --document-header 'Authorization: Bearer …' with a token, put user:password@ into the URL, or download the document and give its path.";
  return new OpenApiMcpError('SOURCE_UNREADABLE', message, { hint, location });
}
