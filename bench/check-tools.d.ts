import type { ApiDescriptor } from '../src/descriptor.ts';

/** A rule that a tool breaks. The reason begins with its group, which a colon ends. */
export interface ToolFault {
  /** The name of the tool. */
  tool: string;
  /** The method and path of the operation, such as `GET /pets`. */
  operation: string;
  reason: string;
}

/**
 * Creates a function that returns the rules of MCP clients that the tools of a descriptor break. Schemas are compiled for at
 * most `patience` milliseconds a descriptor.
 */
export function createToolChecker(options?: {
  patience?: number;
}): (descriptor: ApiDescriptor) => ToolFault[];
