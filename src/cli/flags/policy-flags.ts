import { omitUndefined } from '../../json/omit-undefined.ts';
import { readList, readScopes } from './flag-values.ts';
import type { RuntimeOptions } from '../../runtime/runtime-options.ts';
import type { AuditLog } from '../../serve/audit-log.ts';
import type { PolicyOptions } from '../../runtime/policy/policy-options.ts';
import type { Flag, FlagGroup } from './flag.ts';

/** Flags that control who may call what, and what is logged of it. */
export interface PolicyFlags {
  readOnly?: boolean;
  allow?: string[];
  deny?: string[];
  confirm?: 'destructive' | 'write';
  toolScope?: Record<string, string[]>;
  auditLog?: string;
  auditArguments?: boolean;
  /** The rules of the only API, if it has a key. Those of the server hold too. */
  rulesOfApi?: PolicyFlags;
}

/** Variable of the key that several processes behind one address share. */
const confirmKeyVariable = 'OPENAPI_MCP_CONFIRM_KEY';

/** The rules of a policy. Those of an API hold besides those of the server. */
export const ruleFlags: Flag[] = [
  {
    name: 'read-only',
    help: 'Offer only operations with safe methods, which change nothing.',
    isOfServer: true,
  },
  {
    name: 'allow',
    value: 'pattern',
    help: 'Allow only operations that match one of these patterns.',
    isOfServer: true,
    readAll: readList,
  },
  {
    name: 'deny',
    value: 'pattern',
    help: 'Refuse operations that match one of these patterns.',
    isOfServer: true,
    readAll: readList,
  },
  {
    name: 'confirm',
    value: 'mode',
    help: 'Ask the person before a call that destroys or overwrites data, or before every call that changes data.',
    choices: ['destructive', 'write'],
    isOfServer: true,
  },
  {
    name: 'tool-scope',
    value: 'pattern=scope',
    help: 'Offer operations and tools that match this pattern only to callers with these scopes.',
    isOfServer: true,
    mayBeginWithName: true,
    readAll: readScopes,
  },
];

export const policyFlags: FlagGroup = {
  title: 'Policy',
  flags: [
    ...ruleFlags,
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

/** Returns the policy of an API, or undefined if it has no rules of its own. */
export function policyOfApi({
  readOnly,
  allow,
  deny,
  confirm,
  toolScope,
}: PolicyFlags): PolicyOptions | undefined {
  const policy = omitUndefined({ readOnly, allow, deny, confirm, toolScopes: toolScope });
  return Object.keys(policy).length === 0 ? undefined : policy;
}

/** Opens the audit log, and returns the options of the policy and of the log. The caller closes the log. */
export async function openPolicy(
  { auditLog, auditArguments, ...rules }: PolicyFlags,
  environment: Record<string, string | undefined>,
): Promise<{ options: RuntimeOptions; log: AuditLog | undefined }> {
  const log =
    auditLog === undefined ? undefined : (await import('../../serve/audit-log.ts')).openAuditLog(auditLog);
  const confirmKey = environment[confirmKeyVariable] || undefined;
  const policy = { ...policyOfApi(rules), ...omitUndefined({ confirmKey }) };
  const audit = log === undefined ? undefined : { write: log.write, includeArguments: auditArguments };
  return { options: { policy, audit }, log };
}
