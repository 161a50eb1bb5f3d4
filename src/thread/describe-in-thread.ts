import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { DescribeRequest, DescribeResponse } from './thread-message.ts';
import type { DescribedDocument, LoadAndDescribeOptions } from '../describe/load-and-describe.ts';
import type { SourceBytes } from '../load/read-source.ts';

/**
 * Loads and describes a document in a thread, so that the caller can load the server's code meanwhile. Uses no thread on a
 * machine with one core, or if the process may not start threads.
 */
export async function describeInThread(
  read: SourceBytes,
  options: LoadAndDescribeOptions,
): Promise<DescribedDocument> {
  const worker = availableParallelism() > 1 ? startWorker(read, options) : undefined;
  if (worker === undefined) {
    const { loadAndDescribeBytes } = await import('../describe/load-and-describe.ts');
    return loadAndDescribeBytes(read, options);
  }
  try {
    const [response] = await once(worker, 'message');
    return readResponse(response);
  } finally {
    void worker.terminate();
  }
}

/** Starts a thread. Returns undefined if the process may not start one. */
function startWorker(
  { bytes, source, location, base }: SourceBytes,
  { signal: _signal, fetched: _fetched, ...options }: LoadAndDescribeOptions,
): Worker | undefined {
  const workerData: DescribeRequest = { bytes, source, location, base: base.href, options };
  try {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  } catch (error) {
    if (isPermissionError(error)) return undefined;
    throw error;
  }
}

/** Returns true for the error of Node's permission model (`--permission`), which forbids threads by default. */
function isPermissionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED';
}

function readResponse(response: DescribeResponse): DescribedDocument {
  if ('described' in response) return response.described;
  const { code, message, hint, location } = response.error;
  throw new OpenApiMcpError(code, message, omitUndefined({ hint, location }));
}
