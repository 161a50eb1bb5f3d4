import type { ResilienceOptions } from './resilience-options.ts';
import type { Sender } from '../request/send-request.ts';
import type { RuntimeOptions } from '../runtime-options.ts';

/** Returns a sender with the resilience of the options, which is loaded at the first call; the sender itself without any. */
export function openResilience(
  sender: Sender,
  { resilience: options }: RuntimeOptions,
  timeout: number,
): Sender {
  if (options === undefined || !isUsed(options)) return sender;
  let opened: Promise<Sender> | undefined;
  const open = (): Promise<Sender> =>
    (opened ??= import('./resilient-sender.ts').then(({ createResilientSender }) =>
      createResilientSender(sender, options, timeout),
    ));
  return {
    send: async (request, own) => (await open()).send(request, own),
    close: async () => (await (opened ?? sender)).close(),
  };
}

function isUsed(options: ResilienceOptions): boolean {
  const { retries, idempotencyKey, breakerFailures, upstreamConcurrency, upstreamRate } = options;
  const counts = [retries, breakerFailures, upstreamConcurrency];
  return counts.some((count = 0) => count > 0) || idempotencyKey !== undefined || upstreamRate !== undefined;
}
