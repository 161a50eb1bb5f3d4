import type { Finding } from '../index.ts';

/** Findings with the same message. A flaw that a generator repeats is printed once. */
export interface FindingGroup extends Finding {
  /** Number of places, including the first. */
  count: number;
}

const maxPrintedGroups = 5;

/** Returns a line for every operation that is left out, and for the first few other findings. */
export function findingLines(findings: Finding[]): string[] {
  const skipped = findings.filter(({ kind }) => kind === 'skipped');
  const others = findings.filter(({ kind }) => kind !== 'skipped');
  const groups = groupFindings(others);
  const shown = groups.slice(0, maxPrintedGroups);
  const more = others.length - shown.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(skipped.length > 0 ? [`Left out: ${plural(skipped.length, 'operation')}`] : []),
    ...skipped.map((finding) => `  ${findingText(finding)}`),
    ...(others.length > 0 ? [countKinds(others)] : []),
    ...shown.map((group) => `  ${findingText(group)}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

/** Groups findings of the same kind and message, in the order of their first places. */
export function groupFindings(findings: Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.kind, finding.message]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...finding, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()];
}

/** Returns the first place of a finding, the number of other places, and the message. */
export function findingText({ pointer, message, count = 1 }: Finding & { count?: number }): string {
  // A finding without a pointer is about the whole document, or about a file beside it.
  if (pointer === '' && count === 1) return message;
  return `${pointer}${count === 1 ? '' : ` and ${plural(count - 1, 'more place')}`}: ${message}`;
}

function countKinds(findings: Finding[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const texts = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return `${texts.charAt(0).toUpperCase()}${texts.slice(1)}:`;
}

/** Returns a count with its noun: `1 tool`, `2 tools`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
