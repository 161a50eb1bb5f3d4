import { OpenApiMcpError } from '../../errors.ts';
import { cancelled, timeLeft } from './upstream-call.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { ObservedEvent } from '../observer.ts';
import type { SendCall, UpstreamCall } from './upstream-call.ts';

/**
 * Limits the concurrent calls to an origin; further ones wait in a queue of limited length. The bulkhead of cockatiel is not
 * used: a call that is cancelled in its queue keeps its place.
 */
export class ConcurrencyLimit {
  readonly #limit: number;
  readonly #maxQueue: number;
  readonly #report: (event: ObservedEvent) => void;
  #active = 0;
  /** Calls that wait, in order. Each is called when it may be sent. */
  readonly #queue = new Set<() => void>();

  /** @param report is told about calls that wait */
  constructor(limit: number, maxQueue: number, report: (event: ObservedEvent) => void) {
    this.#limit = limit;
    this.#maxQueue = maxQueue;
    this.#report = report;
  }

  /** @throws OpenApiMcpError UPSTREAM_BUSY if there is no place, CALL_CANCELLED */
  async send(send: SendCall, call: UpstreamCall): Promise<HttpResponse> {
    if (this.#active < this.#limit) this.#active += 1;
    else await this.#wait(call);
    try {
      return await send(call);
    } finally {
      const [next] = this.#queue;
      if (next === undefined) this.#active -= 1;
      else next();
    }
  }

  /** Waits for the place of another call. */
  #wait(call: UpstreamCall): Promise<void> {
    const { signal, timeout, request } = call;
    const full = `Nothing was sent: the limit of concurrent calls to ${request.origin} (${this.#limit}) is reached`;
    if (signal.aborted) throw cancelled();
    if (this.#queue.size >= this.#maxQueue) throw busy(`${full}, and the queue (${this.#maxQueue}) is full.`);
    const { origin } = request;
    const began = performance.now();
    this.#report({ kind: 'queue', change: 1, origin });
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#queue.delete(enter);
        this.#report({ kind: 'queue', change: -1, origin, waited: performance.now() - began });
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
      const enter = (): void => {
        leave();
        resolve();
      };
      const abort = (): void => {
        leave();
        reject(cancelled());
      };
      const timer = setTimeout(() => {
        leave();
        reject(busy(`${full}, and no place became free within the ${timeout} ms of the call.`));
      }, timeLeft(call));
      signal.addEventListener('abort', abort);
      this.#queue.add(enter);
    });
  }
}

/** Returns the error for a call that the limits leave no place for. */
export function busy(
  message: string,
  hint = 'Call again later, or make fewer calls at once.',
): OpenApiMcpError {
  return new OpenApiMcpError('UPSTREAM_BUSY', message, { hint });
}
