import { loadAndDescribeBytes } from '../describe/load-and-describe.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { lazyFetcher, readLimits } from '../load/read-source.ts';
import type { OperationDescriptor } from '../descriptor.ts';
import type { DescribeRequest, DescribeResponse } from './thread-message.ts';

/** The number of operations in a message. */
const batchSize = 64;

/** Describes the document of a request, in the thread that the request was sent to, and posts the messages of the response. */
export async function handleDescribeRequest(
  { bytes, source, location, base, options }: DescribeRequest,
  post: (response: DescribeResponse) => void,
): Promise<void> {
  const read = {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    base: new URL(base),
    fetcher: lazyFetcher(readLimits(options, source)),
    ...omitUndefined({ source, location }),
  };
  let batch: OperationDescriptor[] = [];
  function add(operation: OperationDescriptor): void {
    batch.push(operation);
    if (batch.length < batchSize) return;
    post({ operations: batch });
    batch = [];
  }
  // Shaping changes operations after they are described.
  const isStreamed = options.shaping === undefined;
  try {
    const described = await loadAndDescribeBytes(read, options, isStreamed ? add : undefined);
    if (!isStreamed) return post({ described });
    post({ operations: batch });
    post({ described: { ...described, descriptor: { ...described.descriptor, operations: [] } } });
  } catch (error) {
    // Any other error is a bug, and ends the thread with its stack.
    if (!isOpenApiMcpError(error)) throw error;
    const { code, message, hint, location: errorLocation } = error;
    post({ error: { code, message, hint, location: errorLocation } });
  }
}
