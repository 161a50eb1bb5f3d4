import { isOpenApiMcpError } from '../errors.ts';
import { explainFailure } from './connection-failure.ts';
import { openDispatcher } from './dispatcher.ts';
import type { ClientCertificate, ConnectionOptions } from './connection-options.ts';

export interface TextRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
}

export interface TextResponse {
  status: number;
  /** Empty where none came. */
  contentType: string;
  text: string;
}

/** No answer with tokens, keys or metadata comes near. */
const maximumBytes = 1_000_000;

/**
 * Asks for what calls need besides, tokens, keys and metadata: so seldom that no connection is kept. No redirect is
 * followed, so nothing that is sent goes elsewhere.
 *
 * @throws OpenApiMcpError UPSTREAM_TIMEOUT, UPSTREAM_UNREACHABLE; CREDENTIALS_INVALID, OPTION_INVALID for certificates
 */
export async function fetchText(
  url: string,
  { body, ...request }: TextRequest,
  connection: ConnectionOptions,
  { timeout, certificate }: { timeout: number; certificate?: ClientCertificate },
): Promise<TextResponse> {
  const { fetch } = await import('undici');
  const dispatcher = await openDispatcher(connection, certificate);
  const { origin } = new URL(url);
  try {
    const response = await fetch(url, {
      ...request,
      ...(body === undefined ? {} : { body }),
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

/** `fetch` wraps what went wrong; its time-out has another name than an abort. */
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
    if (size > maximumBytes) throw new Error(`its answer has more than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
