import { credentialVariables } from '../index.ts';
import type { ApiDescriptor, Finding, RuntimeOptions } from '../index.ts';

const shownFindings = 5;

/** What a person should know when a server starts, in a few lines. */
export function formatSummary(
  api: ApiDescriptor,
  findings: Finding[],
  options: RuntimeOptions,
  environment: Record<string, string | undefined>,
): string {
  const kinds = options.resources === 'off' ? [] : api.operations.map(({ resource }) => resource?.kind);
  const templates = kinds.filter((kind) => kind === 'template').length;
  const resources = kinds.filter((kind) => kind === 'resource').length;
  const counts = [
    plural(api.operations.length, 'tool'),
    plural(templates, 'resource template'),
    plural(resources, 'resource'),
  ];
  return [
    `${api.title} ${api.version}: ${counts.join(', ')}`,
    ...credentialLines(api, environment),
    ...findingLines(findings),
  ].join('\n');
}

function credentialLines(api: ApiDescriptor, environment: Record<string, string | undefined>): string[] {
  const variables = credentialVariables(api).flatMap((entry) => entry.variables);
  if (variables.length === 0) return [];
  const states = variables.map((name) => `${name} (${environment[name] ? 'set' : 'not set'})`);
  return [`Credentials: ${states.join(', ')}`];
}

/** Every operation that is missing is named; of the rest the first few. */
function findingLines(findings: Finding[]): string[] {
  const skipped = findings.filter(({ kind }) => kind === 'skipped');
  const others = findings.filter(({ kind }) => kind !== 'skipped');
  const more = others.length - shownFindings;
  return [
    ...(skipped.length > 0 ? [`Left out: ${plural(skipped.length, 'operation')}`] : []),
    ...skipped.map(formatFinding),
    ...(others.length > 0 ? [countKinds(others)] : []),
    ...others.slice(0, shownFindings).map(formatFinding),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

function countKinds(findings: Finding[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const texts = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return `${texts.charAt(0).toUpperCase()}${texts.slice(1)}:`;
}

function formatFinding({ pointer, message }: Finding): string {
  return `  ${pointer}: ${message}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
