import { CircuitBreaker } from './circuit-breaker.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { withIdempotencyKey } from './idempotency-key.ts';
import { parseRate } from '../../http/rate.ts';
import { RateLimit } from './rate-limit.ts';
import { sendWithRetries } from './retry.ts';
import type { ObservedEvent } from '../observer.ts';
import type { ResponseCache } from './response-cache.ts';
import type { ResilienceOptions } from './resilience-options.ts';
import type { SendCall } from './upstream-call.ts';
import type { Sender } from '../request/send-request.ts';

/** Sends a call through a part of resilience, which sends it on. */
type Layer = (next: SendCall) => SendCall;

type Report = (event: ObservedEvent) => void;

/**
 * Creates a sender that sends through the layers of resilience, each of which calls the next.
 *
 * @param timeout most milliseconds of a call without a time-out of its own
 * @param report is told about events of the layers
 */
export function createResilientSender(
  sender: Sender,
  options: ResilienceOptions,
  timeout: number,
  report: Report,
): Sender {
  const closing = new AbortController();
  const sendOnce: SendCall = ({ request, options: own, started }) =>
    sender.send(request, { ...own, spent: performance.now() - started });
  const layers = [
    cache(options, report),
    retries(options),
    breaker(options, report),
    operationRate(options, report),
    rateLimit(options, report),
    concurrencyLimit(options, report),
  ];
  const send = layers.reduceRight((next, layer) => layer?.(next) ?? next, sendOnce);
  return {
    send: (request, own = {}) =>
      send({
        request,
        options: own,
        started: performance.now(),
        timeout: own.timeout ?? timeout,
        signal: own.signal === undefined ? closing.signal : AbortSignal.any([own.signal, closing.signal]),
      }),
    async close() {
      closing.abort();
      await sender.close();
    },
  };
}

/** Returns the outermost layer: a response of the cache uses no limit. It is loaded where it is used. */
function cache({ responseCache = 0, cacheStore }: ResilienceOptions, report: Report): Layer {
  let opened: Promise<ResponseCache> | undefined;
  const open = (): Promise<ResponseCache> =>
    (opened ??= import('./response-cache.ts').then(
      (module) => new module.ResponseCache(responseCache, report, cacheStore),
    ));
  return (next) => async (call) => {
    const isUsed =
      responseCache > 0 || opened !== undefined || typeof call.options.operation?.shaping?.cache === 'number';
    return isUsed ? (await open()).send(next, call) : next(call);
  };
}

function retries({ retries: ofAll = 0, idempotencyKey }: ResilienceOptions): Layer {
  return (next) => async (call) => {
    const most = call.options.operation?.shaping?.retries ?? ofAll;
    if (most === 0 && idempotencyKey === undefined) return next(call);
    const { request, isKeyed } = withIdempotencyKey(call.request, call.options.operation, idempotencyKey);
    return sendWithRetries(next, { ...call, request }, most, isKeyed);
  };
}

function breaker(
  { breakerFailures = 0, breakerPause = 30_000 }: ResilienceOptions,
  report: Report,
): Layer | undefined {
  if (breakerFailures === 0) return undefined;
  const circuits = new CircuitBreaker(breakerFailures, breakerPause, report);
  return (next) => (call) => circuits.send(next, call);
}

function operationRate({ upstreamQueue = 100, sharedLimit }: ResilienceOptions, report: Report): Layer {
  const limits = new Map<string, RateLimit>();
  return (next) => (call) => {
    const { name = '', method, path, shaping } = call.options.operation ?? {};
    if (shaping?.rateLimit === undefined) return next(call);
    const text = shaping.rateLimit;
    const limit =
      limits.get(name) ??
      new RateLimit(parseRate(text, 'rateLimit'), text, upstreamQueue, report, sharedLimit);
    limits.set(name, limit);
    return limit.send(next, call, name, `${call.request.origin} ${method} ${path}`);
  };
}

function rateLimit(
  { upstreamRate, upstreamQueue = 100, sharedLimit }: ResilienceOptions,
  report: Report,
): Layer | undefined {
  if (upstreamRate === undefined) return undefined;
  const rate = parseRate(upstreamRate, 'resilience.upstreamRate');
  const limitOf = memoized(() => new RateLimit(rate, upstreamRate, upstreamQueue, report, sharedLimit));
  return (next) => (call) => limitOf(call.request.origin).send(next, call, call.request.origin);
}

function concurrencyLimit(
  { upstreamConcurrency = 0, upstreamQueue = 100 }: ResilienceOptions,
  report: Report,
): Layer | undefined {
  if (upstreamConcurrency === 0) return undefined;
  const limitOf = memoized(() => new ConcurrencyLimit(upstreamConcurrency, upstreamQueue, report));
  return (next) => (call) => limitOf(call.request.origin).send(next, call);
}

/** Returns a function that creates a value for each key at most once. */
function memoized<Value>(create: () => Value): (key: string) => Value {
  const values = new Map<string, Value>();
  return (key) => {
    const value = values.get(key) ?? create();
    values.set(key, value);
    return value;
  };
}
