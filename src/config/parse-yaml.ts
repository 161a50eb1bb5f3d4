import type { Document, Node, Pair } from 'yaml';
import type { ConfigEntry, ConfigMistake, ConfigNode, MapNode } from './config-node.ts';

/** Parses YAML into nodes with their places. */
export async function parseYamlConfig(
  text: string,
): Promise<{ root: ConfigNode; mistakes: ConfigMistake[] }> {
  const { isAlias, isMap, isScalar, isSeq, parseDocument } = await import('yaml');
  const document: Document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, merge: true });
  const mistakes: ConfigMistake[] = document.errors.map(({ message, pos: [offset] }) => ({
    offset,
    key: '',
    message: `not YAML: ${message[0]?.toLowerCase() ?? ''}${message.slice(1)}`,
  }));
  /** The anchored nodes that are being read, which a cycle would read for ever. */
  const open = new Set<unknown>();

  function convert(node: unknown, fallback: number): ConfigNode {
    const offset = (node as Node | null)?.range?.[0] ?? fallback;
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target !== undefined && !open.has(target)) return { ...convert(target, offset), offset };
      mistakes.push({ offset, key: '', message: `*${node.source} has no anchor above it` });
      return { kind: 'scalar', offset, value: null };
    }
    open.add(node);
    const converted = convertPlain(node, offset);
    open.delete(node);
    return converted;
  }

  function convertPlain(node: unknown, offset: number): ConfigNode {
    if (isMap(node)) return { kind: 'map', offset, entries: entriesOf(node.items, offset) };
    if (isSeq(node)) return { kind: 'list', offset, items: node.items.map((item) => convert(item, offset)) };
    const value: unknown = isScalar(node) ? node.value : null;
    if (typeof value === 'bigint') return { kind: 'scalar', offset, value: Number(value) };
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', offset, value: isPlain ? value : null };
  }

  function entriesOf(pairs: Pair[], fallback: number): ConfigEntry[] {
    const own: ConfigEntry[] = [];
    const merged: ConfigEntry[] = [];
    for (const { key, value } of pairs) {
      const offset = (key as Node | null)?.range?.[0] ?? fallback;
      const name: unknown = isScalar(key) ? key.value : undefined;
      // A merge key (YAML merge key type) copies the entries of other maps.
      if (typeof name === 'symbol')
        merged.push(...mapsOf(convert(value, offset)).flatMap(({ entries }) => entries));
      else own.push({ key: String(name ?? ''), offset, value: convert(value, offset) });
    }
    const known = new Set(own.map(({ key }) => key));
    const added = new Map(merged.toReversed().map((entry) => [entry.key, entry]));
    return [...[...added.values()].filter(({ key }) => !known.has(key)), ...own];
  }

  return { root: convert(document.contents, 0), mistakes };
}

function mapsOf(node: ConfigNode): MapNode[] {
  if (node.kind === 'map') return [node];
  return node.kind === 'list' ? node.items.flatMap(mapsOf) : [];
}
