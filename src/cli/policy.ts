import { InvalidArgumentError, Option } from 'commander';
import type { AuditLog } from '../serve/audit-log.ts';
import type { RuntimeOptions } from '../index.ts';

/** What commander makes of the flags that say who may call what, and what is written down of it. */
export type PolicyFlags = Pick<
  RuntimeOptions,
  'readOnly' | 'allow' | 'deny' | 'confirm' | 'auditArguments'
> & {
  toolScope?: Record<string, string[]>;
  auditLog?: string;
};

/** The variable of the key that several processes share. */
const confirmKeyVariable = 'OPENAPI_MCP_CONFIRM_KEY';

/** Flags that say who may call what, and what is written down of it. */
export function policyOptions(): Option[] {
  return [
    new Option('--read-only', 'Offer only operations with safe methods, which change nothing.'),
    new Option(
      '--allow <pattern>',
      'Let only operations be called that match one of these patterns.',
    ).argParser(collect),
    new Option(
      '--deny <pattern>',
      'Let no operation be called that matches one of these patterns.',
    ).argParser(collect),
    new Option(
      '--confirm <mode>',
      'Ask the person before a call that destroys or overwrites, or before every one that changes something.',
    ).choices(['destructive', 'write']),
    new Option(
      '--tool-scope <pattern=scope>',
      'Show and let call what matches this pattern only to callers with these scopes.',
    ).argParser(collectScopes),
    new Option(
      '--audit-log <file>',
      'Append a line of JSON for each call to this file, or write it to standard error for -.',
    ),
    new Option(
      '--audit-arguments',
      'Write the arguments of calls into the audit log too; they can hold secrets.',
    ),
  ];
}

/** What the runtime takes of them. */
export async function policyOf(
  { readOnly, allow, deny, confirm, auditArguments, toolScope, auditLog }: PolicyFlags,
  environment: Record<string, string | undefined>,
): Promise<{ options: RuntimeOptions; log: AuditLog | undefined }> {
  const confirmKey = environment[confirmKeyVariable];
  const log =
    auditLog === undefined ? undefined : (await import('../serve/audit-log.ts')).openAuditLog(auditLog);
  const options: RuntimeOptions = {
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(allow === undefined ? {} : { allow }),
    ...(deny === undefined ? {} : { deny }),
    ...(confirm === undefined ? {} : { confirm }),
    ...(confirmKey === undefined || confirmKey === '' ? {} : { confirmKey }),
    ...(auditArguments === undefined ? {} : { auditArguments }),
    ...(toolScope === undefined ? {} : { toolScopes: toolScope }),
    ...(log === undefined ? {} : { audit: log.write }),
  };
  return { options, log };
}

function collect(text: string, collected: string[] = []): string[] {
  return [...collected, text];
}

function collectScopes(text: string, collected: Record<string, string[]> = {}): Record<string, string[]> {
  const [, pattern = '', scopes = ''] = /^(.*)=(.*)$/s.exec(text) ?? [];
  const names = scopes.split(/[\s,]+/).filter((name) => name !== '');
  if (pattern.trim() === '' || names.length === 0)
    throw new InvalidArgumentError('It must have the form pattern=scope.');
  return { ...collected, [pattern.trim()]: [...(collected[pattern.trim()] ?? []), ...names] };
}
