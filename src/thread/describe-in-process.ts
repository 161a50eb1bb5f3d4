import { loadAndDescribeBytes } from '../describe/load-and-describe.ts';
import { withLateOptimization } from './late-optimization.ts';
import type { DescribedDocument, LoadAndDescribeOptions } from '../describe/load-and-describe.ts';
import type { SourceBytes } from '../load/read-source.ts';

/**
 * Loads and describes a document in the thread of the caller, which waits for it. It starts sooner than another thread
 * does, and its description need not be copied.
 */
export function describeInProcess(
  read: SourceBytes,
  options: LoadAndDescribeOptions,
): Promise<DescribedDocument> {
  return withLateOptimization(() => loadAndDescribeBytes(read, options));
}
