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

/** The message of the thread: the description, or the error that loading or describing threw. */
export type DescribeResponse = { described: DescribedDocument } | { error: ErrorData };

/** The data of an OpenApiMcpError that can be cloned. */
export type ErrorData = Pick<OpenApiMcpError, 'code' | 'message' | 'hint' | 'location'>;
