import { format } from 'prettier';
import { expect, it } from 'vitest';
import { capabilities } from '../../src/emit/capabilities.ts';
import { readLibrary } from '../../src/emit/copy-library.ts';
import { cataloguePath } from '../../src/emit/emit-error-catalogue.ts';
import { joinImports } from '../../src/emit/join-imports.ts';
import { keepPublicComments } from '../../src/emit/library-comments.ts';
import type { Capability } from '../../src/emit/capabilities.ts';

it.each<[title: string, modules: Record<string, string>, kept: Record<string, string>]>([
  [
    'TSDoc of exports of the entries',
    {
      'main.ts': '// Why.\n/** One. */\nexport const one = 1;\n\n/** Two. */\nconst two = 2;\n',
    },
    { 'main.ts': '/** One. */\nexport const one = 1;\n\nconst two = 2;\n' },
  ],
  [
    'TSDoc of declarations that entries re-export',
    {
      'main.ts': "export { one } from './part.ts';\nexport type * from './types.ts';\n",
      'part.ts': '/** One. */\nexport const one = 1;\n\n/** Two. */\nexport const two = 2;\n',
      'types.ts': '/** A text. */\nexport type Text = string;\n',
    },
    {
      'main.ts': "export { one } from './part.ts';\nexport type * from './types.ts';\n",
      'part.ts': '/** One. */\nexport const one = 1;\n\nexport const two = 2;\n',
      'types.ts': '/** A text. */\nexport type Text = string;\n',
    },
  ],
  [
    'TSDoc of types that a public declaration names, and of their members',
    {
      'main.ts':
        "import { make } from './part.ts';\nimport type { Options as All } from './part.ts';\n\nexport function main(options: All): void {\n  make(options);\n}\n",
      'part.ts':
        '/** Inner. */\ninterface Inner {\n  /** A text. */\n  text: string;\n  // Why.\n}\n\n/** Options. */\nexport interface Options {\n  inner: Inner;\n}\n\n/** Makes. */\nexport function make(options: Options): void {}\n',
    },
    {
      'main.ts':
        "import { make } from './part.ts';\nimport type { Options as All } from './part.ts';\n\nexport function main(options: All): void {\n  make(options);\n}\n",
      'part.ts':
        '/** Inner. */\ninterface Inner {\n  /** A text. */\n  text: string;\n}\n\n/** Options. */\nexport interface Options {\n  inner: Inner;\n}\n\nexport function make(options: Options): void {}\n',
    },
  ],
  [
    'no comments of types that only the body of a function names',
    {
      'main.ts':
        '/** Main. */\nexport function main(): { a: 1 } {\n  const state: State = 1;\n  return { a: state };\n}\n\n/** State. */\ntype State = 1;\n',
    },
    {
      'main.ts':
        '/** Main. */\nexport function main(): { a: 1 } {\n  const state: State = 1;\n  return { a: state };\n}\n\ntype State = 1;\n',
    },
  ],
  [
    'TSDoc of the members of a class',
    {
      'main.ts':
        'export class Main {\n  /** A text. */\n  text = "a";\n\n  // Why.\n  run(): void {\n    // Runs.\n  }\n}\n',
    },
    { 'main.ts': 'export class Main {\n  /** A text. */\n  text = "a";\n\n  run(): void {}\n}\n' },
  ],
  [
    'comments that tools read',
    {
      'main.ts': "import { part } from './part.ts';\n\nexport const main = part;\n",
      'part.ts':
        '/*! A licence. */\n/* @license MIT */\n// eslint-disable-next-line no-console -- why\n// @ts-expect-error why\nexport const part = /* @__PURE__ */ console();\n// prettier-ignore\n// Why.\n',
    },
    {
      'main.ts': "import { part } from './part.ts';\n\nexport const main = part;\n",
      'part.ts':
        '/*! A licence. */\n/* @license MIT */\n// eslint-disable-next-line no-console -- why\n// @ts-expect-error why\nexport const part = /* @__PURE__ */ console();\n// prettier-ignore\n',
    },
  ],
])('keeps %s', (_, modules, kept) => {
  const result = keepPublicComments(new Map(Object.entries(modules)), ['main.ts']);
  expect(Object.fromEntries(result)).toEqual(kept);
});

it.each<[title: string, present: Capability[]]>([
  ['everything', [...capabilities]],
  ['the least', ['sdk-v2']],
])('leaves a library with %s formatted', async (_, present) => {
  const { files } = await readLibrary(present, { importExtension: '.ts' });
  // An error of the catalogue, an import and a list of exports are a line each.
  const modules = files.filter(({ path }) => path.endsWith('.ts') && path !== cataloguePath);
  const formatted = await Promise.all(
    modules.map(async ({ content }) =>
      joinImports(await format(content, { filepath: 'module.ts', singleQuote: true, printWidth: 110 })),
    ),
  );
  expect(modules.map(({ content }) => content)).toEqual(formatted);
});
