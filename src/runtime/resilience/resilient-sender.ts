import { sendWithRetries } from './retry.ts';
import { withIdempotencyKey } from './idempotency-key.ts';
import type { ResilienceOptions } from './resilience-options.ts';
import type { SendCall } from './upstream-call.ts';
import type { Sender } from '../request/send-request.ts';

/**
 * Creates a sender that sends through the layers of resilience, each of which calls the next.
 *
 * @param timeout most milliseconds of a call without a time-out of its own
 */
export function createResilientSender(sender: Sender, options: ResilienceOptions, timeout: number): Sender {
  const closing = new AbortController();
  const sendOnce: SendCall = ({ request, options: own, started }) =>
    sender.send(request, { ...own, spent: performance.now() - started });

  const send: SendCall = async (call) => {
    const { retries = 0, idempotencyKey } = options;
    if (retries === 0 && idempotencyKey === undefined) return sendOnce(call);
    const { request, isKeyed } = withIdempotencyKey(call.request, call.options.operation, idempotencyKey);
    return sendWithRetries(sendOnce, { ...call, request }, retries, isKeyed);
  };

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
