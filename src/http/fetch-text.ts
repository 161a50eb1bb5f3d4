import { isOpenApiMcpError } from '../errors.ts';
import { explainFailure } from './connection-failure.ts';
import { openDispatcher } from './dispatcher.ts';
import type { LookupFunction } from 'node:net';
import type { ClientCertificate, ConnectionOptions } from './connection-options.ts';

/** A request of {@link fetchText}. */
export interface TextRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
}

/** A response with a body of text. */
export interface TextResponse {
  status: number;
  /** Empty if the response has no `Content-Type`. */
  contentType: string;
  text: string;
}

/** The connection of a request of {@link fetchText}. */
export interface TextConnection {
  /** Milliseconds for the whole response. */
  timeout: number;
  certificate?: ClientCertificate;
  /** Resolves host names; that of Node.js by default. */
  lookup?: LookupFunction;
}

/** Far more than a response with tokens, keys or metadata has. */
const maximumBytes = 1_000_000;

/**
 * Fetches tokens, keys and metadata. Opens a connection for each request, because such requests are rare, and follows
 * no redirects, so that credentials are sent to the given URL only.
 *
 * @throws OpenApiMcpError UPSTREAM_TIMEOUT, UPSTREAM_UNREACHABLE; CREDENTIALS_INVALID, OPTION_INVALID for
 *   certificates
 */
export async function fetchText(
  url: string,
  { body, ...request }: TextRequest,
  connection: ConnectionOptions,
  { timeout, certificate, lookup }: TextConnection,
): Promise<TextResponse> {
  const { fetch } = await import('undici');
  const dispatcher = await openDispatcher(connection, certificate, lookup);
  const { origin } = new URL(url);
  try {
    const response = await fetch(url, {
      ...request,
      body: body ?? null,
      redirect: 'manual',
      dispatcher,
      signal: AbortSignal.timeout(timeout),
    });
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, text: await readText(response.body ?? []) };
  } catch (error) {
    if (isOpenApiMcpError(error)) throw error;
    throw explainFailure(reasonOf(error), origin, timeout, undefined, connection.proxy !== undefined);
  } finally {
    await dispatcher.destroy();
  }
}

/** Returns the cause of an error of `fetch`. A time-out is renamed to an abort, which is what other requests throw. */
function reasonOf(error: unknown): unknown {
  if (error instanceof Error && error.name === 'TimeoutError')
    return Object.assign(new Error(error.message), { name: 'AbortError' });
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}

async function readText(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maximumBytes) throw new Error(`the response has more than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
