import { expect, it } from 'vitest';
import { pruneLibrary } from '../../src/emit/prune-library.ts';

it.each<[title: string, modules: Record<string, string>, entries: string[], pruned: Record<string, string>]>([
  [
    'drops declarations that nothing reaches, with their comments and imports',
    {
      'main.ts': "import { used } from './part.ts';\n\nexport const main = used;\n",
      'part.ts':
        "import { join } from 'node:path';\nimport type { Text } from './types.ts';\n\n/** It is used. */\nexport function used(text: Text): Text {\n  return inner(text);\n}\n\n/** It is not used. */\nexport function unused(): string {\n  return join('a', 'b');\n}\n\nfunction inner(text: Text): Text {\n  return text;\n}\n",
      'types.ts': 'export type Text = string;\n\nexport type Unused = number;\n',
    },
    ['main.ts'],
    {
      'main.ts': "import { used } from './part.ts';\n\nexport const main = used;\n",
      'part.ts':
        "import type { Text } from './types.ts';\n\n/** It is used. */\nexport function used(text: Text): Text {\n  return inner(text);\n}\n\nfunction inner(text: Text): Text {\n  return text;\n}\n",
      'types.ts': 'export type Text = string;\n',
    },
  ],
  [
    'drops names of an import',
    {
      'main.ts': "export { one } from './part.ts';\n",
      'part.ts':
        "import {\n  first,\n  second as other,\n} from './more.ts';\n\nexport const one = other;\n\nexport const two = first;\n",
      'more.ts': 'export const first = 1;\nexport const second = 2;\n',
    },
    ['main.ts'],
    {
      'main.ts': "export { one } from './part.ts';\n",
      'part.ts': "import { second as other } from './more.ts';\n\nexport const one = other;\n",
      'more.ts': 'export const second = 2;\n',
    },
  ],
  [
    'follows re-exports',
    {
      'main.ts': "import { one, two } from './index.ts';\n\nexport const sum = one + two;\n",
      'index.ts': "export { one, other } from './a.ts';\nexport * from './b.ts';\n",
      'a.ts': 'export const one = 1;\nexport const other = 3;\n',
      'b.ts': 'export const two = 2;\n',
    },
    ['main.ts'],
    {
      'main.ts': "import { one, two } from './index.ts';\n\nexport const sum = one + two;\n",
      'index.ts': "export { one } from './a.ts';\nexport * from './b.ts';\n",
      'a.ts': 'export const one = 1;\n',
      'b.ts': 'export const two = 2;\n',
    },
  ],
  [
    'keeps every export of a module that is imported when it is needed, and of entries',
    {
      'main.ts': "export const load = () => import('./part.ts');\n\nexport type * from './types.ts';\n",
      'part.ts': 'export const one = 1;\nexport const two = 2;\n\nconst unused = 3;\n',
      'types.ts': 'export type Text = string;\n',
    },
    ['main.ts'],
    {
      'main.ts': "export const load = () => import('./part.ts');\n\nexport type * from './types.ts';\n",
      'part.ts': 'export const one = 1;\nexport const two = 2;\n',
      'types.ts': 'export type Text = string;\n',
    },
  ],
  [
    'keeps statements that declare nothing, in modules that are reached',
    {
      'main.ts': "import { one } from './part.ts';\n\nexport const main = one;\n",
      'part.ts':
        'export const one = new Map();\none.set(1, start());\n\nfunction start(): number {\n  return 1;\n}\n',
    },
    ['main.ts'],
    {
      'main.ts': "import { one } from './part.ts';\n\nexport const main = one;\n",
      'part.ts':
        'export const one = new Map();\none.set(1, start());\n\nfunction start(): number {\n  return 1;\n}\n',
    },
  ],
])('%s', (_, modules, entries, pruned) => {
  const result = pruneLibrary(new Map(Object.entries(modules)), entries);
  expect(Object.fromEntries(result)).toEqual(pruned);
});
