import { omitUndefined } from '../../json/omit-undefined.ts';
import { readList, readScopes } from './flag-values.ts';
import type { RuntimeOptions } from '../../runtime/runtime-options.ts';
import type { AuditLog } from '../../serve/audit-log.ts';
import type { FlagGroup } from './flag.ts';

/** Flags that control who may call what, and what is logged of it. */
export interface PolicyFlags {
  readOnly?: boolean;
  allow?: string[];
  deny?: string[];
  confirm?: 'destructive' | 'write';
  toolScope?: Record<string, string[]>;
  auditLog?: string;
  auditArguments?: boolean;
}

/** Variable of the key that several processes behind one address share. */
const confirmKeyVariable = 'OPENAPI_MCP_CONFIRM_KEY';

export const policyFlags: FlagGroup = {
  title: 'Policy',
  flags: [
    {
      name: 'read-only',
      help: 'Offer only operations with safe methods, which change nothing.',
    },
    {
      name: 'allow',
      value: 'pattern',
      help: 'Allow only operations that match one of these patterns.',
      readAll: readList,
    },
    {
      name: 'deny',
      value: 'pattern',
      help: 'Refuse operations that match one of these patterns.',
      readAll: readList,
    },
    {
      name: 'confirm',
      value: 'mode',
      help: 'Ask the person before a call that destroys or overwrites data, or before every call that changes data.',
      choices: ['destructive', 'write'],
    },
    {
      name: 'tool-scope',
      value: 'pattern=scope',
      help: 'Offer operations and tools that match this pattern only to callers with these scopes.',
      readAll: readScopes,
    },
    {
      name: 'audit-log',
      value: 'file',
      help: 'Append a line of JSON for each call to this file, or to standard error for -.',
    },
    {
      name: 'audit-arguments',
      help: 'Include the arguments of calls in the audit log.',
    },
  ],
};

/** Opens the audit log, and returns the options of the policy and of the log. The caller closes the log. */
export async function openPolicy(
  { readOnly, allow, deny, confirm, toolScope, auditLog, auditArguments }: PolicyFlags,
  environment: Record<string, string | undefined>,
): Promise<{ options: RuntimeOptions; log: AuditLog | undefined }> {
  const log =
    auditLog === undefined ? undefined : (await import('../../serve/audit-log.ts')).openAuditLog(auditLog);
  const confirmKey = environment[confirmKeyVariable] || undefined;
  const policy = omitUndefined({ readOnly, allow, deny, confirm, confirmKey, toolScopes: toolScope });
  const audit = log === undefined ? undefined : { write: log.write, includeArguments: auditArguments };
  return { options: { policy, audit }, log };
}
