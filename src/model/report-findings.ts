import { childPointer } from '../json/pointer.ts';
import { hiddenCharactersMessage } from './visible-text.ts';
import { truncate } from '../json/truncate.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** A finding may quote the document, which has room for anything. */
const messageLimit = 1_000;

/** Passes on each finding once: what is shared is read wherever it is used. */
export function reportOnce(report: Report): Report {
  const reported = new Set<string>();
  return (finding) => {
    const key = `${finding.pointer} ${finding.message}`;
    if (!reported.has(key)) report({ ...finding, message: truncate(finding.message, messageLimit) });
    reported.add(key);
  };
}

/** Says of each of the fields that it had hidden characters, if it had: reading them takes those out. */
export function reportHiddenCharacters(
  node: JsonObject,
  fields: string[],
  pointer: string,
  report: Report,
): void {
  for (const field of fields) {
    const text = node[field];
    const message = typeof text === 'string' ? hiddenCharactersMessage(text) : undefined;
    if (message !== undefined) report({ kind: 'repaired', pointer: childPointer(pointer, field), message });
  }
}
