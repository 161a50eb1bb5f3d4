import { childPointer } from '../json/pointer.ts';
import { hiddenCharactersMessage } from './visible-text.ts';
import { truncate } from '../json/truncate.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** Reports that a keyword was dropped or repaired. */
export type KeywordReport = (kind: 'repaired' | 'relaxed' | 'ignored', message: string) => void;

/** Characters of a message, which may quote a text of any length from the document. */
const messageLimit = 1_000;

/** Returns a reporter that passes on each finding once, because a shared node is read wherever it is used. */
export function reportOnce(report: Report): Report {
  const reported = new Set<string>();
  return (finding) => {
    const key = `${finding.pointer} ${finding.message}`;
    if (!reported.has(key)) report({ ...finding, message: truncate(finding.message, messageLimit) });
    reported.add(key);
  };
}

/** Reports each of the fields whose text has hidden characters, which are removed when the field is read. */
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
