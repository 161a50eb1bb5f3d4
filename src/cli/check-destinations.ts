import { isOpenApiMcpError, messageOf } from '../errors.ts';
import { explainFailure } from '../http/connection-failure.ts';
import { openDispatcher } from '../http/dispatcher.ts';
import { resolveBaseUrl } from '../runtime/request/base-url.ts';
import { parseUnixUrl } from '../http/unix-url.ts';
import { baseUrlText } from './call-destinations.ts';
import { documentPrefix } from './destination-advice.ts';
import type { DestinationCheck } from './destination-check.ts';
import type { CallDestination, DestinationOptions } from './call-destinations.ts';
import type { ConnectionOptions } from '../http/connection-options.ts';
import type { ApiDescriptor, OperationDescriptor } from '../index.ts';

const timeout = 10_000;

/** Most base URLs that are tried in place of one that has nothing there. */
const maximumGuesses = 4;

/**
 * Requests each base URL by GET, without credentials: an operation without required parameters, or the URL itself. Where
 * nothing is there, base URLs with paths of the document's URL are tried.
 */
export function checkDestinations(
  api: ApiDescriptor,
  destinations: CallDestination[],
  options: DestinationOptions,
  connection: ConnectionOptions,
): Promise<CallDestination[]> {
  return Promise.all(
    destinations.map(async (destination) => {
      const { url } = destination;
      if (url === undefined) return destination;
      const operations = api.operations.filter((operation) => hasBase(api, operation, options, url));
      const path = operations.find(isHarmless)?.path;
      const check = await tryUrl(url, path ?? '', connection);
      const better =
        path === undefined || !isAbsent(check)
          ? undefined
          : await findBetter(guessesFor(api, url), path, connection);
      return { ...destination, check: better === undefined ? check : { ...check, better } };
    }),
  );
}

function hasBase(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  options: DestinationOptions,
  url: string,
): boolean {
  try {
    return baseUrlText(resolveBaseUrl(api, operation, options)) === url;
  } catch (error) {
    if (isOpenApiMcpError(error)) return false;
    throw error;
  }
}

/** Returns true for an operation that can be called by its path alone, and changes nothing. */
function isHarmless({ method, path, parameters, body }: OperationDescriptor): boolean {
  return (
    method === 'GET' &&
    !/[{}?#]/.test(path) &&
    !parameters.some(({ required }) => required) &&
    body?.required !== true
  );
}

function isAbsent({ status }: DestinationCheck): boolean {
  return status === undefined || status === 404 || status === 405;
}

/** Returns the base URLs that the location of the document suggests: its paths, from the longest to the root. */
function guessesFor({ location }: ApiDescriptor, url: string): string[] {
  if (location === undefined) return [];
  const { origin, pathname } = new URL(location);
  const folders = pathname.split('/').slice(1, -1);
  const paths = folders.map((_, index) => `/${folders.slice(0, folders.length - index).join('/')}`);
  if (parseUnixUrl(url) !== undefined) return [];
  const { pathname: own } = new URL(url);
  const guesses = [own === '/' ? '' : own, documentPrefix(location), ...paths, ''].map(
    (path) => origin + path,
  );
  return [...new Set(guesses)].filter((guess) => guess !== url.replace(/\?.*$/, '')).slice(0, maximumGuesses);
}

async function findBetter(
  guesses: string[],
  path: string,
  connection: ConnectionOptions,
): Promise<string | undefined> {
  for (const guess of guesses) {
    const { status = 404 } = await tryUrl(guess, path, connection);
    // Without a path, --base-url keeps that of the server.
    if (status < 300 || status === 401 || status === 403)
      return new URL(guess).pathname === '/' ? `${guess}/` : guess;
  }
  return undefined;
}

async function tryUrl(base: string, path: string, connection: ConnectionOptions): Promise<DestinationCheck> {
  const { request } = await import('undici');
  const unix = parseUnixUrl(base);
  const url = new URL(unix?.url ?? base);
  url.pathname = url.pathname.replace(/\/$/, '') + path;
  const socketPath = unix?.socketPath;
  const requested = socketPath === undefined ? url.href : `unix:${socketPath}:${url.pathname}${url.search}`;
  const dispatcher = await openDispatcher(connection, undefined, undefined, { socketPath });
  const started = performance.now();
  const duration = (): number => Math.round(performance.now() - started);
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(timeout) });
    // A body that is not read emits an error when it is closed.
    body.on('error', () => undefined).destroy();
    return { requested, status: statusCode, duration: duration() };
  } catch (error) {
    const explained = explainFailure(error, url.origin, timeout, undefined, connection.proxy !== undefined);
    return { requested, duration: duration(), failure: messageOf(explained) };
  } finally {
    await dispatcher.destroy();
  }
}
