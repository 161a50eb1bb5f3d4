import type { DescribedBytes } from '../cache/describe.ts';
import type { ShapingOptions } from '../cache/cache-key.ts';
import type { OpenApiMcpError } from '../errors.ts';

/** What a thread is asked to describe: a document that was read, as data that can be copied. */
export interface DescribeRequest {
  bytes: Uint8Array;
  source: string;
  location: string | undefined;
  base: string;
  options: Omit<ShapingOptions, 'signal'>;
}

/** What it answers. */
export type DescribeAnswer = { described: DescribedBytes } | { refused: RefusedDocument };

/** An error of ours, without what cannot be copied. */
export type RefusedDocument = Pick<OpenApiMcpError, 'code' | 'message' | 'hint' | 'location'>;
