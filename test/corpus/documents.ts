import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';
import { countOperations } from '../../bench/count.js';
import { parseFragment } from '../../src/json/pointer.ts';

export { corpusDocuments } from '../../bench/documents.js';

/** Returns the number of operations of a document, counted in its text and in the path items that it refers to. */
export function countIn(path: string): number {
  const document = parse(path);
  return typeof document === 'object' && document !== null
    ? countOperations(document, (reference) => resolveReference(path, reference))
    : 0;
}

function resolveReference(from: string, reference: string): unknown {
  const [file = '', fragment = ''] = reference.split('#');
  const target = parse(file === '' ? from : resolve(dirname(from), file));
  return (parseFragment(fragment) ?? []).reduce<unknown>(
    (node, segment) => Object.entries(node ?? {}).find(([key]) => key === segment)?.[1],
    target,
  );
}

function parse(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.json') ? JSON.parse(text) : load(text);
}
