import { applyEdits, invalidConfig, lineEndOf, lineStartOf, nextLineOf } from './config-text.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { Document, Node, Pair, YAMLMap } from 'yaml';
import type { ConfigSyntax, ConfigText } from './config-text.ts';
import type { Json } from '../json/value.ts';

/** YAML with block or flow mappings. */
export const yamlSyntax: ConfigSyntax = {
  async read(file) {
    const value: unknown = (await parseYaml(file)).toJS();
    return isJsonObject(value) ? value : {};
  },
  async set(file, path, value) {
    const { isMap } = await import('yaml');
    const { contents } = await parseYaml(file);
    const { text } = file;
    if (!isMap(contents)) return append(text, text.length, await printEntry(nest(path, value), '', text));
    return setIn(file, contents, path, value);
  },
  async remove(file, path) {
    const { isMap } = await import('yaml');
    let map: unknown = (await parseYaml(file)).contents;
    let above: Pair | undefined;
    for (const key of path.slice(0, -1)) {
      above = isMap(map) ? pairOf(map, String(key)) : undefined;
      map = above?.value;
    }
    const pair = isMap(map) ? pairOf(map, String(path.at(-1))) : undefined;
    return isMap(map) && pair !== undefined ? removePair(file.text, map, pair, above) : file.text;
  },
};

/** @throws OpenApiMcpError CLIENT_CONFIG_INVALID */
async function parseYaml(file: ConfigText): Promise<Document> {
  const { isMap, parseDocument } = await import('yaml');
  const document = parseDocument(file.text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw invalidConfig(file, error.pos[0], `not YAML: ${error.message}`);
  if (document.contents !== null && !isMap(document.contents))
    throw invalidConfig(file, startOf(document.contents), 'the file holds no mapping');
  return document;
}

async function setIn(
  file: ConfigText,
  map: YAMLMap,
  [key = '', ...below]: string[],
  value: Json,
): Promise<string> {
  const { isMap } = await import('yaml');
  const { text } = file;
  const pair = pairOf(map, key);
  const inner = pair?.value;
  if (pair !== undefined && below.length > 0 && isMap(inner)) {
    if (inner.items.length > 0) return setIn(file, inner, below, value);
    // `{}` makes room for a block.
    const start = endOfKey(text, pair);
    const end = rangeOf(inner)[1];
    const emptied = applyEdits(text, [{ start, end, text: '' }]);
    return append(emptied, start, await printEntry(nest(below, value), `${columnOf(text, pair)}  `, text));
  }
  if (pair !== undefined && below.length > 0) {
    if (!isEmpty(inner))
      throw invalidConfig(file, startOf(inner), `the value of ${JSON.stringify(key)} is not a mapping`);
    return append(
      text,
      endOfKey(text, pair),
      await printEntry(nest(below, value), `${columnOf(text, pair)}  `, text),
    );
  }
  if (map.flow === true) {
    const entry = `${JSON.stringify(key)}: ${JSON.stringify(nest(below, value))}`;
    const end = rangeOf(map)[1] - 1;
    const at = text.slice(0, end).trimEnd().length;
    return pair === undefined
      ? applyEdits(text, [{ start: at, end: at, text: `, ${entry}` }])
      : applyEdits(text, [{ start: startOf(pair.key), end: endOf(pair), text: entry }]);
  }
  const entry = await printEntry({ [key]: nest(below, value) }, columnOf(text, map.items[0]), text);
  if (pair === undefined) return append(text, endOf(map.items.at(-1)), entry);
  const start = lineStartOf(text, startOf(pair.key));
  return applyEdits(text, [{ start, end: lineBehind(text, endOf(pair)), text: entry }]);
}

function removePair(text: string, map: YAMLMap, pair: Pair, above: Pair | undefined): string {
  const others = map.items.filter((each) => each !== pair);
  const emptied =
    above === undefined || others.length > 0
      ? []
      : [{ start: endOfKey(text, above), end: endOfKey(text, above), text: ' {}' }];
  if (map.flow !== true) {
    const start = lineStartOf(text, startOf(pair.key));
    return applyEdits(text, [...emptied, { start, end: lineBehind(text, endOf(pair)), text: '' }]);
  }
  const index = map.items.indexOf(pair);
  const [previous, next] = [map.items[index - 1], map.items[index + 1]];
  const start = previous === undefined ? startOf(pair.key) : endOf(previous);
  const end = previous === undefined && next !== undefined ? startOf(next.key) : endOf(pair);
  return applyEdits(text, [{ start, end, text: '' }]);
}

/** Inserts lines behind the line of an offset. */
function append(text: string, offset: number, lines: string): string {
  const at = lineBehind(text, offset);
  const isComplete = at === 0 || text[at - 1] === '\n';
  return applyEdits(text, [{ start: at, end: at, text: (isComplete ? '' : lineEndOf(text)) + lines }]);
}

/** Returns the offset of the line behind an offset, which may be the start of that line already. */
function lineBehind(text: string, offset: number): number {
  return offset === 0 || text[offset - 1] === '\n' ? offset : nextLineOf(text, offset);
}

async function printEntry(value: Json, indent: string, text: string): Promise<string> {
  const { stringify } = await import('yaml');
  const lines = stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
  const lineEnd = lineEndOf(text);
  return lines.map((line) => indent + line + lineEnd).join('');
}

function nest(path: string[], value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => String(pair.key) === key);
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isNode(node) && 'value' in node && node.value === null);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function rangeOf(node: unknown): [number, number] {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0];
}

function startOf(node: unknown): number {
  return rangeOf(node)[0];
}

/** Returns the offset behind the value of a pair, or behind its key if it has no value. */
function endOf(pair: Pair | undefined): number {
  return isEmpty(pair?.value)
    ? Math.max(rangeOf(pair?.key)[1], rangeOf(pair?.value)[1])
    : rangeOf(pair?.value)[1];
}

/** Returns the offset behind the colon of a key. */
function endOfKey(text: string, { key }: Pair): number {
  return text.indexOf(':', rangeOf(key)[1]) + 1;
}

/** Returns the spaces before a key. */
function columnOf(text: string, pair: Pair | undefined): string {
  const start = startOf(pair?.key);
  return text.slice(lineStartOf(text, start), start);
}
