import { on } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OpenApiMcpError } from '../errors.ts';
import { withLateOptimization } from './late-optimization.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { OperationDescriptor } from '../descriptor.ts';
import type { DescribeRequest, DescribeResponse, ErrorData } from './thread-message.ts';
import type { DescribedDocument, LoadAndDescribeOptions } from '../describe/load-and-describe.ts';
import type { SourceBytes } from '../load/read-source.ts';

/** A description lives until its thread ends, so a larger young generation saves collections that would free little. */
const resourceLimits = { maxYoungGenerationSizeMb: 32 };

/**
 * Loads and describes a document in a thread, while the caller's goes on with other work. Uses no thread on a machine with
 * one core, or if the process may not start threads.
 */
export async function describeInThread(
  read: SourceBytes,
  options: LoadAndDescribeOptions,
): Promise<DescribedDocument> {
  const worker = availableParallelism() > 1 ? startWorker(read, options) : undefined;
  if (worker === undefined) {
    const { describeInProcess } = await import('./describe-in-process.ts');
    return describeInProcess(read, options);
  }
  try {
    return await withLateOptimization(() => readResponses(worker));
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
    return new Worker(new URL('./worker.js', import.meta.url), { workerData, resourceLimits });
  } catch (error) {
    if (isPermissionError(error)) return undefined;
    throw error;
  }
}

/** Returns true for the error of Node's permission model (`--permission`), which forbids threads by default. */
function isPermissionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED';
}

/** Returns the description that the messages of a thread make up. Throws the error that the thread reports. */
async function readResponses(worker: Worker): Promise<DescribedDocument> {
  const operations: OperationDescriptor[] = [];
  for await (const [response] of on(worker, 'message')) {
    const message: DescribeResponse = response;
    if ('operations' in message) operations.push(...message.operations);
    else if ('described' in message) return withOperations(message.described, operations);
    else throw toError(message.error);
  }
  throw new Error('The thread ended without a description.');
}

function withOperations(described: DescribedDocument, operations: OperationDescriptor[]): DescribedDocument {
  if (operations.length === 0) return described;
  return { ...described, descriptor: { ...described.descriptor, operations } };
}

function toError({ code, message, hint, location }: ErrorData): OpenApiMcpError {
  return new OpenApiMcpError(code, message, omitUndefined({ hint, location }));
}
