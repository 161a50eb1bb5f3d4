import { expect, it } from 'vitest';
import { outlinePaths } from '../../../src/runtime/overview/outline-paths.ts';

it.each<[paths: string[], lines: string[]]>([
  [[], []],
  [['/pets', '/shops'], []],
  [
    ['/pets', '/pets/{id}', '/petstore'],
    ['- /pets', '  - /{id}'],
  ],
  [
    ['/pets/{id}/photos', '/pets', '/pets/{id}'],
    ['- /pets', '  - /{id}', '    - /photos'],
  ],
  [
    ['/a', '/b', '/b/c/d', '/a/e', '/a/f'],
    ['- /a', '  - /e', '  - /f', '- /b', '  - /c/d'],
  ],
  [['/', '/pets'], []],
  [['/a/', '/a/b'], []],
  [
    ['/a', '/a/b', '/a', '/a/b'],
    ['- /a', '  - /b'],
  ],
  [
    ['/a', '/a/x\n# Heading'],
    ['- /a', '  - /x # Heading'],
  ],
])('%j', (paths, lines) => {
  expect(outlinePaths(paths, 60)).toEqual(lines);
});

it('is bounded in lines and depth', () => {
  const paths = Array.from({ length: 3_000 }, (_, index) => `/a${'/a'.repeat(index)}`);
  const lines = outlinePaths(paths, 20);
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toBe('- and 2981 more');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(30);
});
