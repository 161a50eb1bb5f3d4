import { OpenApiMcpError, messageOf } from '../../errors.ts';
import { chooseServer } from './choose-server.ts';
import type { ApiDescriptor, OperationDescriptor, ServerDescriptor } from '../../descriptor.ts';

/** Where requests go. */
export interface BaseUrl {
  /** Scheme, host and port. */
  origin: string;
  /** Path of the server without a slash at its end. */
  path: string;
  /** Without its question mark, empty where there is none. */
  query: string;
}

/**
 * The base URL of an operation: the given one, else its own servers', its path's or the document's chosen one, the first
 * unless another was asked for (OpenAPI 3.1 §4.8.5), relative ones resolved against where the document came from.
 *
 * @throws OpenApiMcpError SERVER_URL_INVALID
 */
export function resolveBaseUrl(
  api: Pick<ApiDescriptor, 'servers' | 'location'>,
  operation: Pick<OperationDescriptor, 'servers'>,
  options: { baseUrl?: string; server?: string; serverVariables?: Record<string, string> },
): BaseUrl {
  const text =
    options.baseUrl ??
    expandServer(chooseServer(api, operation, options.server), options.serverVariables ?? {});
  const url = parse(text, options.baseUrl === undefined ? api.location : undefined);
  return { origin: url.origin, path: url.pathname.replace(/(?<!\/)\/+$/, ''), query: url.search.slice(1) };
}

/** Puts values into a server URL template (OpenAPI 3.1 §4.8.6). */
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
