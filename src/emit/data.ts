import { jsonText } from './text.ts';
import type { Json, JsonObject } from '../runtime/types.ts';

const width = 110;

/** What stands for a key that cannot be written as JSON has it. */
export type KeyText = (name: string) => string | undefined;

const asInJson: KeyText = () => undefined;

/** JSON text with each value on one line as long as it fits, so that a diff shows what changed and little else. */
export function printData(value: Json, indent = '', keyText: KeyText = asInJson): string {
  const key = (name: string): string => keyText(name) ?? jsonText(name);
  const flat = flatText(value, width - indent.length, key);
  if (flat !== undefined) return flat;
  if (typeof value !== 'object' || value === null) return jsonText(value);
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => inner + printData(item, inner, keyText))
    : Object.entries(value).map(([name, item]) => `${inner}${key(name)}: ${printData(item, inner, keyText)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** The value on one line; nothing where that is longer than there is room for. */
function flatText(value: Json, room: number, keyText: (name: string) => string): string | undefined {
  if (room < 0) return undefined;
  const isObject = typeof value === 'object' && value !== null;
  const text = isObject ? flatGroup(value, room, keyText) : jsonText(value);
  return text !== undefined && text.length <= room ? text : undefined;
}

function flatGroup(
  value: Json[] | JsonObject,
  room: number,
  keyText: (name: string) => string,
): string | undefined {
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const members: string[] = [];
  let length = 0;
  for (const [name, item] of Object.entries(value)) {
    const key = Array.isArray(value) ? '' : `${keyText(name)}: `;
    const text = flatText(item, room - length - key.length, keyText);
    if (text === undefined) return undefined;
    members.push(key + text);
    length += key.length + text.length + 2;
  }
  if (members.length === 0) return Array.isArray(value) ? '[]' : '{}';
  return open + members.join(', ') + close;
}
