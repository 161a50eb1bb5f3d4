import type { Document, Node, Pair, YAMLMap } from 'yaml';
import type { TextNode } from './text-node.ts';

/** Parses a YAML text. Returns undefined if it has no value. Errors are ignored, because the document was loaded before. */
export async function parseYamlNode(text: string): Promise<TextNode | undefined> {
  const { isAlias, isMap, isScalar, isSeq, parseDocument } = await import('yaml');
  const document: Document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });

  function createYamlNode(node: unknown, offset: number): TextNode {
    return { offset, child: (segment) => findChild(node, segment) };
  }

  function findChild(node: unknown, segment: string): TextNode | undefined {
    if (isAlias(node)) return findChild(node.resolve(document), segment);
    if (isMap(node)) return findProperty(node, segment);
    const item = isSeq(node) ? node.items[Number(segment)] : undefined;
    return item === undefined ? undefined : createYamlNode(item, offsetOf(item));
  }

  function findProperty(map: YAMLMap, segment: string): TextNode | undefined {
    // The last of several equal keys has the value that the parser returned.
    const property = map.items.findLast((pair) => keyOf(pair) === segment);
    if (property !== undefined) return createYamlNode(property.value, offsetOf(property.key));
    const merged = map.items.filter((pair) => keyOf(pair) === '<<').flatMap(({ value }) => mapsOf(value));
    for (const source of merged) {
      const inherited = findChild(source, segment);
      if (inherited !== undefined) return inherited;
    }
    return undefined;
  }

  /** Returns the maps that a merge key names (YAML merge key type): a map, or a list of maps. */
  function mapsOf(value: unknown): unknown[] {
    return isSeq(value) ? value.items : [value];
  }

  function keyOf({ key }: Pair): string | undefined {
    return isScalar(key) ? String(key.value) : undefined;
  }

  const { contents } = document;
  return contents === null ? undefined : createYamlNode(contents, offsetOf(contents));
}

function offsetOf(node: unknown): number {
  return (node as Node).range?.[0] ?? 0;
}
