import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OpenApiMcpError } from '../errors.ts';
import type { DescribeAnswer, DescribeRequest } from './message.ts';
import type { DescribedBytes } from '../cache/describe.ts';
import type { ShapingOptions } from '../cache/cache-key.ts';
import type { SourceBytes } from '../load/read-source.ts';

/**
 * Loads and describes a document in a thread of its own, so that this one loads what serves it meanwhile. It is done
 * here where a thread would gain nothing, or is not allowed.
 */
export async function describeAside(read: SourceBytes, options: ShapingOptions): Promise<DescribedBytes> {
  const worker = availableParallelism() > 1 ? startWorker(read, options) : undefined;
  if (worker === undefined) return (await import('../cache/describe.ts')).describeBytes(read, options);
  try {
    const [answer] = await once(worker, 'message');
    return resultOf(answer);
  } finally {
    void worker.terminate();
  }
}

function startWorker(
  { bytes, source, location, base }: SourceBytes,
  { signal: _signal, ...options }: ShapingOptions,
): Worker | undefined {
  const workerData: DescribeRequest = { bytes, source, location, base: base.href, options };
  try {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}

/** Node's permission model (`--permission`) allows threads only when asked to. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED';
}

function resultOf(answer: DescribeAnswer): DescribedBytes {
  if ('described' in answer) return answer.described;
  const { code, message, hint, location } = answer.refused;
  throw new OpenApiMcpError(code, message, { hint, ...(location === undefined ? {} : { location }) });
}
