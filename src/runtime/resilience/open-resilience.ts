import type { Sender } from '../request/send-request.ts';
import type { RuntimeOptions } from '../runtime-options.ts';

/** Returns a sender with the resilience of the options, which is loaded at the first call; the sender itself without any. */
export function openResilience(
  sender: Sender,
  { resilience: options }: RuntimeOptions,
  timeout: number,
): Sender {
  if (options === undefined || Object.values(options).every((value) => value === undefined || value === 0))
    return sender;
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
