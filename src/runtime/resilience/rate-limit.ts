import { busy } from './concurrency-limit.ts';
import { timeLeft, waitFor } from './upstream-call.ts';
import { takePlaces } from '../../http/take-places.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { Rate } from '../../http/rate.ts';
import type { ObservedEvent } from '../observer.ts';
import type { ResilienceOptions } from './resilience-options.ts';
import type { SendCall, UpstreamCall } from './upstream-call.ts';

/** Limits the calls of an origin, or of an operation, in a span of time. Further ones wait for the next one. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #take: (rate: Rate, key: string) => Promise<number>;
  readonly #text: string;
  readonly #maxQueue: number;
  readonly #report: (event: ObservedEvent) => void;
  #waiting = 0;

  /**
   * @param text the rate as it was given
   * @param report is told about calls that wait or are refused
   * @param shared counts the calls of all processes
   */
  constructor(
    rate: Rate,
    text: string,
    maxQueue: number,
    report: (event: ObservedEvent) => void,
    shared: ResilienceOptions['sharedLimit'],
  ) {
    this.#rate = rate;
    this.#take = shared ?? createOwnLimit(rate);
    this.#text = text;
    this.#maxQueue = maxQueue;
    this.#report = report;
  }

  /**
   * @param subject names the origin or the operation, for the model
   * @param key names it for all processes
   * @throws OpenApiMcpError UPSTREAM_BUSY if there is no place in time, CALL_CANCELLED
   */
  async send(
    send: SendCall,
    call: UpstreamCall,
    subject: string,
    key: string = subject,
  ): Promise<HttpResponse> {
    const take = (): Promise<number> => this.#take(this.#rate, key);
    for (let wait = await take(); wait > 0; wait = await take()) {
      this.#report({ kind: 'rate-limit', side: 'upstream' });
      const used = `Nothing was sent: the limit of ${this.#text} calls to ${subject} is used up`;
      if (wait >= timeLeft(call)) {
        const seconds = Math.ceil(wait / 1000);
        throw busy(`${used} for longer than the time-out of the call.`, `Call again in ${seconds} s.`);
      }
      if (this.#waiting >= this.#maxQueue) throw busy(`${used}, and the queue (${this.#maxQueue}) is full.`);
      const { origin } = call.request;
      const began = performance.now();
      this.#waiting += 1;
      this.#report({ kind: 'queue', change: 1, origin });
      try {
        await waitFor(wait, call);
      } finally {
        this.#waiting -= 1;
        this.#report({ kind: 'queue', change: -1, origin, waited: performance.now() - began });
      }
    }
    return send(call);
  }
}

/** Returns a function that takes a place, and returns 0; or the milliseconds until there are new ones. */
function createOwnLimit({ calls, seconds }: Rate): () => Promise<number> {
  const opened = import('rate-limiter-flexible').then(
    (library) => new library.RateLimiterMemory({ points: calls, duration: seconds }),
  );
  return async () => takePlaces(await opened, '');
}
