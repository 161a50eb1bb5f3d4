import type { Report } from '../errors.ts';

/** Passes on each finding once: what is shared is read wherever it is used. */
export function reportOnce(report: Report): Report {
  const reported = new Set<string>();
  return (finding) => {
    const key = `${finding.pointer} ${finding.message}`;
    if (!reported.has(key)) report(finding);
    reported.add(key);
  };
}
