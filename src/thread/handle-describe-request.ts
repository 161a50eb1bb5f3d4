import { loadAndDescribeBytes } from '../describe/load-and-describe.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { lazyFetcher, readLimits } from '../load/read-source.ts';
import type { DescribeRequest, DescribeResponse } from './thread-message.ts';

/** Describes the document of a request, in the thread that the request was sent to. */
export async function handleDescribeRequest({
  bytes,
  source,
  location,
  base,
  options,
}: DescribeRequest): Promise<DescribeResponse> {
  const read = {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    base: new URL(base),
    fetcher: lazyFetcher(readLimits(options, source)),
    ...omitUndefined({ source, location }),
  };
  try {
    return { described: await loadAndDescribeBytes(read, options) };
  } catch (error) {
    // Any other error is a bug, and ends the thread with its stack.
    if (!isOpenApiMcpError(error)) throw error;
    const { code, message, hint, location: errorLocation } = error;
    return { error: { code, message, hint, location: errorLocation } };
  }
}
