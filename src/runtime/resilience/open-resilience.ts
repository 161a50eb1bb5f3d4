import type { ResilienceOptions } from './resilience-options.ts';
import type { Sender } from '../request/send-request.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Observer } from '../observer.ts';
import type { ResilienceGroup } from './resilience-group.ts';

/** Returns a sender with the resilience of the options, which is loaded at the first call; the sender itself without any. */
export function openResilience(
  sender: Sender,
  operations: OperationDescriptor[],
  { resilience: options = {}, observer }: ResilienceGroup & { observer?: Observer | undefined },
  timeout: number,
): Sender {
  if (!isUsed(options) && !operations.some(isLimited)) return sender;
  let opened: Promise<Sender> | undefined;
  const open = (): Promise<Sender> =>
    (opened ??= import('./resilient-sender.ts').then(({ createResilientSender }) =>
      createResilientSender(sender, options, timeout, (event) => observer?.event(event)),
    ));
  return {
    send: async (request, own) => (await open()).send(request, own),
    close: async () => (await (opened ?? sender)).close(),
  };
}

function isUsed(options: ResilienceOptions): boolean {
  const { retries, idempotencyKey, breakerFailures, upstreamConcurrency, upstreamRate, responseCache } =
    options;
  const counts = [retries, breakerFailures, upstreamConcurrency, responseCache];
  return counts.some((count = 0) => count > 0) || idempotencyKey !== undefined || upstreamRate !== undefined;
}

/** Returns true for an operation with retries, a limit or a cache of its own. */
function isLimited({ shaping }: OperationDescriptor): boolean {
  return (
    (shaping?.retries ?? 0) > 0 || shaping?.rateLimit !== undefined || typeof shaping?.cache === 'number'
  );
}
