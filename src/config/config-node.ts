import type { Json } from '../json/value.ts';

/** A value of a config file, with its place. */
export type ConfigNode = ScalarNode | ListNode | MapNode;

/** A text, number, switch or null. */
export interface ScalarNode {
  kind: 'scalar';
  /** The offset in the text of the file; absent for a file that is a program. */
  offset: number | undefined;
  value: string | number | boolean | null;
  /** The text before `${…}` was replaced; absent without `${…}`. */
  written?: string;
}

export interface ListNode {
  kind: 'list';
  offset: number | undefined;
  items: ConfigNode[];
}

export interface MapNode {
  kind: 'map';
  offset: number | undefined;
  entries: ConfigEntry[];
}

export interface ConfigEntry {
  key: string;
  /** The offset of the key. */
  offset: number | undefined;
  value: ConfigNode;
}

/** A mistake in a config file. */
export interface ConfigMistake {
  offset: number | undefined;
  /** The path of the key; empty for the file as a whole. */
  key: string;
  /** The predicate of a sentence about the key, or a sentence. */
  message: string;
  hint?: string | undefined;
}

/** Returns the entry of a key. */
export function entryOf(node: MapNode, key: string): ConfigEntry | undefined {
  return node.entries.findLast((entry) => entry.key === key);
}

/** Returns the value of a node, or with `asWritten` the value before `${…}` was replaced. */
export function jsonOf(node: ConfigNode, asWritten = false): Json {
  if (node.kind === 'scalar') return asWritten ? (node.written ?? node.value) : node.value;
  if (node.kind === 'list') return node.items.map((item) => jsonOf(item, asWritten));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, jsonOf(value, asWritten)]));
}

/** Returns the path of a key as people write it: `operations["GET /pets"].name`. */
export function formatKeys(path: (string | number)[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'string' && /^[\w$-]+$/.test(part)) return index === 0 ? part : `.${part}`;
      return index === 0 ? String(part) : `[${JSON.stringify(part)}]`;
    })
    .join('');
}
