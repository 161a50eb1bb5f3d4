import type { Node, ParseError } from 'jsonc-parser';
import type { TextNode } from './text-node.ts';

/** Parses a JSON text, which may have comments. Returns undefined if it is not valid otherwise. */
export async function parseJsonNode(text: string): Promise<TextNode | undefined> {
  if (!/^\s*(?:[[{]|\/[/*])/.test(text)) return undefined;
  const { parseTree } = await import('jsonc-parser');
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: false });
  return root === undefined || errors.length > 0 ? undefined : createJsonNode(root, root.offset);
}

function createJsonNode({ type, children = [] }: Node, offset: number): TextNode {
  return {
    offset,
    child(segment) {
      if (type === 'array') {
        const item = children[Number(segment)];
        return item && createJsonNode(item, item.offset);
      }
      // The last of several equal keys has the value that JSON.parse returns.
      const property = children.findLast(({ children: [key] = [] }) => key?.value === segment);
      const value = property?.children?.[1];
      return property && value && createJsonNode(value, property.offset);
    },
  };
}
