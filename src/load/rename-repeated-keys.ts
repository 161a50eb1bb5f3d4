import { jsonKind, childrenOf, readSpans } from '../json/json-spans.ts';
import type { JsonSpans } from '../json/json-spans.ts';

/** Replaces the text from `start` to `end`. */
interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** Ends the name of a key that stands a second time in its object. NUL stands in no key that a person wrote. */
const mark = '\0repeated ';

/** Returns the name under which the repetition of a key with a number is parsed. */
function repeatedKey(key: string, number: number): string {
  return `${key}${mark}${number}`;
}

/** Returns the key that a renamed key repeats, or undefined for any other key. */
export function originalKey(key: string): string | undefined {
  const end = key.lastIndexOf(mark);
  return end === -1 ? undefined : key.slice(0, end);
}

/**
 * Renames the repeated keys in valid JSON text, so that parsing it loses no value. Returns undefined if no key is repeated.
 */
export function renameJsonKeys(json: string): string | undefined {
  const spans = readSpans(json);
  const replacements: Replacement[] = [];
  for (let index = 0; index < (spans.next[0] ?? 0); index++) {
    if (spans.kind[index] === jsonKind.object) replacements.push(...repeatedMembers(spans, index));
  }
  return replaceAll(spans.text, replacements);
}

function repeatedMembers(spans: JsonSpans, object: number): Replacement[] {
  const rename = keyRenamer();
  let keyStart = (spans.start[object] ?? 0) + 1;
  return childrenOf(spans, object).flatMap((child) => {
    const start = keyStart;
    const end = (spans.start[child] ?? 0) - 1;
    keyStart = (spans.end[child] ?? 0) + 1;
    const text = rename(String(JSON.parse(spans.text.slice(start, end))));
    return text === undefined ? [] : [{ start, end, text }];
  });
}

/** Renames the repeated keys of YAML text. Returns undefined if there are none, or if the parser cannot find them. */
export async function renameYamlKeys(yaml: string): Promise<string | undefined> {
  const { parseDocument, visit, isScalar, Scalar } = await import('yaml');
  const document = parseDocument(yaml, { uniqueKeys: false, strict: false, logLevel: 'silent' });
  const replacements: Replacement[] = [];
  visit(document, {
    Map(_, { items }) {
      const rename = keyRenamer();
      for (const { key } of items) {
        if (!isScalar(key) || key.range === undefined || key.range === null) continue;
        const plain = key.type === Scalar.PLAIN ? key.source : undefined;
        const text = rename(plain ?? String(key.value));
        if (text !== undefined) replacements.push({ start: key.range[0], end: key.range[1], text });
      }
    },
  });
  return replaceAll(yaml, replacements);
}

/** Returns a function that returns the JSON text of the new name of a key, or undefined if the key is not repeated. */
function keyRenamer(): (key: string) => string | undefined {
  const counts = new Map<string, number>();
  return (key) => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    // Keys of this name are deleted anyway, and << merges other objects as often as it stands.
    if (count === 0 || key === '__proto__' || key === '<<') return undefined;
    return JSON.stringify(repeatedKey(key, count));
  };
}

function replaceAll(text: string, replacements: Replacement[]): string | undefined {
  if (replacements.length === 0) return undefined;
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, text: piece } of replacements.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(from, start), piece);
    from = end;
  }
  return pieces.join('') + text.slice(from);
}
