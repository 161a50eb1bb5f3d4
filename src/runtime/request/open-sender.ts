import { parseUnixUrl } from '../../http/unix-url.ts';
import { runtimeCapabilities } from '../capabilities.ts';
import { createSender } from './send-request.ts';
import type { Sender } from './send-request.ts';
import type { ApiDescriptor } from '../../descriptor.ts';
import type { RuntimeOptions } from '../runtime-options.ts';

/** Creates the sender of an API. */
export function openSender(
  { operations }: Pick<ApiDescriptor, 'operations'>,
  options: RuntimeOptions,
): Sender {
  const { request = {}, result = {} } = options;
  const { callTimeout = 30_000, connectTimeout, headersTimeout, bodyTimeout } = request;
  const sender = createSender({
    timeout: callTimeout,
    maxBytes: result.maxResponseBytes ?? 10_485_760,
    connection: request.connection,
    sockets: {
      connect: connectTimeout,
      headers: headersTimeout,
      body: bodyTimeout,
      socketPath: request.baseUrl === undefined ? undefined : parseUnixUrl(request.baseUrl)?.socketPath,
    },
  });
  return runtimeCapabilities.openResilience?.(sender, operations, options, callTimeout) ?? sender;
}
