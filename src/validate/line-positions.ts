import { parseFragment } from '../json/pointer.ts';

/** A place in a text, counted from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A node of YAML, and so of JSON, with where it stands. */
interface Node extends Position {
  /** Text of a scalar that is followed by a colon. */
  key: string | undefined;
  value: unknown;
  children: Node[];
}

/** What the parser of js-yaml knows while it reads. */
interface ParserState {
  input: string;
  position: number;
  line: number;
  lineStart: number;
  kind: string | null;
  result: unknown;
}

/** Answers where a JSON pointer leads in a text: the position of the key or item, or of the last part that is there. */
export async function createLocator(text: string): Promise<(pointer: string) => Position | undefined> {
  const root = await readNodes(text);
  return (pointer) => (root === undefined ? undefined : locate(root, pointer));
}

async function readNodes(text: string): Promise<Node | undefined> {
  const { CORE_SCHEMA, load, Type } = (await import('js-yaml')).default;
  const mergeKey = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (key) => key === '<<' });
  const open: Node[] = [];
  let root: Node | undefined;

  function enter({ position, line, lineStart }: ParserState): void {
    const place = { line: line + 1, column: position - lineStart + 1 };
    const node: Node = { ...place, key: undefined, value: undefined, children: [] };
    open.at(-1)?.children.push(node);
    open.push(node);
    root ??= node;
  }

  function leave({ input, position, kind, result }: ParserState): void {
    const node = open.pop();
    if (node === undefined) return;
    node.value = result;
    const [inner, ...others] = node.children;
    // What was read as the key of a block first, and then found to have no colon.
    if (inner !== undefined && others.length === 0 && inner.value === result) node.children = inner.children;
    if (kind !== 'scalar') return;
    colon.lastIndex = position;
    if (colon.test(input)) node.key = String(result);
  }

  try {
    const listener = (event: 'open' | 'close', state: ParserState): void =>
      event === 'open' ? enter(state) : leave(state);
    const schema = CORE_SCHEMA.extend({ implicit: [mergeKey] });
    // A listener is part of the parser, though not of its types.
    const options = { schema, json: true, listener };
    load(text, options);
  } catch {
    return undefined;
  }
  return root;
}

const colon = /[ \t]*:/y;

function locate(root: Node, pointer: string): Position {
  let node = root;
  let position: Position = root;
  for (const segment of parseFragment(pointer) ?? []) {
    const index = node.children.findIndex(({ key }) => key === segment);
    const isItem = index === -1 && node.children.every(({ key }) => key === undefined);
    const found = isItem ? node.children[Number(segment)] : node.children[index];
    if (found === undefined) break;
    position = found;
    node = isItem ? found : (node.children[index + 1] ?? found);
  }
  return { line: position.line, column: position.column };
}
