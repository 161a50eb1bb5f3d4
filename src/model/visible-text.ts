import { asString } from '../json/narrow.ts';
import { truncate } from '../json/truncate.ts';

/** What no person sees but a model reads, or a terminal obeys: looked for first, since hardly any text has it. */
const suspicious =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- each is looked for alone
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud834\udb40\udb41]/;

/**
 * Controls but tab and line feed, joiners and marks of direction, fillers, variation selectors, tag characters
 * (Unicode 16 §23). What the group takes stays: emoji of several code points, joiners within words of scripts that
 * need them, a carriage return that ends a line.
 */
const hidden =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- each is looked for alone
  /(\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?[\ufe0e\ufe0f]?(?:\u200d\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?)*|[0-9#*]\ufe0f\u20e3|(?<=[\u0620-\u109f\u1780-\u17b3\u1820-\u18aa])[\u200c\u200d](?=[\u0620-\u109f\u1780-\u17b3\u1820-\u18aa])|\r(?=\n))|[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

const lineBreak = /[\v\f\r\x85\u2028\u2029]/;

/** Text of a document as people see it: what hides in it, or would steer a terminal, is taken out. */
export function visibleText(text: string): string {
  return removeHidden(text).visible;
}

/** What is said of a text that has hidden characters; `undefined` of any other. */
export function hiddenCharactersMessage(text: string): string | undefined {
  const { count } = removeHidden(text);
  if (count === 0) return undefined;
  return count === 1 ? '1 hidden character was taken out' : `${count} hidden characters were taken out`;
}

function removeHidden(text: string): { visible: string; count: number } {
  if (!suspicious.test(text)) return { visible: text, count: 0 };
  let count = 0;
  const visible = text.replace(hidden, (found: string, kept: string | undefined) => {
    if (kept !== undefined) return kept;
    // Old ends of lines are not hidden, but no client takes them for what they are.
    if (lineBreak.test(found)) return '\n';
    count++;
    return '';
  });
  return { visible, count };
}

/** The GPT models of VS Code take no more of a description within a schema. */
const schemaTextLimit = 1_024;

/** No list shows more of a title. */
export const titleLimit = 200;

/** Text of a schema, or of an argument, as a model gets it. */
export function schemaText(text: string): string {
  return truncate(visibleText(text), schemaTextLimit);
}

/** Returns the visible text of a string that is more than white space, trimmed. */
export function asText(node: unknown): string | undefined {
  const text = asString(node);
  return text === undefined ? undefined : visibleText(text).trim() || undefined;
}
