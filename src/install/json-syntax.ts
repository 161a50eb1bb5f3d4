import { applyEdits, invalidConfig, lineEndOf, lineStartOf, nextLineOf } from './config-text.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { Node, ParseError } from 'jsonc-parser';
import type { ConfigSyntax, ConfigText, TextEdit } from './config-text.ts';
import type { Json } from '../json/value.ts';

/** JSON with comments and trailing commas, which editors write. */
export const jsonSyntax: ConfigSyntax = {
  async read(file) {
    const { getNodeValue } = await import('jsonc-parser');
    // A key that is repeated has its last value, as for JSON.parse.
    const value: unknown = getNodeValue(await parseRoot(file));
    return isJsonObject(value) ? value : {};
  },
  async set(file, path, value) {
    const text = file.text.trim() === '' ? `{}${lineEndOf(file.text)}` : file.text;
    const filled = { ...file, text };
    return applyEdits(text, setEdits(filled, await parseRoot(filled), path, value));
  },
  async remove(file, path) {
    let node = await parseRoot(file);
    for (const step of path.slice(0, -1)) node = valueAt(node, step) ?? node;
    const { children = [] } = node;
    const last = path.at(-1);
    const child = typeof last === 'number' ? children[last] : findProperty(node, last ?? '');
    return child === undefined ? file.text : applyEdits(file.text, removeEdits(file.text, node, child));
  },
};

/** @throws OpenApiMcpError CLIENT_CONFIG_INVALID */
async function parseRoot(file: ConfigText): Promise<Node> {
  const { parseTree, printParseErrorCode } = await import('jsonc-parser');
  if (file.text.trim() === '') return { type: 'object', offset: 0, length: 0, children: [] };
  const errors: ParseError[] = [];
  const root = parseTree(file.text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const words = printParseErrorCode(error.error).replaceAll(/(?<!^)(?=[A-Z])/g, ' ');
    throw invalidConfig(file, error.offset, `not JSON: ${words.toLowerCase()}`);
  }
  if (root?.type !== 'object') throw invalidConfig(file, root?.offset ?? 0, 'the file holds no object');
  return root;
}

function setEdits(file: ConfigText, node: Node, [key = '', ...below]: string[], value: Json): TextEdit[] {
  const { text } = file;
  if (node.type === 'array') return insertEdits(text, node, undefined, nest(below, value));
  const current = findProperty(node, key)?.children?.[1];
  if (current === undefined) return insertEdits(text, node, key, nest(below, value));
  const { offset, length } = current;
  const [next] = below;
  if (next !== undefined) {
    const wanted = next === '-' ? 'array' : 'object';
    if (current.type === wanted) return setEdits(file, current, below, value);
    throw invalidConfig(file, offset, `the value of ${JSON.stringify(key)} is not an ${wanted}`);
  }
  const isBroken = text.slice(offset, offset + length).includes('\n') || !isInline(text, node);
  const printed = print(value, text, isBroken ? indentAt(text, offset) : undefined);
  return [{ start: offset, end: offset + length, text: printed }];
}

function nest(path: string[], value: Json): Json {
  const [key, ...below] = path;
  if (key === undefined) return value;
  return key === '-' ? [nest(below, value)] : { [key]: nest(below, value) };
}

/** Inserts an item behind the last one, in the style of its neighbours. A comment at the end of a line stays there. */
function insertEdits(text: string, node: Node, key: string | undefined, value: Json): TextEdit[] {
  const item = (indent: string | undefined): string =>
    (key === undefined ? '' : `${JSON.stringify(key)}:${isMinified(text) ? '' : ' '}`) +
    print(value, text, indent);
  const lineEnd = lineEndOf(text);
  const close = node.offset + node.length - 1;
  const last = node.children?.at(-1);
  if (last === undefined) {
    if (isMinified(text)) return [{ start: close, end: close, text: item(undefined) }];
    const outer = indentAt(text, node.offset);
    const indent = outer + unitOf(text);
    const inner = text.slice(node.offset + 1, close);
    const start = node.offset + 1 + inner.trimEnd().length;
    const isEmpty = inner.trim() === '';
    const after = isEmpty || !text.slice(start, close).includes('\n') ? lineEnd + outer : '';
    return [{ start, end: isEmpty ? close : start, text: lineEnd + indent + item(indent) + after }];
  }
  const end = last.offset + last.length;
  const { comma, lineEnd: at } = tailOf(text, end, close);
  const separator: TextEdit[] = comma === undefined ? [{ start: end, end, text: ',' }] : [];
  const trailing = comma === undefined ? '' : ',';
  if (isInline(text, node)) {
    const behind = comma === undefined ? end : comma + 1;
    const space = isMinified(text) ? '' : ' ';
    const inserted = (comma === undefined ? ',' : '') + space + item(undefined) + trailing;
    return [{ start: behind, end: behind, text: inserted }];
  }
  const indent = indentAt(text, last.offset);
  const inserted = lineEnd + indent + item(indent) + trailing;
  // Both edits may be at one offset, and then are one.
  if (at === end) return [{ start: end, end, text: (separator[0]?.text ?? '') + inserted }];
  return [...separator, { start: at, end: at, text: inserted }];
}

