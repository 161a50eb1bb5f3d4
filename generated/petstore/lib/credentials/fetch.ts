import { errorCatalogue, isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { explainFailure } from '../runtime/request/failure.ts';
import type { ConnectionOptions } from '../options.ts';

/** What `oauth4webapi` asks for in the place of the global `fetch`. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: URLSearchParams | undefined | null },
) => Promise<Response>;

/** No answer of an authorization server comes near. */
const maximumBytes = 1_000_000;
const timeout = 30_000;

/** Sends one request over a connection of its own: tokens are asked for so seldom that none is kept open. */
export function createFetch(connection: ConnectionOptions): Fetch {
  return async (url, { method, headers, body }) => {
    // A start does without TLS.
    const { openDispatcher } = await import('../runtime/request/dispatcher.ts');
    const { fetch } = await import('undici');
    const dispatcher = await openDispatcher(connection);
    const signal = AbortSignal.timeout(timeout);
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        dispatcher,
        signal,
        ...(body === undefined || body === null ? {} : { body: body.toString() }),
      });
      const text = await readText(response.body ?? [], new URL(url).origin);
      return plainResponse(response.status, response.headers.get('content-type') ?? '', text);
    } catch (error) {
      if (isOpenApiMcpError(error)) throw error;
      const { origin } = new URL(url);
      const isProxied = connection.proxy !== undefined;
      const { message, hint } = explainFailure(reasonOf(error), origin, timeout, undefined, isProxied);
      const isGeneral =
        hint === errorCatalogue.UPSTREAM_UNREACHABLE.fix || hint === errorCatalogue.UPSTREAM_TIMEOUT.fix;
      throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', message, {
        cause: error,
        hint: isGeneral ? 'The authorization server could not be reached: check its URL.' : hint,
      });
    } finally {
      await dispatcher.destroy();
    }
  };
}

/** `fetch` wraps what went wrong; its time-out has another name than an abort. */
function reasonOf(error: unknown): unknown {
  if (error instanceof Error && error.name === 'TimeoutError')
    return Object.assign(new Error(error.message), { name: 'AbortError' });
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}

async function readText(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  origin: string,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maximumBytes) throw new Error(`${origin} answered more than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
