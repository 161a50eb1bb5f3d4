import type { OperationDescriptor } from '../descriptor.ts';
import type { DescribedDocument, LoadAndDescribeOptions } from '../describe/load-and-describe.ts';
import type { OpenApiMcpError } from '../errors.ts';

/** The data of a thread that describes a document: the bytes of the document and the options, as structured clones. */
export interface DescribeRequest {
  bytes: Uint8Array;
  source: string;
  location: string | undefined;
  base: string;
  options: Omit<LoadAndDescribeOptions, 'signal' | 'fetched'>;
}

/**
 * A message of the thread: some operations, then the description, or the error that loading or describing threw. The
 * operations come first, so that the receiver reads them while the thread describes more. If any came, the description
 * has none itself.
 */
export type DescribeResponse =
  { operations: OperationDescriptor[] } | { described: DescribedDocument } | { error: ErrorData };

/** The data of an OpenApiMcpError that can be cloned. */
export type ErrorData = Pick<OpenApiMcpError, 'code' | 'message' | 'hint' | 'location'>;
