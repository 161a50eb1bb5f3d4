import { joinPolicies } from './join-policies.ts';
import type { PolicyCapabilities } from './capability-types.ts';

/** The optional parts of policies. A generated server has those that it needs. */
export const policyCapabilities: PolicyCapabilities = {
  joinPolicies,
};
