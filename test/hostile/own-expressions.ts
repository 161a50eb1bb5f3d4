import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { chooseEngine } from '../../src/schema/pattern-cost.ts';

/** A regular expression in the source. */
export interface OwnExpression {
  file: string;
  pattern: string;
  flags: string;
  /** True if a backtracking engine matches it fast, by its estimated cost. */
  isQuick: boolean;
}

const root = fileURLToPath(new URL('../../src', import.meta.url));

/** Returns all regular expression literals in `src`, each once per file. */
export function ownExpressions(): OwnExpression[] {
  const found = new Map<string, OwnExpression>();
  for (const { file, node } of sourceNodes()) {
    if (!ts.isRegularExpressionLiteral(node)) continue;
    const end = node.text.lastIndexOf('/');
    const [pattern, flags] = [node.text.slice(1, end), node.text.slice(end + 1)];
    found.set(`${file} ${node.text}`, { file, pattern, flags, isQuick: chooseEngine(pattern) === 'native' });
  }
  return [...found.values()];
}

/** Returns the places where an expression is created from text: `file: new RegExp(…)`. */
export function madeExpressions(): string[] {
  return sourceNodes().flatMap(({ file, node, source }) => {
    const isMade =
      (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText(source) === 'RegExp';
    return isMade ? [`${file}: ${node.getText(source)}`] : [];
  });
}

function sourceNodes(): { file: string; node: ts.Node; source: ts.SourceFile }[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
      const nodes: ts.Node[] = [source];
      for (const node of nodes) ts.forEachChild(node, (child) => void nodes.push(child));
      return nodes.map((node) => ({ file: file.replaceAll('\\', '/'), node, source }));
    });
}
