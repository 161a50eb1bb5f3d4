import { lookup, promises } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import { isPrivateAddress } from '../http/private-address.ts';
import { collect } from './read-bytes.ts';
import type { ReadLimits } from './read-bytes.ts';
import type { ConnectionOptions } from '../http/connection-options.ts';
import { shownUrl, withoutCredentials } from '../http/shown-url.ts';

/** How far one fetch may reach: `public` leaves out loopback, private and link-local addresses. */
export type Reach = 'anywhere' | 'public' | 'nowhere';

/** What bounds all fetches of one load. */
export interface FetchLimits extends ReadLimits {
  /** For all of them together. */
  fetchTimeout: number;
  connection?: ConnectionOptions | undefined;
}

/** A document, and where it was found at last. */
export interface Found {
  bytes: Buffer;
  url: URL;
}

/** Fetches the documents of one load. */
export interface Fetcher {
  /** Fetches a URL; `url` is where the last redirect led. `reachOf` is asked for it and for each redirect. */
  fetchBytes(start: URL, reachOf: (url: URL, hop: number) => Reach): Promise<Found>;
  /** Whether a URL's host is a private address, or was reached at one. */
  isPrivate(url: URL): boolean;
}

const redirectLimit = 5;
const answerTimeout = 30_000;
const accept = 'application/vnd.oai.openapi+json, application/json, application/yaml, text/yaml, */*;q=0.5';

/** Nothing is loaded and no time counted before the first fetch. */
export function createFetcher(limits: FetchLimits): Fetcher {
  const privateHosts = new Set<string>();
  const agents = new Map<Reach, Promise<Dispatcher>>();
  let total: AbortSignal | undefined;

  function isPrivate({ hostname }: URL): boolean {
    return privateHosts.has(hostname) || isPrivateAddress(hostname);
  }

  /** Connections are never shared between reaches: one that is open was allowed once, but not to all. */
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
    return openDispatcher(limits.connection ?? {}, undefined, guardedLookup(onPrivate));
  }

  async function follow(start: URL, signal: AbortSignal, reachOf: (url: URL, hop: number) => Reach) {
    const { fetch } = await import('undici');
    let url = withoutCredentials(start);
    for (let hop = 0; hop <= redirectLimit; hop++) {
      const reach = reachOf(url, hop);
      if (reach === 'public' && isPrivateAddress(url.hostname)) throw privateRefused(url.hostname);
      // A proxy looks names up by itself.
      if (reach === 'public' && limits.connection?.proxy !== undefined) await checkName(url.hostname);
      const headers: Record<string, string> = { accept };
      // Credentials stay with the origin that they were given for.
      if (start.username !== '' && url.origin === start.origin) headers['authorization'] = basic(start);
      const dispatcher = await agentFor(reach);
      const response = await fetch(url, { redirect: 'manual', headers, signal, dispatcher });
      const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (next === null) return { response, url };
      await response.body?.cancel();
      url = redirectTarget(next, url, (target) => reachOf(target, hop + 1));
    }
    const shown = shownUrl(start);
    throw new OpenApiMcpError('SOURCE_UNREADABLE', `${shown} redirects more than ${redirectLimit} times.`);
  }

  async function fetchBytes(start: URL, reachOf: (url: URL, hop: number) => Reach): Promise<Found> {
    total ??= AbortSignal.timeout(limits.fetchTimeout);
    const timeout = AbortSignal.any([AbortSignal.timeout(answerTimeout), total]);
    const signal = limits.signal === undefined ? timeout : AbortSignal.any([limits.signal, timeout]);
    const shown = shownUrl(start);
    try {
      const { response, url } = await follow(start, signal, reachOf);
      if (!response.ok) {
        await response.body?.cancel();
        throw statusError(shown, response.status);
      }
      return { bytes: await collect(response.body ?? [], shown, limits), url };
    } catch (error) {
      limits.signal?.throwIfAborted();
      throw explain(error, shown, timeout, total);
    }
  }

  function explain(error: unknown, shown: string, timeout: AbortSignal, all: AbortSignal): OpenApiMcpError {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isOpenApiMcpError(error)) return error;
    if (isOpenApiMcpError(cause)) return cause;
    const reason = timeout.aborted ? 'it did not answer in time' : messageOf(cause ?? error);
    const message = `Could not fetch ${shown}: ${reason}.`;
    const trust = 'Pass --ca with a file that has the certificate of its authority.';
    const details = { cause: error, ...(/certificate/i.test(reason) ? { hint: trust } : {}) };
    if (!all.aborted) return new OpenApiMcpError('SOURCE_UNREADABLE', message, details);
    const hint = `All fetching may take ${limits.fetchTimeout} ms; raise that with --fetch-timeout.`;
    return new OpenApiMcpError('SOURCE_UNREADABLE', message, { cause: error, hint });
  }

  return { fetchBytes, isPrivate };
}

/** Looks names up and refuses what they lead to, at the time of the connection: a name may change its address. */
function guardedLookup(onPrivate: (host: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const isPrivate = addresses?.some(({ address }) => isPrivateAddress(address)) ?? false;
      const refusal = isPrivate && !onPrivate(host) ? privateRefused(host) : null;
      const [first] = addresses ?? [];
      if (error !== null || refusal !== null || first === undefined) callback(error ?? refusal, []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** A name that is unknown here may be known to the proxy. */
async function checkName(host: string): Promise<void> {
  const addresses = await promises.lookup(host, { all: true }).catch(() => []);
  if (addresses.some(({ address }) => isPrivateAddress(address))) throw privateRefused(host);
}

function privateRefused(host: string): OpenApiMcpError {
  const message = `${host} is a loopback, private or link-local address.`;
  const hint = 'Pass --allow-private-refs if you trust the document.';
  return new OpenApiMcpError('REFERENCE_REFUSED', message, { hint });
}

function redirectTarget(location: string, from: URL, reachOf: (url: URL) => Reach): URL {
  if (!URL.canParse(location, from.href)) {
    throw new OpenApiMcpError(
      'SOURCE_UNREADABLE',
      `${shownUrl(from)} redirects to something that is no URL.`,
    );
  }
  const target = withoutCredentials(new URL(location, from));
  const isWeb = target.protocol === 'http:' || target.protocol === 'https:';
  if (isWeb && reachOf(target) !== 'nowhere') return target;
  throw new OpenApiMcpError('REFERENCE_REFUSED', `${shownUrl(from)} redirects to ${shownUrl(target)}.`);
}

function basic(url: URL): string {
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
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
