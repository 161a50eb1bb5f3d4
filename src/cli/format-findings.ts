import type { Finding } from '../index.ts';

/** One thing that was found, and each place where it was: a flaw that a generator repeats is read once. */
export interface FindingGroup extends Finding {
  /** How often, the first place included. */
  count: number;
}

const shownGroups = 5;

/** Every operation that is missing is named; of the rest the first few. */
export function findingLines(findings: Finding[]): string[] {
  const skipped = findings.filter(({ kind }) => kind === 'skipped');
  const others = findings.filter(({ kind }) => kind !== 'skipped');
  const groups = groupFindings(others);
  const shown = groups.slice(0, shownGroups);
  const more = others.length - shown.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(skipped.length > 0 ? [`Left out: ${plural(skipped.length, 'operation')}`] : []),
    ...skipped.map((finding) => `  ${findingText(finding)}`),
    ...(others.length > 0 ? [countKinds(others)] : []),
    ...shown.map((group) => `  ${findingText(group)}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

/** Findings that say the same, together, in the order of their first places. */
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

/** The first place, how many more there are, and what was found. */
export function findingText({ pointer, message, count = 1 }: Finding & { count?: number }): string {
  return `${pointer}${count === 1 ? '' : ` and ${plural(count - 1, 'more place')}`}: ${message}`;
}

function countKinds(findings: Finding[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const texts = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return `${texts.charAt(0).toUpperCase()}${texts.slice(1)}:`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
