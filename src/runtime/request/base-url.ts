import { OpenApiMcpError, messageOf } from '../../errors.ts';
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
}

/**
 * Returns the base URL of an operation: the given one, else the URL of the chosen server of the operation, its path
 * or the document (OpenAPI 3.1 §4.8.5). A relative URL is resolved against the location of the document. A document
 * without a location uses its first absolute URL, unless a server was chosen.
 *
 * @throws OpenApiMcpError SERVER_URL_INVALID
 */
export function resolveBaseUrl(
  api: Pick<ApiDescriptor, 'servers' | 'location'>,
  operation: Pick<OperationDescriptor, 'servers'>,
  options: Pick<RequestOptions, 'baseUrl' | 'server' | 'serverVariables'>,
): BaseUrl {
  const text = options.baseUrl ?? serverUrl(api, operation, options);
  const url = parse(text, options.baseUrl === undefined ? api.location : undefined);
  return { origin: url.origin, path: url.pathname.replace(/(?<!\/)\/+$/, ''), query: url.search.slice(1) };
}

function serverUrl(
  api: Pick<ApiDescriptor, 'servers' | 'location'>,
  operation: Pick<OperationDescriptor, 'servers'>,
  { server, serverVariables = {} }: Pick<RequestOptions, 'server' | 'serverVariables'>,
): string {
  const text = expandServer(chooseServer(api, operation, server), serverVariables);
  if (server !== undefined || api.location !== undefined || !isRelative(text)) return text;
  const absolute = (operation.servers ?? api.servers).find(({ url }) => !isRelative(url));
  return absolute === undefined ? text : expandServer(absolute, serverVariables);
}

/** Returns true for a server URL without a host. A template can have a variable instead of its scheme. */
function isRelative(url: string): boolean {
  return !/^[^/?#]+:\/\//.test(url);
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
    url = new URL(text, location);
  } catch (cause) {
    const reason = location === undefined && text.startsWith('/') ? 'is relative' : messageOf(cause);
    throw new OpenApiMcpError('SERVER_URL_INVALID', `server URL ${JSON.stringify(text)} ${reason}`, {
      cause,
    });
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new OpenApiMcpError('SERVER_URL_INVALID', `server URL ${JSON.stringify(text)} is not http or https`);
}
