import type { Node, ParseError, ParseErrorCode } from 'jsonc-parser';
import type { ConfigMistake, ConfigNode } from './config-node.ts';

/** Parses JSON, which may have comments and trailing commas, into nodes with their places. */
export async function parseJsonConfig(
  text: string,
): Promise<{ root: ConfigNode; mistakes: ConfigMistake[] }> {
  const { parseTree, printParseErrorCode } = await import('jsonc-parser');
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: false, allowTrailingComma: true });
  const mistakes = errors.map(({ error, offset }) => ({
    offset,
    key: '',
    message: `not JSON: ${wordsOf(printParseErrorCode(error as ParseErrorCode))}`,
  }));
  return { root: convert(tree), mistakes };
}

/** Returns the words of a code: `comma expected` for `CommaExpected`. */
function wordsOf(code: string): string {
  return code.replaceAll(/(?<!^)(?=[A-Z])/g, ' ').toLowerCase();
}

function convert(node: Node | undefined): ConfigNode {
  const { type, offset = 0, children = [], value } = node ?? {};
  if (type === 'array') return { kind: 'list', offset, items: children.map(convert) };
  if (type !== 'object') {
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', offset, value: isPlain ? value : null };
  }
  return {
    kind: 'map',
    offset,
    entries: children.map(({ offset: place, children: [key, item] = [] }) => ({
      key: String(key?.value),
      offset: place,
      value: convert(item),
    })),
  };
}
