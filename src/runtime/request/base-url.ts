import { OpenApiMcpError, messageOf } from '../../errors.ts';
import { resolveServerUrl } from '../../http/resolve-server-url.ts';
import { parseUnixUrl } from '../../http/unix-url.ts';
import { chooseServer } from './choose-server.ts';
import type { RequestOptions } from './request-options.ts';
import type { ApiDescriptor, OperationDescriptor, ServerDescriptor } from '../../descriptor.ts';

/** The base URL of requests. */
export interface BaseUrl {
  /** Scheme, host and port. */
  origin: string;
  /** The path of the server, without trailing slashes. */
  path: string;
  /** The query without its question mark; empty if the URL has none. */
  query: string;
  /** The Unix socket of requests. */
  socketPath?: string;
}

/**
 * Returns the base URL of an operation: the given one, else the URL of the chosen server of the operation, its path
 * or the document (OpenAPI 3.1 §4.8.5). A relative URL is resolved against the location of the document. A document
 * without a location uses its first absolute URL, unless a server was chosen. A given URL that is only
 * `scheme://host[:port]` or a Unix socket keeps the path of the server.
 *
 * @throws OpenApiMcpError SERVER_URL_INVALID
 */
export function resolveBaseUrl(
  api: Pick<ApiDescriptor, 'servers' | 'location'>,
  operation: Pick<OperationDescriptor, 'servers'>,
  options: Pick<RequestOptions, 'baseUrl' | 'server' | 'serverVariables'>,
): BaseUrl {
  const { baseUrl, server, serverVariables = {} } = options;
  const unix = baseUrl === undefined ? undefined : parseUnixUrl(baseUrl);
  const url =
    baseUrl === undefined
      ? parse(expandServer(serverInForce(api, operation, server), serverVariables), api.location)
      : (unix?.url ?? parse(baseUrl, undefined));
  const path = keepsServerPath(baseUrl) ? serverPath(api, operation, options) : url.pathname;
  const base = { origin: url.origin, path: path.replace(/(?<!\/)\/+$/, ''), query: url.search.slice(1) };
  return unix === undefined ? base : { ...base, socketPath: unix.socketPath };
}

/**
 * Returns true for a base URL that is only `scheme://host[:port]` or a Unix socket. `URL` gives `http://host` the path of
 * `http://host/`.
 */
export function keepsServerPath(baseUrl: string | undefined): boolean {
  if (baseUrl === undefined) return false;
  const unix = parseUnixUrl(baseUrl);
  return unix === undefined ? hasOnlyOrigin(baseUrl) : !unix.hasPath;
}

function hasOnlyOrigin(baseUrl: string): boolean {
  return /^[^/?#\\]+:\/\/[^/?#\\]*$/.test(baseUrl);
}

/** Returns the path of the server of an operation. Its host does not matter, and its variables need no values. */
function serverPath(
  api: Pick<ApiDescriptor, 'servers' | 'location'>,
  operation: Pick<OperationDescriptor, 'servers'>,
  { server, serverVariables = {} }: Pick<RequestOptions, 'server' | 'serverVariables'>,
): string {
  const chosen = serverInForce(api, operation, server);
  const path = chosen.url.replace(/^(?:[^/?#]*:)?\/\/[^/?#]*/, '');
  const text = expandServer({ ...chosen, url: path === '' ? '/' : path }, serverVariables);
  return parse(text, api.location ?? 'http://localhost').pathname;
}

/**
 * Returns the server of an operation whose URL is in force: the chosen one, or the first absolute one of a document
 * without a location.
 */
export function serverInForce(
  api: Pick<ApiDescriptor, 'servers' | 'location'>,
  operation: Pick<OperationDescriptor, 'servers'>,
  wanted: string | undefined,
): ServerDescriptor {
  const chosen = chooseServer(api, operation, wanted);
  if (wanted !== undefined || api.location !== undefined || !isRelative(chosen.url)) return chosen;
  return (operation.servers ?? api.servers).find(({ url }) => !isRelative(url)) ?? chosen;
}

/** Returns true for a server URL without a host. A variable at its beginning can have the host. */
export function isRelative(url: string): boolean {
  return !/^(?:\{|[^/?#]+:\/\/)/.test(url);
}

/** Returns the URL of a server with the values of its variables (OpenAPI 3.1 §4.8.6). */
function expandServer(server: ServerDescriptor, values: Record<string, string>): string {
  return server.url.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const variable = server.variables?.[name];
    const value = values[name] ?? variable?.default;
    if (value === undefined)
      throw new OpenApiMcpError('SERVER_URL_INVALID', `server URL ${server.url}: {${name}} has no value`, {
        hint: `Pass --server-var ${name}=VALUE, or --base-url.`,
      });
    if (values[name] !== undefined && variable?.enum !== undefined && !variable.enum.includes(value))
      throw new OpenApiMcpError(
        'SERVER_URL_INVALID',
        `server URL ${server.url}: {${name}} cannot be ${JSON.stringify(value)}`,
        { hint: `Use one of: ${variable.enum.join(', ')}.` },
      );
    return value;
  });
}

function parse(text: string, location: string | undefined): URL {
  let url: URL;
  try {
    url = resolveServerUrl(text, location);
  } catch (cause) {
    const reason = location === undefined && isRelative(text) ? 'is relative' : messageOf(cause);
    throw new OpenApiMcpError('SERVER_URL_INVALID', `server URL ${JSON.stringify(text)} ${reason}`, {
      cause,
    });
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new OpenApiMcpError('SERVER_URL_INVALID', `server URL ${JSON.stringify(text)} is not http or https`);
}
