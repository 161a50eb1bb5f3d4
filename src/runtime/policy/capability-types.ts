import type { Policy } from './policy.ts';
import type { ServedPart } from '../served-part.ts';

/** The parts of policies that a generated server has only if it has several APIs. */
export interface PolicyCapabilities {
  /** Adds the policies of single APIs. */
  joinPolicies?: (shared: Policy, parts: readonly ServedPart[]) => Policy;
}
