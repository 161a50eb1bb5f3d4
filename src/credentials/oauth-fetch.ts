import { asJsonObject } from '../json/narrow.ts';
import { createFetch } from '../http/create-fetch.ts';
import { errorCatalogue, isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import type { Fetch } from '../http/create-fetch.ts';
import type { JsonObject } from '../json/value.ts';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';

/** Milliseconds for a response. */
const timeout = 30_000;

/** Creates the `fetch` of an authorization server, which gets the client certificate if there is one. */
export function createOAuthFetch(connection: ConnectionOptions, certificate?: ClientCertificate): Fetch {
  const fetch = createFetch(connection, { timeout, certificate });
  return async (url, init) => {
    checkSecure(new URL(url), connection);
    try {
      const response = await fetch(url, init);
      return plainResponse(
        response.status,
        response.headers.get('content-type') ?? '',
        await response.text(),
      );
    } catch (error) {
      throw isOpenApiMcpError(error) ? unavailable(error) : error;
    }
  };
}

/** Refuses to send secrets without encryption (RFC 6749 §3.2). */
function checkSecure({ protocol, hostname, origin }: URL, { insecure = false }: ConnectionOptions): void {
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

/**
 * Returns a response that `oauth4webapi` accepts: any success has status 200, ID tokens are removed, and the default
 * token type is bearer. Challenges are removed, since they would hide the error in the body.
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
