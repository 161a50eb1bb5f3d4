import type { ApiDescriptor } from '../src/descriptor.ts';

/** One thing that is unlawful; what stands before a colon in the reason is its group. */
export interface Fault {
  /** The tool's name. */
  tool: string;
  /** `GET /pets`. */
  place: string;
  reason: string;
}

/** Answers what is unlawful in a descriptor's tools; compiles their schemas for at most `patience` milliseconds. */
export function createLaw(options?: { patience?: number }): (descriptor: ApiDescriptor) => Fault[];
