import { OpenApiMcpError } from '../../errors.ts';
import { undoContentCoding } from '../../http/content-coding.ts';
import { explainFailure, isNetworkError } from '../../http/connection-failure.ts';
import { openDispatcher } from '../../http/dispatcher.ts';
import { retryOnStaleConnection } from '../../http/stale-connection.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type {
  ClientCertificate,
  ConnectionOptions,
  ConnectionTimeouts,
} from '../../http/connection-options.ts';
import type { Dispatcher } from 'undici';

/** Options of a single request. */
export interface SendOptions {
  /** Aborts when the client cancels the call. */
  signal?: AbortSignal;
  /** Receives each chunk of the response body, with the content type. */
  onChunk?: (chunk: Uint8Array, contentType: string) => void;
  /** Most milliseconds of this request, in place of the time-out of all. */
  timeout?: number | undefined;
  /** The client certificate for the TLS connection. */
  certificate?: ClientCertificate;
}

/** Sends requests over persistent connections, with a pool for each origin. */
export interface Sender {
  /**
   * @throws OpenApiMcpError UPSTREAM_TIMEOUT or UPSTREAM_UNREACHABLE before a response has begun, CALL_CANCELLED at
   * any time
   */
  send(request: HttpRequest, options?: SendOptions): Promise<HttpResponse>;
  close(): Promise<void>;
}

const maximumRedirects = 5;

/** Creates a sender. undici is imported at the first request. */
export function createSender({
  timeout,
  maxBytes,
  connection = {},
  timeouts,
}: {
  timeout: number;
  maxBytes: number;
  connection?: ConnectionOptions | undefined;
  timeouts?: ConnectionTimeouts | undefined;
}): Sender {
  // Connections with a client certificate are shared by requests with the same certificate only.
  const dispatchers = new Map<ClientCertificate | undefined, Promise<Dispatcher>>();

  function dispatcherFor(certificate?: ClientCertificate): Promise<Dispatcher> {
    const opened = dispatchers.get(certificate) ?? openPool(connection, certificate, timeouts);
    dispatchers.set(certificate, opened);
    return opened;
  }

  async function send(request: HttpRequest, options: SendOptions = {}): Promise<HttpResponse> {
    const milliseconds = options.timeout ?? timeout;
    const limit = createTimeLimit(milliseconds, options.signal);
    try {
      const { response, target } = await follow(
        await dispatcherFor(options.certificate),
        request,
        limit.signal,
      );
      const headers = definedHeaders(response.headers);
      const read = await readBody(response, headers, maxBytes, options);
      if (options.signal?.aborted === true)
        throw new OpenApiMcpError('CALL_CANCELLED', 'the call was cancelled');
      const ending = read.ending === 'broken' && limit.signal.aborted ? 'timeout' : read.ending;
      const redirected = target === request.target ? {} : { finalTarget: target };
      return { status: response.statusCode, headers, body: read.body, ending, ...redirected };
    } catch (cause) {
      throw explainFailure(
        cause,
        request.origin,
        milliseconds,
        options.signal,
        connection.proxy !== undefined,
      );
    } finally {
      limit.clear();
    }
  }

  return {
    send,
    async close() {
      // A dispatcher that could not be opened has nothing to close.
      const opened = await Promise.allSettled(dispatchers.values());
      await Promise.all(
        opened.map((each) => (each.status === 'fulfilled' ? each.value.destroy() : undefined)),
      );
    },
  };
}

/** Opens a dispatcher that also copes with connections that the server has closed meanwhile. */
async function openPool(
  connection: ConnectionOptions,
  certificate?: ClientCertificate,
  timeouts?: ConnectionTimeouts,
): Promise<Dispatcher> {
  const dispatcher = await openDispatcher(connection, certificate, undefined, timeouts);
  return dispatcher.compose(retryOnStaleConnection());
}

/**
 * Sends a request, and follows redirects of GET and HEAD within the origin. Other redirects are returned as
 * responses, so that credentials are never sent elsewhere.
 */
async function follow(
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<{ response: Dispatcher.ResponseData; target: string }> {
  let target = request.target;
  for (let redirects = 0; ; redirects++) {
    const response = await dispatcher.request({
      origin: request.origin,
      path: target,
      method: request.method as Dispatcher.HttpMethod,
      headers: request.headers.flat(),
      body: request.body ?? null,
      signal,
    });
    const next = redirects < maximumRedirects ? redirectTarget(request, target, response) : undefined;
    if (next === undefined) return { response, target };
    // The body of a redirect is discarded.
    response.body.on('error', () => undefined).destroy();
    target = next;
  }
}

function redirectTarget(
  { method, origin }: HttpRequest,
  target: string,
  { statusCode, headers }: Dispatcher.ResponseData,
): string | undefined {
  const location = [headers['location'] ?? []].flat()[0];
  const canFollow = [301, 302, 303, 307, 308].includes(statusCode) && (method === 'GET' || method === 'HEAD');
  if (!canFollow || location === undefined || !URL.canParse(location, origin + target)) return undefined;
  const url = new URL(location, origin + target);
  return url.origin === origin ? url.pathname + url.search : undefined;
}

/** Returns a signal that aborts at the time-out or when the client cancels, and a function that clears the timer. */
function createTimeLimit(
  timeout: number,
  signal: AbortSignal | undefined,
): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, timeout);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** Reads the body until its end or the limit. If the connection breaks, the part that was received is returned. */
async function readBody(
  { body }: Dispatcher.ResponseData,
  headers: Record<string, string | string[]>,
  maxBytes: number,
  { onChunk }: SendOptions,
): Promise<Pick<HttpResponse, 'body' | 'ending'>> {
  const contentType = [headers['content-type'] ?? ''].flat().at(-1) ?? '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ending: HttpResponse['ending'] = 'complete';
  try {
    // Leaving the loop destroys the stream, and thereby the connection.
    for await (const chunk of undoContentCoding(body, [headers['content-encoding'] ?? ''].flat().join(','))) {
      const piece: Uint8Array = chunk.subarray(0, maxBytes - size);
      chunks.push(piece);
      onChunk?.(piece, contentType);
      size += chunk.length;
      if (size <= maxBytes) continue;
      ending = 'limit';
      break;
    }
  } catch (error) {
    ending = isNetworkError(error, 'UND_ERR_BODY_TIMEOUT') ? 'timeout' : 'broken';
  }
  return { body: Buffer.concat(chunks), ending };
}

function definedHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );
}
