import { nearestName } from '../schema/nearest-name.ts';
import type { ConfigEntry, ConfigMistake } from '../config/config-node.ts';
import type { PromptDescriptor } from '../descriptor.ts';

/** `\{{`, `{{argument}}`, and a `{{` that is neither. */
const pattern = /\\\{\{|\{\{(?<name>[^{}\n]*)\}\}|\{\{/g;

/** Parses the text of a prompt, which begins at `start` in its file, into texts and arguments. */
export function parsePromptText(
  file: string,
  start: number,
  declared: ConfigEntry[],
  mistakes: ConfigMistake[],
): PromptDescriptor['text'] {
  const names = declared.map(({ key }) => key);
  const body = file.slice(start).replaceAll('\r\n', '\n');
  const text = body.trim();
  if (text === '') {
    const hint = 'Write the message of the user below the front matter.';
    mistakes.push({ offset: start, key: '', message: 'the prompt has no text', hint });
  }
  const parts: PromptDescriptor['text'] = [];
  const used = new Set<string>();
  let literal = '';
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    literal += text.slice(end, match.index);
    end = match.index + match[0].length;
    const name = match.groups?.['name']?.trim();
    if (match[0].startsWith('\\')) literal += '{{';
    else if (name !== undefined && names.includes(name)) {
      if (literal !== '') parts.push(literal);
      parts.push({ argument: name });
      used.add(name);
      literal = '';
    } else
      mistakes.push({
        offset: offsetOf(file, start, text, match.index),
        key: '',
        ...mistakeIn(match[0], name, names),
      });
  }
  literal += text.slice(end);
  if (literal !== '') parts.push(literal);
  for (const { key, offset } of declared)
    if (!used.has(key))
      mistakes.push({
        offset,
        key: `arguments.${key}`,
        message: 'is not in the text',
        hint: `Write {{${key}}} where its value belongs, or remove it.`,
      });
  return parts;
}

/** Returns the offset in a file of an index in its trimmed text, whose line ends may be shorter. */
function offsetOf(file: string, start: number, text: string, index: number): number {
  const leading = file.slice(start).length - file.slice(start).trimStart().length;
  const lines = text.slice(0, index).split('\n').length - 1;
  const hasLongEnds = file.slice(start).includes('\r\n');
  return start + leading + index + (hasLongEnds ? lines : 0);
}

function mistakeIn(
  found: string,
  name: string | undefined,
  names: string[],
): Pick<ConfigMistake, 'message' | 'hint'> {
  if (name === undefined)
    return {
      message: '{{ begins no placeholder',
      hint: 'Write {{argument}}, or \\{{ for the characters {{ themselves.',
    };
  const nearest = nearestName(name, names);
  return {
    message: `${found} is no argument of this prompt`,
    hint:
      nearest === undefined
        ? 'Declare it below arguments, or write \\{{ for the characters {{ themselves.'
        : `Did you mean {{${nearest}}}?`,
  };
}
