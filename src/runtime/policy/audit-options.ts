import type { AuditEntry } from './audit-entry.ts';

/** The audit log. */
export interface AuditOptions {
  /**
   * Receives an entry when a call has ended, with or without success. `openAuditLog` returns one that writes a file.
   */
  write: (entry: AuditEntry) => void;
  /**
   * Include the arguments of calls in the audit log. They can contain secrets.
   * @default false
   */
  includeArguments?: boolean | undefined;
}
