import { createFetch } from '../http/create-fetch.ts';
import { errorCatalogue, isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { parseObject, toStatus, toTokenResponse } from './token-response.ts';
import type { Fetch, FetchInit } from '../http/create-fetch.ts';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';

/** Milliseconds for a response. */
const timeout = 30_000;

/** The format of token requests. */
export type TokenFormat = 'form' | 'json';

/** Creates the `fetch` of an authorization server, which gets the client certificate if there is one. */
export function createOAuthFetch(
  connection: ConnectionOptions,
  certificate?: ClientCertificate,
  format: TokenFormat = 'form',
): Fetch {
  const fetch = createFetch(connection, { timeout, certificate });
  return async (url, init = {}) => {
    checkSecure(new URL(url), connection);
    try {
      const response = await fetch(url, format === 'json' ? toJsonRequest(init) : init);
      const contentType = response.headers.get('content-type') ?? '';
      const text = await response.text();
      if (init.method === 'POST') return toTokenResponse(response.status, contentType, text);
      // Challenges are left out: they would hide the error in the body.
      const type = parseObject(text) === undefined ? contentType : 'application/json';
      return new Response(text, { status: toStatus(response.status), headers: { 'content-type': type } });
    } catch (error) {
      throw isOpenApiMcpError(error) ? unavailable(error) : error;
    }
  };
}

/** Refuses to send secrets without encryption (RFC 6749 §3.2). */
export function checkSecure(
  { protocol, hostname, origin }: URL,
  { insecure = false }: ConnectionOptions,
): void {
  if (protocol === 'https:' || insecure || /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname)) return;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${origin} is not reached over TLS`, {
    hint: 'Secrets are sent over http: to this machine only; use an https: URL (_TOKEN_URL), or pass --insecure.',
  });
}

/** Returns the error of an unreachable authorization server, which is not the API. */
function unavailable(error: OpenApiMcpError): OpenApiMcpError {
  if (error.code !== 'UPSTREAM_UNREACHABLE' && error.code !== 'UPSTREAM_TIMEOUT') return error;
  const isGeneral = error.hint === errorCatalogue[error.code].fix;
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', error.message, {
    cause: error.cause,
    hint: isGeneral ? 'The authorization server could not be reached: check its URL.' : error.hint,
  });
}

/** Returns a token request with its form as JSON, for endpoints that read nothing else. */
function toJsonRequest(init: FetchInit): FetchInit {
  const { headers, body } = init;
  if (!(body instanceof URLSearchParams)) return init;
  const given = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  return {
    ...init,
    headers: { ...given, 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(body)),
  };
}
