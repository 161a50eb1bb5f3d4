import { plural } from './format-findings.ts';
import { destinationAdvice } from './destination-advice.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { isRelative, keepsServerPath, resolveBaseUrl, serverInForce } from '../runtime/request/base-url.ts';
import type { DestinationCheck } from './destination-check.ts';
import type { ApiDescriptor, OperationDescriptor } from '../index.ts';
import type { BaseUrl } from '../runtime/request/base-url.ts';
import type { RequestOptions } from '../runtime/request/request-options.ts';

/** A base URL of calls. */
export interface CallDestination {
  /** Absent if there is none. */
  url?: string;
  /** The part of the document or the option that gives the URL, or the reason why there is none. */
  source: string;
  /** Number of operations that are called there. */
  operations: number;
  /** A sentence on a URL that may be wrong. */
  advice?: string;
  /** Present if the URL was tried. */
  check?: DestinationCheck;
}

export type DestinationOptions = Pick<RequestOptions, 'baseUrl' | 'server' | 'serverVariables'>;

const maxShown = 5;

/** Returns the distinct base URLs of all operations, in the order of the operations. */
export function callDestinations(api: ApiDescriptor, options: DestinationOptions): CallDestination[] {
  const destinations = new Map<string, CallDestination>();
  const byServers = new Map<OperationDescriptor['servers'], CallDestination>();
  for (const operation of api.operations) {
    let destination = byServers.get(operation.servers);
    if (destination === undefined) {
      const found = destinationOf(api, operation, options);
      const key = found.url ?? found.source;
      destination = destinations.get(key) ?? found;
      destinations.set(key, destination);
      byServers.set(operation.servers, destination);
    }
    destination.operations += 1;
  }
  return [...destinations.values()];
}

/** Returns the line of a summary for each of the first destinations. */
export function destinationLines(api: ApiDescriptor, options: DestinationOptions): string[] {
  const destinations = callDestinations(api, options);
  const shown = destinations.slice(0, maxShown);
  const lines = shown.flatMap((destination) => [
    destinationText(destination, api),
    ...(destination.advice === undefined ? [] : [destination.advice]),
  ]);
  return destinations.length > maxShown
    ? [...lines, `… and ${destinations.length - maxShown} more URLs`]
    : lines;
}

/** Returns a sentence on the calls to a destination. */
export function destinationText(
  { url, source, operations }: CallDestination,
  api: Pick<ApiDescriptor, 'operations'>,
): string {
  const calls =
    operations === api.operations.length ? 'Calls' : `Calls of ${plural(operations, 'operation')}`;
  if (url === undefined) return `WARNING: ${calls} fail: ${source}`;
  return `${calls} go to ${url} (${source})`;
}

function destinationOf(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  options: DestinationOptions,
): CallDestination {
  try {
    const url = baseUrlText(resolveBaseUrl(api, operation, options));
    const source = sourceOf(api, operation, options);
    const server = serverInForce(api, operation, options.server);
    const advice = options.baseUrl === undefined ? destinationAdvice(api, server, url) : undefined;
    return { url, source, operations: 0, ...(advice === undefined ? {} : { advice }) };
  } catch (error) {
    if (!isOpenApiMcpError(error)) throw error;
    return { source: `${error.message}. ${error.hint}`, operations: 0 };
  }
}

/** Returns a base URL in the form of --base-url. */
export function baseUrlText({ origin, path, query, socketPath }: BaseUrl): string {
  const start = socketPath === undefined ? origin : `unix:${socketPath}:${path === '' ? '/' : ''}`;
  return `${start}${path}${query === '' ? '' : `?${query}`}`;
}

function sourceOf(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  { baseUrl, server: wanted }: DestinationOptions,
): string {
  const server = serverInForce(api, operation, wanted);
  const index = (operation.servers ?? api.servers).indexOf(server);
  const name = `servers[${index}]${operation.servers === undefined ? '' : ` of ${operation.name}`}`;
  if (keepsServerPath(baseUrl)) return `--base-url, with the path of ${name}`;
  if (baseUrl !== undefined) return '--base-url';
  if (!isRelative(server.url)) return name;
  // A document without servers is described with `/`.
  return server.url === '/'
    ? 'the address of the document'
    : `${name}, relative to the address of the document`;
}
