import { subscribe } from 'node:diagnostics_channel';
import { isConnectionLoss } from './connection-failure.ts';
import { safeMethods } from './method.ts';
import type { Dispatcher } from 'undici';

/** The sockets that a request was sent on. */
const used = new WeakSet<object>();

/** Called with the socket of the request that undici is about to send, which it publishes before it does anything else. */
let starting: ((isReused: boolean) => void) | undefined;
let isSubscribed = false;

/**
 * Returns an interceptor that sends a safe request (GET, OPTIONS) once more if it fails on a reused connection before a byte of
 * the response. The server has then closed the idle connection while the request was on its way (RFC 9112 §9.3.1).
 */
export function retryOnStaleConnection(): Dispatcher.DispatcherComposeInterceptor {
  watchSockets();
  return (dispatch) => (options, handler) => {
    const isRepeatable = safeMethods.has(options.method) && !isStream(options.body);
    return dispatch(options, isRepeatable ? new StaleConnectionHandler(dispatch, options, handler) : handler);
  };
}

/** Returns true for a body that can be read only once. */
function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !(body instanceof Uint8Array);
}

function watchSockets(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe('undici:client:sendHeaders', (message) => {
    if (!isSending(message)) return;
    starting?.(used.has(message.socket));
    starting = undefined;
    used.add(message.socket);
  });
}

function isSending(message: unknown): message is { socket: object } {
  return typeof message === 'object' && message !== null && 'socket' in message;
}

/** Passes the events of a request on, except a failure after which it sends the request again. */
class StaleConnectionHandler implements Dispatcher.DispatchHandler {
  readonly #dispatch: Dispatcher.Dispatch;
  readonly #options: Dispatcher.DispatchOptions;
  readonly #handler: Dispatcher.DispatchHandler;
  #isRepeated = false;
  #isWaitingOnReused = false;
  readonly #onSend = (isReused: boolean): void => {
    this.#isWaitingOnReused = isReused;
  };

  constructor(
    dispatch: Dispatcher.Dispatch,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ) {
    this.#dispatch = dispatch;
    this.#options = options;
    this.#handler = handler;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    starting = this.#onSend;
    this.#handler.onRequestStart?.(controller, context);
  }

  onResponseStarted(): void {
    this.#isWaitingOnReused = false;
  }

  onRequestUpgrade(...event: Parameters<Required<Dispatcher.DispatchHandler>['onRequestUpgrade']>): void {
    this.#handler.onRequestUpgrade?.(...event);
  }

  onResponseStart(...event: Parameters<Required<Dispatcher.DispatchHandler>['onResponseStart']>): void {
    this.#isWaitingOnReused = false;
    this.#handler.onResponseStart?.(...event);
  }

  onResponseData(...event: Parameters<Required<Dispatcher.DispatchHandler>['onResponseData']>): void {
    this.#handler.onResponseData?.(...event);
  }

  onResponseEnd(...event: Parameters<Required<Dispatcher.DispatchHandler>['onResponseEnd']>): void {
    this.#handler.onResponseEnd?.(...event);
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    if (starting === this.#onSend) starting = undefined;
    const isStale = this.#isWaitingOnReused && !this.#isRepeated && isConnectionLoss(error);
    if (!isStale) {
      this.#handler.onResponseError?.(controller, error);
      return;
    }
    this.#isRepeated = true;
    this.#isWaitingOnReused = false;
    this.#dispatch(this.#options, this);
  }
}
