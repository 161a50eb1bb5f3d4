import { OpenApiMcpError } from '../../errors.ts';
import { explainFailure } from '../../http/connection-failure.ts';
import { openDispatcher } from '../../http/dispatcher.ts';
import { retryOnStaleConnection } from '../../http/stale-connection.ts';
import { ResponseReceiver } from './receive-response.ts';
import { firstLine } from '../../http/field-lines.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type { ClientCertificate, ConnectionOptions, SocketOptions } from '../../http/connection-options.ts';
import type { ReceivedResponse, ReceiveOptions, ResponseHeaders } from './receive-response.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Dispatcher } from 'undici';

/** Returns the request that follows a redirect, after the headers of the response that redirects. */
export type FollowRedirect = (next: HttpRequest, headers: ResponseHeaders) => HttpRequest;

/** Options of a single request. */
export interface SendOptions {
  /** Aborts when the client cancels the call. */
  signal?: AbortSignal | undefined;
  /** Receives each chunk of the response body, with the content type. */
  onChunk?: ((chunk: Uint8Array, contentType: string) => void) | undefined;
  /** Most milliseconds of this request, in place of the time-out of all. */
  timeout?: number | undefined;
  /** Milliseconds of the time-out that earlier attempts have taken. */
  spent?: number;
  /** The operation that is called. */
  operation?: OperationDescriptor;
  /** Changes the request that follows a redirect. */
  followRedirect?: FollowRedirect;
  /** A text that differs between callers. Responses are cached for requests with one. */
  caller?: string;
  /** The client certificate for the TLS connection. */
  certificate?: ClientCertificate | undefined;
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
  sockets,
}: {
  timeout: number;
  maxBytes: number;
  connection?: ConnectionOptions | undefined;
  sockets?: SocketOptions | undefined;
}): Sender {
  const socketPath = sockets?.socketPath;
  // Connections with a client certificate are shared by requests with the same certificate only.
  const dispatchers = new Map<ClientCertificate | undefined, Promise<Dispatcher>>();
  // Most calls have no certificate, and find this open.
  let withoutCertificate: Dispatcher | undefined;

  async function openFor(certificate: ClientCertificate | undefined): Promise<Dispatcher> {
    const opening = dispatchers.get(certificate) ?? openPool(connection, certificate, sockets);
    dispatchers.set(certificate, opening);
    const opened = await opening;
    if (certificate === undefined) withoutCertificate = opened;
    return opened;
  }

  async function send(request: HttpRequest, options: SendOptions = {}): Promise<HttpResponse> {
    const milliseconds = options.timeout ?? timeout;
    const limit = new TimeLimit(milliseconds - (options.spent ?? 0), options.signal);
    try {
      const { certificate } = options;
      const open = certificate === undefined ? withoutCertificate : undefined;
      const { received, target } = await follow(open ?? (await openFor(certificate)), request, {
        limit,
        maxBytes,
        onChunk: options.onChunk,
        followRedirect: options.followRedirect,
      });
      if (options.signal?.aborted === true)
        throw new OpenApiMcpError('CALL_CANCELLED', 'the call was cancelled');
      if (received.ending === 'broken' && limit.isOver) received.ending = 'timeout';
      return target === request.target ? received : { ...received, finalTarget: target };
    } catch (cause) {
      throw explainFailure(
        cause,
        socketPath === undefined ? request.origin : `unix:${socketPath}`,
        milliseconds,
        options.signal,
        connection.proxy !== undefined && socketPath === undefined,
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
  sockets?: SocketOptions,
): Promise<Dispatcher> {
  const dispatcher = await openDispatcher(connection, certificate, undefined, sockets);
  return dispatcher.compose(retryOnStaleConnection());
}

/**
 * Sends a request, and follows redirects of GET and HEAD within the origin. Other redirects are returned as
 * responses, so that credentials are never sent elsewhere.
 */
async function follow(
  dispatcher: Dispatcher,
  request: HttpRequest,
  {
    limit,
    followRedirect = (next) => next,
    ...options
  }: Pick<ReceiveOptions, 'maxBytes' | 'onChunk'> & {
    limit: TimeLimit;
    followRedirect: FollowRedirect | undefined;
  },
): Promise<{ received: ReceivedResponse; target: string }> {
  let { target, headers: sent } = request;
  for (let redirects = 0; ; redirects++) {
    const nextTarget = (status: number, headers: ResponseHeaders): string | undefined =>
      redirects < maximumRedirects ? redirectTarget(request, target, status, headers) : undefined;
    const receiver = new ResponseReceiver({
      discardsBody: (status, headers) => nextTarget(status, headers) !== undefined,
      ...options,
    });
    limit.onEnd((cause) => receiver.abort(cause));
    dispatcher.dispatch(
      {
        origin: request.origin,
        path: target,
        method: request.method as Dispatcher.HttpMethod,
        headers: sent.flat(),
        body: request.body ?? null,
      },
      receiver,
    );
    const received = await receiver.response;
    const next = nextTarget(received.status, received.headers);
    if (next === undefined) return { received, target };
    ({ target, headers: sent } = followRedirect({ ...request, target: next }, received.headers));
  }
}

const followed = new Set([301, 302, 303, 307, 308]);

function redirectTarget(
  { method, origin }: HttpRequest,
  target: string,
  status: number,
  headers: ResponseHeaders,
): string | undefined {
  if (!followed.has(status) || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const location = firstLine(headers['location']);
  if (location === undefined || !URL.canParse(location, origin + target)) return undefined;
  const url = new URL(location, origin + target);
  return url.origin === origin ? url.pathname + url.search : undefined;
}

/** The time-out of a call and its cancellation by the client. */
class TimeLimit {
  /** True after the time-out or the cancellation. */
  isOver = false;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;
  #listener: (cause: Error) => void = () => undefined;
  readonly #end = (): void => {
    this.isOver = true;
    this.#listener(abortError());
  };

  constructor(timeout: number, signal: AbortSignal | undefined) {
    this.#timer = setTimeout(this.#end, timeout);
    this.#signal = signal;
    signal?.addEventListener('abort', this.#end, { once: true });
    if (signal?.aborted === true) this.isOver = true;
  }

  /** Sets the function that is called at the end, in place of an earlier one. It is called at once if it has ended. */
  onEnd(listener: (cause: Error) => void): void {
    this.#listener = listener;
    if (this.isOver) listener(abortError());
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#end);
  }
}

function abortError(): Error {
  return new DOMException('This operation was aborted', 'AbortError');
}
