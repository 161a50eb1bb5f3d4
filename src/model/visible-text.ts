import { asString } from '../json/narrow.ts';
import { truncate } from '../json/truncate.ts';

/**
 * Finds texts that may have hidden characters, which a person does not see but a model reads or a terminal obeys. Hardly
 * any text has them, so this test runs first.
 */
const suspicious =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- each is looked for alone
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud834\udb40\udb41]/;

/**
 * Matches controls except tab and line feed, joiners, direction marks, fillers, variation selectors and tag characters
 * (Unicode 16 §23). The group matches what stays: emoji of several code points, joiners within words of scripts that
 * need them, and a carriage return before a line feed.
 */
const hidden =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- each is looked for alone
  /(\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?[\ufe0e\ufe0f]?(?:\u200d\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?)*|[0-9#*]\ufe0f\u20e3|(?<=[\u0620-\u109f\u1780-\u17b3\u1820-\u18aa])[\u200c\u200d](?=[\u0620-\u109f\u1780-\u17b3\u1820-\u18aa])|\r(?=\n))|[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

const lineBreak = /[\v\f\r\x85\u2028\u2029]/;

/** Returns the text as people see it, without hidden characters and without those that control a terminal. */
export function visibleText(text: string): string {
  return removeHidden(text).visible;
}

/** Returns the text of a finding about a text with hidden characters, and `undefined` for any other text. */
export function hiddenCharactersMessage(text: string): string | undefined {
  const { count } = removeHidden(text);
  if (count === 0) return undefined;
  return count === 1 ? '1 hidden character was removed' : `${count} hidden characters were removed`;
}

function removeHidden(text: string): { visible: string; count: number } {
  if (!suspicious.test(text)) return { visible: text, count: 0 };
  let count = 0;
  const result = text.replace(hidden, (match: string, visible: string | undefined) => {
    if (visible !== undefined) return visible;
    // Rare line breaks are not hidden, but clients do not treat them as line breaks.
    if (lineBreak.test(match)) return '\n';
    count++;
    return '';
  });
  return { visible: result, count };
}

/** Characters of a description in a schema; with GPT models, VS Code refuses longer ones. */
const schemaTextLimit = 1_024;

/** Characters of a title, more than any list shows. */
export const titleLimit = 200;

/** Returns the text of a schema, or of an argument, as a model gets it: visible, and truncated. */
export function schemaText(text: string): string {
  return truncate(visibleText(text), schemaTextLimit);
}

/** Returns the visible text of a string, trimmed, and `undefined` if it is blank or not a string. */
export function asText(node: unknown): string | undefined {
  const text = asString(node);
  return text === undefined ? undefined : visibleText(text).trim() || undefined;
}
