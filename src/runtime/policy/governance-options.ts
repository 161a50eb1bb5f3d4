import type { AuditOptions } from './audit-options.ts';
import type { PolicyOptions } from './policy-options.ts';

export type { AuditEntry } from './audit-entry.ts';
export type { AuditOptions, PolicyOptions };

/** The options of a server that govern its callers. */
export interface GovernanceOptions {
  /** The operations and tools that may be called, and by whom. */
  policy?: PolicyOptions | undefined;
  /** The audit log. There is none by default. */
  audit?: AuditOptions | undefined;
}
