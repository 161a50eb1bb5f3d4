import { describe, expect, it } from 'vitest';
import { joinImports } from '../../src/emit/join-imports.ts';

describe('the imports of a copied module', () => {
  it.each<[title: string, text: string, joined: string]>([
    [
      'join values and types of one module',
      "import { a } from './x.ts';\nimport type { B, C as D } from './x.ts';\n",
      "import { a, type B, type C as D } from './x.ts';\n",
    ],
    [
      'join them where the first one stands',
      "import type { B } from './x.ts';\nimport { c } from './y.ts';\nimport { a } from './x.ts';\n\na();\n",
      "import { a, type B } from './x.ts';\nimport { c } from './y.ts';\n\na();\n",
    ],
    [
      'leave the empty line after the last one',
      "import { a } from './x.ts';\nimport type { B } from './x.ts';\n\na();\n",
      "import { a, type B } from './x.ts';\n\na();\n",
    ],
    [
      'keep types alone as an import of types',
      "import type { A } from './x.ts';\nimport type { B } from './x.ts';\n",
      "import type { A, B } from './x.ts';\n",
    ],
    [
      'are in one line',
      "import {\n  a,\n  b as c,\n} from './x.ts';\n\nc(a);\n",
      "import { a, b as c } from './x.ts';\n\nc(a);\n",
    ],
    [
      'leave exports apart, which are in one line too',
      "import { a } from './x.ts';\nexport type {\n  B,\n  C,\n} from './x.ts';\nexport { a } from './x.ts';\n",
      "import { a } from './x.ts';\nexport type { B, C } from './x.ts';\nexport { a } from './x.ts';\n",
    ],
  ])('%s', (_, text, joined) => {
    expect(joinImports(text)).toBe(joined);
  });

  it.each<[title: string, text: string]>([
    ['types alone', "import type { A } from './x.ts';\n\nexport type B = A;\n"],
    ['values and types of two modules', "import { a } from './x.ts';\nimport type { B } from './y.ts';\n"],
    ['whole modules', "import x from './x.ts';\nimport type { B } from './x.ts';\nexport * from './x.ts';\n"],
    ['imports when the code runs', "const { a } = await import('./x.ts');\n"],
    ['text', "const text = `\n  import { a } from './x.ts';\n  import type { B } from './x.ts';\n`;\n"],
  ])('stay as they are: %s', (_, text) => {
    expect(joinImports(text)).toBe(text);
  });
});
