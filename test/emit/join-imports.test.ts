import { describe, expect, it } from 'vitest';
import { joinImports } from '../../src/emit/join-imports.ts';

const long = `a${'b'.repeat(60)}`;

describe('the imports of a copied module', () => {
  it.each<[title: string, text: string, joined: string]>([
    [
      'join values and types of one module',
      "import { a } from './x.ts';\nimport type { B, C as D } from './x.ts';\n",
      "import { a, type B, type C as D } from './x.ts';\n",
    ],
    [
      'join them where the values stand',
      "import type { B } from './x.ts';\nimport { c } from './y.ts';\nimport { a } from './x.ts';\n\na();\n",
      "import { c } from './y.ts';\nimport { a, type B } from './x.ts';\n\na();\n",
    ],
    [
      'leave the empty line after the last one',
      "import { a } from './x.ts';\nimport type { B } from './x.ts';\n\na();\n",
      "import { a, type B } from './x.ts';\n\na();\n",
    ],
  ])('%s', (_, text, joined) => {
    expect(joinImports(text)).toBe(joined);
  });

  it.each<[title: string, text: string]>([
    ['types alone', "import type { A } from './x.ts';\n\nexport type B = A;\n"],
    ['values and types of two modules', "import { a } from './x.ts';\nimport type { B } from './y.ts';\n"],
    ['what is exported', "import { a } from './x.ts';\nexport type { B } from './x.ts';\n"],
    ['whole modules', "import x from './x.ts';\nimport type { B } from './x.ts';\n"],
    [
      'what does not fit in a line',
      `import { ${long} } from './x.ts';\nimport type { ${long}B } from './x.ts';\n`,
    ],
    ['text', "const text = `\n  import { a } from './x.ts';\n  import type { B } from './x.ts';\n`;\n"],
  ])('stay as they are: %s', (_, text) => {
    expect(joinImports(text)).toBe(text);
  });
});
