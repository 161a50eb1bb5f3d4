import { createPolicy } from './policy.ts';
import type { Policy } from './policy.ts';
import type { PolicySubject } from './access-control.ts';
import type { ServedPart } from '../served-part.ts';

/**
 * Adds the policies of single APIs to that of the server. A policy of an API holds for its operations alone, and both must
 * allow a call. Custom tools have the policy of the server.
 */
export function joinPolicies(shared: Policy, parts: readonly ServedPart[]): Policy {
  const governed = parts.flatMap(({ descriptor: { operations }, options: { policy } }) =>
    policy === undefined ? [] : [{ operations, policy: createPolicy(policy) }],
  );
  const owners = new Map(
    governed.flatMap(({ operations, policy }) => operations.map(({ name }) => [name, policy] as const)),
  );
  /** Returns the policies that hold for an operation or tool. */
  function policiesOf({ name }: PolicySubject): Policy[] {
    const own = owners.get(name);
    return own === undefined ? [shared] : [shared, own];
  }
  const all = [shared, ...governed.map(({ policy }) => policy)];
  return {
    scopes: all.flatMap(({ scopes }) => scopes),
    hasPathRules: all.some(({ hasPathRules }) => hasPathRules),
    allows: (subject) => policiesOf(subject).every((policy) => policy.allows(subject)),
    allowsTarget: (subject, target) =>
      policiesOf(subject).every((policy) => policy.allowsTarget(subject, target)),
    scopesOf: (subject) => [...new Set(policiesOf(subject).flatMap((policy) => policy.scopesOf(subject)))],
    scopesOfTarget: (subject, target) => [
      ...new Set(policiesOf(subject).flatMap((policy) => policy.scopesOfTarget(subject, target))),
    ],
    requiresConfirmation: (subject, target) =>
      policiesOf(subject).some((policy) => policy.requiresConfirmation(subject, target)),
  };
}
