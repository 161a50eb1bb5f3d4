import { describeBytes } from '../cache/describe.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { lazyFetcher, readLimits } from '../load/read-source.ts';
import type { DescribeAnswer, DescribeRequest } from './message.ts';

/** Describes what another thread has read. */
export async function answerRequest({
  bytes,
  source,
  location,
  base,
  options,
}: DescribeRequest): Promise<DescribeAnswer> {
  const read = {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    source,
    base: new URL(base),
    fetcher: lazyFetcher(readLimits(options)),
    ...(location === undefined ? {} : { location }),
  };
  try {
    return { described: await describeBytes(read, options) };
  } catch (error) {
    // Anything else is a bug, and is reported with its stack.
    if (!isOpenApiMcpError(error)) throw error;
    const { code, message, hint, location: place } = error;
    return { refused: { code, message, hint, location: place } };
  }
}
