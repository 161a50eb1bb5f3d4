import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { capabilities } from '../../src/emit/capabilities.ts';
import { readLibrary } from '../../src/emit/copy-library.ts';
import { removeComments } from '../../src/emit/remove-comments.ts';
import { repository } from '../support/cli.ts';

describe('comments are removed', () => {
  it.each<[title: string, code: string, without: string]>([
    ['with their lines', '// One.\n/** Two. */\nconst a = 1;\n', 'const a = 1;\n'],
    ['that are indented', 'f(\n  // One.\n  /*\n   * Two.\n   */\n  1,\n);\n', 'f(\n  1,\n);\n'],
    [
      'at the end of a line',
      'const a = 1; // One.\nconst b = 2; /* Two. */\n',
      'const a = 1;\nconst b = 2;\n',
    ],
    ['between tokens', 'f(/* first */ 1, /* second */ 2);\n', 'f(1, 2);\n'],
    ['with the blank line of one', 'a();\n\n// One.\n\nb();\n', 'a();\n\nb();\n'],
    ['between lines without blank ones', 'a();\n// One.\nb();\n', 'a();\nb();\n'],
    ['before a blank line', 'a();\n// One.\n\nb();\n', 'a();\n\nb();\n'],
    ['with the blank line at the start of a block', '{\n  // One.\n\n  a();\n}\n', '{\n  a();\n}\n'],
    ['with the blank line at the end of a block', '{\n  a();\n\n  // One.\n}\n', '{\n  a();\n}\n'],
    [
      'from an empty block',
      'try {\n  a();\n} catch {\n  // One.\n  // Two.\n}\n',
      'try {\n  a();\n} catch {}\n',
    ],
    ['at the start and at the end', '// One.\n\na();\n// Two.', 'a();\n'],
    ['with slashes and quotes in them', "a(); // it's `x` /* y\nb(); /* // ' */\n", 'a();\nb();\n'],
    ['after regular expressions with quotes', "a(/['`/*]/); // One.\n", "a(/['`/*]/);\n"],
    [
      'after divisions',
      "a = b / 2; // it's\nc = d() / e[0] / 3; // it's\n",
      'a = b / 2;\nc = d() / e[0] / 3;\n',
    ],
    ['in the expressions of templates', 'a = `${/* One. */ b}`;\n', 'a = `${b}`;\n'],
  ])('%s', (_, code, without) => {
    expect(removeComments(code, () => true)).toBe(without);
  });
});

describe('what looks like a comment stays', () => {
  it.each<[title: string, code: string]>([
    ['in strings', `const a = ['https://a.example', "*/*", 'it\\'s // b', '\\\\'];\n`],
    ['in templates', 'const a = `// ${b(`/* ${c} */`, { d: {} })} // \\` ${e}\n\n\n// f`;\n'],
    ['in regular expressions', 'const a = [/\\/\\//, /[/*]/.test(b), /[\\]//*]+/gu];\nreturn /\\/*/;\n'],
    ['after an operator', 'if (a && /\\/*"/.test(b)) return !/[//]/u.test(c) ? /x\\// : /\'/;\n'],
    ['in types', "type A = 'a//b' | `/*${string}*/`;\n"],
  ])('%s', (_, code) => {
    expect(removeComments(code, () => true)).toBe(code);
  });
});

it('removes only comments that are not needed', () => {
  const code = '/** Kept. */\nconst a = 1;\n// Not needed.\nconst b = 2;\n';
  expect(removeComments(code, (comment) => comment.startsWith('//'))).toBe(
    '/** Kept. */\nconst a = 1;\nconst b = 2;\n',
  );
});

it('leaves the code of every module of the library as it is', async () => {
  const { files } = await readLibrary([...capabilities], { importExtension: '.ts' });
  const paths = files.map(({ path }) => path).filter((path) => path.endsWith('.ts'));
  const changed = paths.filter((path) => {
    const code = readFileSync(join(repository, 'src', path), 'utf8');
    const without = removeComments(code, () => true);
    return print(without, false) !== print(code, true);
  });
  expect(changed).toEqual([]);
});

/** Returns code as the compiler prints it, without white space. */
function print(code: string, isWithoutComments: boolean): string {
  const file = ts.createSourceFile('module.ts', code, ts.ScriptTarget.ESNext);
  return ts.createPrinter({ removeComments: isWithoutComments }).printFile(file).replace(/\s+/g, '');
}