/** Removes an item with its line, its comma and the comment behind it. */
function removeEdits(text: string, node: Node, child: Node): TextEdit[] {
  const { children = [] } = node;
  const index = children.indexOf(child);
  const [previous, next] = [children[index - 1], children[index + 1]];
  const open = node.offset + 1;
  const close = node.offset + node.length - 1;
  if (previous === undefined && next === undefined) {
    const rest = text.slice(open, child.offset) + text.slice(child.offset + child.length, close);
    if (rest.replace(',', '').trim() === '') return [{ start: open, end: close, text: '' }];
  }
  const behind = child.offset + child.length;
  const { comma, lineEnd } = tailOf(text, behind, next?.offset ?? close);
  const end = comma === undefined ? behind : comma + 1;
  const lineStart = lineStartOf(text, child.offset);
  const before = tailOf(
    text,
    previous === undefined ? open : previous.offset + previous.length,
    child.offset,
  );
  const separator =
    comma === undefined && before.comma !== undefined
      ? [{ start: before.comma, end: before.comma + 1, text: '' }]
      : [];
  const isOwnLine = text.slice(Math.max(lineStart, open), child.offset).trim() === '' && lineStart >= open;
  if (isOwnLine && /^\r?\n/.test(text.slice(lineEnd)))
    return [...separator, { start: lineStart, end: nextLineOf(text, lineEnd), text: '' }];
  if (next !== undefined) return [{ start: child.offset, end: next.offset, text: '' }];
  if (previous === undefined || comma !== undefined) return [{ start: child.offset, end, text: '' }];
  return [{ start: previous.offset + previous.length, end, text: '' }];
}

/** The end of an item: its comma, and the end of its line behind comments. */
interface ItemTail {
  comma: number | undefined;
  lineEnd: number;
}

/** Reads spaces, comments and a comma from an offset to another. */
function tailOf(text: string, start: number, end: number): ItemTail {
  let comma: number | undefined;
  let lineEnd: number | undefined;
  let content = start;
  for (const match of text.slice(start, end).matchAll(/\/\/[^\r\n]*|\/\*.*?\*\/|,|\r?\n/gs)) {
    const at = start + match.index;
    if (match[0] === ',') {
      comma ??= at;
      lineEnd = undefined;
    } else if (/^\r?\n$/.test(match[0])) {
      lineEnd ??= at;
      continue;
    }
    if (lineEnd === undefined) content = at + match[0].length;
  }
  return { comma, lineEnd: lineEnd ?? content };
}

function findProperty(node: Node, key: string): Node | undefined {
  return node.type === 'object'
    ? node.children?.findLast(({ children = [] }) => children[0]?.value === key)
    : undefined;
}

function valueAt(node: Node, step: string | number): Node | undefined {
  return typeof step === 'number' ? node.children?.[step] : findProperty(node, step)?.children?.[1];
}

/** Returns true for an object or array whose items do not have lines of their own. */
function isInline(text: string, { offset, children: [first] = [] }: Node): boolean {
  return first !== undefined && !text.slice(offset, first.offset).includes('\n');
}

/** Returns true for a text without spaces between its values. */
function isMinified(text: string): boolean {
  return text.trim() !== '{}' && !/[:,[{]\s|\n[^\n]/.test(text.trim());
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartOf(text, offset)))?.[0] ?? '';
}

function unitOf(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
}

/** Prints a value: on lines with an indentation, or on one line without one. */
function print(value: Json, text: string, indent: string | undefined): string {
  if (isMinified(text)) return JSON.stringify(value);
  const lines = JSON.stringify(value, null, unitOf(text)).split('\n');
  if (indent === undefined) return lines.map((line) => line.trim()).join(' ');
  return lines.join(lineEndOf(text) + indent);
}
