import type { Writable } from 'node:stream';

/**
 * Makes a transport write all responses of one turn of the event loop at once, since a system call takes longer than
 * writing a response. Notifications are written at once: clients miss progress that arrives together with the result.
 */
export function joinMessages<Message extends object>(
  transport: { send(message: Message): Promise<void> },
  stream: Writable,
): void {
  const send = transport.send.bind(transport);
  let isCorked = false;
  const uncork = (): void => {
    if (isCorked) stream.uncork();
    isCorked = false;
  };
  transport.send = (message) => {
    if (!('id' in message)) uncork();
    else if (!isCorked) {
      isCorked = true;
      stream.cork();
      setImmediate(uncork);
    }
    return send(message);
  };
}
