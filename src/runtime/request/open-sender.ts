import { createSender } from './send-request.ts';
import type { Sender } from './send-request.ts';
import type { RuntimeOptions } from '../runtime-options.ts';

/** Creates the sender of an API. */
export function openSender({ request = {}, result = {} }: RuntimeOptions): Sender {
  const { connectTimeout: connect, headersTimeout: headers, bodyTimeout: body } = request;
  return createSender({
    timeout: request.callTimeout ?? 30_000,
    maxBytes: result.maxResponseBytes ?? 10_485_760,
    connection: request.connection,
    timeouts: { connect, headers, body },
  });
}
