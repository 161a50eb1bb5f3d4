import { ResponseReceiver } from '../request/receive-response.ts';
import { CacheEntries } from './cache-entries.ts';
import { SharedEntries } from './shared-entries.ts';
import { CachePartition, partitionOf } from './cache-partition.ts';
import { freshResponse, revalidated, withValidators } from './cache-headers.ts';
import type { Dispatcher } from 'undici';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type { ObservedEvent } from '../observer.ts';
import type { CacheStore, ResponseStore } from './cache-store.ts';
import type { SendCall, UpstreamCall } from './upstream-call.ts';

/** Megabytes of a cache that only operations ask for. */
const defaultMegabytes = 64;

/** Requests with these headers ask for something other than the whole current response. */
const conditional = /^(if-|range$)/i;

const methods = ['GET', 'HEAD'] as const;
const uncached = new Set(['OPTIONS', 'TRACE', 'QUERY']);

/**
 * Caches responses by RFC 9111, as a private cache of each caller. The rules are those of the cache interceptor of undici,
 * whose dispatcher is the layers below. The interceptor stores by URI alone and does not store the freshness of a response
 * with status 304, so that partitions and revalidation are added.
 */
export class ResponseCache {
  readonly #isForAll: boolean;
  readonly #store: ResponseStore;
  readonly #report: (event: ObservedEvent) => void;

  /**
   * @param megabytes size of the cache; 0 for one that only operations ask for
   * @param shared the store of a cache that processes share
   */
  constructor(megabytes: number, report: (event: ObservedEvent) => void, shared?: CacheStore) {
    this.#isForAll = megabytes > 0;
    this.#store =
      shared === undefined
        ? new CacheEntries((megabytes || defaultMegabytes) * 1_000_000)
        : new SharedEntries(shared);
    this.#report = report;
  }

  /** Returns a response of the cache, or sends the call. */
  async send(send: SendCall, call: UpstreamCall): Promise<HttpResponse> {
    const { request, options } = call;
    const isSafe = request.method === 'GET' || request.method === 'HEAD';
    if (uncached.has(request.method) || (isSafe && !this.#isCached(call))) return send(call);
    const partition = new CachePartition(this.#store, partitionOf(request, options), isSafe);
    const exchange = new CachedExchange(send, call, partition);
    const response = await exchange.run();
    const { result } = exchange;
    if (isSafe) this.#report({ kind: 'cache', result });
    else await partition.invalidated;
    const { stored } = partition;
    if (typeof stored === 'boolean') this.#reportStored(stored);
    else void stored.then((isStored) => this.#reportStored(isStored));
    return response;
  }

  #reportStored(isStored: boolean): void {
    if (isStored) this.#report({ kind: 'cache', result: 'stored' });
  }

  #isCached({ request: { headers }, options: { operation, caller } }: UpstreamCall): boolean {
    const { cache } = operation?.shaping ?? {};
    if (caller === undefined || cache === false || (cache === undefined && !this.#isForAll)) return false;
    return !headers.some(
      ([name, value]) =>
        conditional.test(name) || (/^cache-control$/i.test(name) && /only-if-cached/i.test(value)),
    );
  }
}

/** One call through the interceptor. */
class CachedExchange {
  result: 'hit' | 'miss' | 'revalidated' = 'hit';
  readonly #send: SendCall;
  readonly #call: UpstreamCall;
  readonly #partition: CachePartition;
  /** The response of the API to this call. */
  #live: HttpResponse | undefined;

  constructor(send: SendCall, call: UpstreamCall, partition: CachePartition) {
    this.#send = send;
    this.#call = call;
    this.#partition = partition;
  }

  async run(): Promise<HttpResponse> {
    const { interceptors } = await import('undici');
    const { method, origin, target: path, headers } = this.#call.request;
    const receiver = new ResponseReceiver({ maxBytes: Infinity, discardsBody: () => false });
    const intercept = interceptors.cache({ store: this.#partition, methods: [...methods], type: 'private' });
    const dispatch = intercept((_options, handler) => {
      void this.#respond(handler);
      return true;
    });
    // The partition is that of the credentials, so that the rules about Authorization in shared caches do not apply.
    const known = headers.filter(([name]) => name.toLowerCase() !== 'authorization');
    dispatch({ origin, path, method: method as Dispatcher.HttpMethod, headers: known.flat() }, receiver);
    const received = await receiver.response;
    if (this.#live !== undefined) return this.#live;
    const age = Number(received.headers['age'] ?? 0);
    return { ...received, body: Buffer.from(received.body), cache: { result: 'hit', age } };
  }

  /** Sends the request, and passes the response to the interceptor. */
  async #respond(handler: Dispatcher.DispatchHandler): Promise<void> {
    try {
      this.#live = await this.#fetch();
    } catch (error) {
      handler.onResponseError?.(controller, error instanceof Error ? error : new Error(String(error)));
      return;
    }
    const { shaping } = this.#call.options.operation ?? {};
    const { status, headers, body } = freshResponse(this.#live, shaping?.cache || 0);
    handler.onRequestStart?.(controller, {});
    handler.onResponseStart?.(controller, status, headers);
    handler.onResponseData?.(controller, body);
    handler.onResponseEnd?.(controller, {});
  }

  /** Returns the response of the API, or that of the cache if the API says that it is still valid. */
  async #fetch(): Promise<HttpResponse> {
    const { found } = this.#partition;
    this.result = 'miss';
    if (found === undefined) return this.#send(this.#call);
    const request: HttpRequest = withValidators(this.#call.request, found);
    const response = await this.#send({ ...this.#call, request });
    if (response.status !== 304) return response;
    const valid = revalidated(found, response);
    if (valid === undefined) return this.#send(this.#call);
    this.result = 'revalidated';
    return valid;
  }
}

/** Responses are passed on as a whole, so that there is nothing to pause. */
const controller: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};
