import { asJsonObject } from '../json/narrow.ts';
import { errorCatalogue, isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';

/** What `oauth4webapi` asks for in the place of the global `fetch`. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: URLSearchParams | undefined | null },
) => Promise<Response>;

const timeout = 30_000;

/** How an authorization server is reached; it is shown the certificate, where there is one. */
export function createFetch(connection: ConnectionOptions, certificate?: ClientCertificate): Fetch {
  return async (url, { method, headers, body }) => {
    checkPrivate(new URL(url), connection);
    // A start does without TLS.
    const { fetchText } = await import('../http/fetch-text.ts');
    const request = { method, headers, ...(body ? { body: body.toString() } : {}) };
    try {
      const options = { timeout, ...(certificate === undefined ? {} : { certificate }) };
      const { status, contentType, text } = await fetchText(url, request, connection, options);
      return plainResponse(status, contentType, text);
    } catch (error) {
      throw isOpenApiMcpError(error) ? unavailable(error) : error;
    }
  };
}

/** Nobody on the way may read what is sent (RFC 6749 §3.2). */
function checkPrivate({ protocol, hostname, origin }: URL, { insecure = false }: ConnectionOptions): void {
  if (protocol === 'https:' || insecure || /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname)) return;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${origin} is not reached over TLS`, {
    hint: 'Secrets are sent over http: to this machine only; use an https: URL (_TOKEN_URL), or pass --insecure.',
  });
}

/** It was not the API that failed. */
function unavailable(error: OpenApiMcpError): OpenApiMcpError {
  if (error.code !== 'UPSTREAM_UNREACHABLE' && error.code !== 'UPSTREAM_TIMEOUT') return error;
  const isGeneral = error.hint === errorCatalogue[error.code].fix;
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', error.message, {
    cause: error.cause,
    hint: isGeneral ? 'The authorization server could not be reached: check its URL.' : error.hint,
  });
}

/**
 * What matters of an answer: any success is one, an ID token is of no use here, and a token without a type is a bearer
 * token, as everywhere. Challenges would hide the error that stands in the body.
 */
function plainResponse(status: number, contentType: string, text: string): Response {
  const isSuccess = status >= 200 && status < 300;
  const json = parseObject(text);
  const { id_token: _, ...rest } = json ?? {};
  const token = 'access_token' in rest ? { token_type: 'bearer', ...rest } : rest;
  return new Response(json === undefined ? text : JSON.stringify(token), {
    status: isSuccess ? 200 : status,
    headers: { 'content-type': json === undefined ? contentType : 'application/json' },
  });
}

function parseObject(text: string): JsonObject | undefined {
  try {
    return asJsonObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
