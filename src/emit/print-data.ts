import { jsonText } from './typescript-text.ts';
import type { ApiDescriptor, CheckingSchemas } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Returns a descriptor as the plain JSON that it is. */
export function plain(value: ApiDescriptor | CheckingSchemas): Json {
  return value as unknown as Json;
}

const width = 110;

/** Returns the text of a key that cannot be written as in JSON. */
export type KeyText = (name: string) => string | undefined;

const asInJson: KeyText = () => undefined;

/**
 * Prints JSON with each value on one line if it fits, so that a diff is small. Schemas share nodes, which large documents
 * repeat thousands of times: each node is printed once for each indentation.
 */
export function printData(value: Json, keyText: KeyText = asInJson): string {
  const flats = new Map<object, string | undefined>();
  const texts = new Map<string, Map<object, string>>();
  const key = (name: string): string => keyText(name) ?? jsonText(name);

  function print(node: Json, indent: string): string {
    if (typeof node !== 'object' || node === null) return jsonText(node);
    const flat = flatText(node);
    if (flat !== undefined && flat.length <= width - indent.length) return flat;
    const known = texts.get(indent) ?? new Map<object, string>();
    texts.set(indent, known);
    const text = known.get(node) ?? printLines(node, indent);
    known.set(node, text);
    return text;
  }

  function printLines(node: Json[] | JsonObject, indent: string): string {
    const inner = `${indent}  `;
    const lines = Array.isArray(node)
      ? node.map((item) => inner + print(item, inner))
      : Object.entries(node).map(([name, item]) => `${inner}${key(name)}: ${print(item, inner)}`);
    const [open, close] = Array.isArray(node) ? '[]' : '{}';
    return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
  }

  /** Returns a value on one line; undefined if it is longer than a line. */
  function flatText(node: Json): string | undefined {
    if (typeof node !== 'object' || node === null) return jsonText(node);
    if (flats.has(node)) return flats.get(node);
    const text = flatGroup(node);
    flats.set(node, text);
    return text;
  }

  function flatGroup(node: Json[] | JsonObject): string | undefined {
    const [open, close] = Array.isArray(node) ? ['[', ']'] : ['{ ', ' }'];
    const members: string[] = [];
    let length = open.length + close.length - 2;
    for (const [name, item] of Object.entries(node)) {
      const text = flatText(item);
      if (text === undefined) return undefined;
      const member = Array.isArray(node) ? text : `${key(name)}: ${text}`;
      length += member.length + 2;
      if (length > width) return undefined;
      members.push(member);
    }
    if (members.length === 0) return Array.isArray(node) ? '[]' : '{}';
    return open + members.join(', ') + close;
  }

  return print(value, '');
}
