import { parsePointer } from '../../json/pointer.ts';
import { parseJsonNode } from './json-node.ts';
import type { TextNode } from './text-node.ts';
import { parseYamlNode } from './yaml-node.ts';

/** A position in a text. */
export interface Position {
  /** Counted from 1. */
  line: number;
  /** Counted from 1. */
  column: number;
}

/** Returns the position of the value at a JSON pointer, or of its closest ancestor in the text. */
export type PointerLocator = (pointer: string) => Position | undefined;

/** Parses a JSON or YAML text, and returns a function that locates its values. A property is located by its key. */
export async function createPointerLocator(text: string): Promise<PointerLocator> {
  const root = await parseNode(text);
  const { LineCounter } = await import('yaml');
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) counter.addNewLine(index + 1);
  return (pointer) => {
    if (root === undefined) return undefined;
    const { line, col } = counter.linePos(locate(root, pointer).offset);
    return { line, column: col };
  };
}

async function parseNode(text: string): Promise<TextNode | undefined> {
  try {
    // Valid JSON is valid YAML too, but jsonc-parser reads it ten times as fast as yaml.
    return (await parseJsonNode(text)) ?? (await parseYamlNode(text));
  } catch {
    // The text is nested too deeply for recursive parsers.
    return undefined;
  }
}

function locate(root: TextNode, pointer: string): TextNode {
  let node = root;
  for (const segment of parsePointer(pointer) ?? []) {
    const child = node.child(segment);
    if (child === undefined) break;
    node = child;
  }
  return node;
}
