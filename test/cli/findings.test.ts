import { expect, it } from 'vitest';
import { findingLines } from '../../src/cli/format-findings.ts';
import type { Finding } from '../../src/index.ts';

const format = 'format "dateTime" is not known';
const found = (kind: Finding['kind'], pointer: string, message: string): Finding => ({
  kind,
  pointer,
  message,
});
const many = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index) => found('relaxed', `/${index}`, `flaw ${index}`));

it.each<[title: string, findings: Finding[], lines: string[]]>([
  ['nothing', [], []],
  ['one', [found('relaxed', '/a', format)], ['1 relaxed:', `  /a: ${format}`]],
  [
    'the same in many places',
    [found('relaxed', '/a', format), found('repaired', '/b', 'no type'), ...Array.from({ length: 242 }, (_, index) => found('relaxed', `/c/${index}`, format))],
    ['243 relaxed, 1 repaired:', `  /a and 242 more places: ${format}`, '  /b: no type'],
  ],
  [
    'the same in two places',
    [found('relaxed', '/a', format), found('relaxed', '/b', format)],
    ['2 relaxed:', `  /a and 1 more place: ${format}`],
  ],
  [
    'more than are shown',
    [...many(7), found('relaxed', '/x', 'flaw 6'), found('relaxed', '/y', 'flaw 0')],
    ['9 relaxed:', '  /0 and 1 more place: flaw 0', '  /1: flaw 1', '  /2: flaw 2', '  /3: flaw 3', '  /4: flaw 4', '  … and 3 more'],
  ],
  [
    'operations that are left out, each',
    [found('skipped', '/paths/~1a/get', 'its body is no text'), found('relaxed', '/b', format), found('skipped', '/paths/~1c/get', 'its body is no text')],
    ['Left out: 2 operations', '  /paths/~1a/get: its body is no text', '  /paths/~1c/get: its body is no text', '1 relaxed:', `  /b: ${format}`],
  ],
])('%s', (_, findings, lines) => {
  expect(findingLines(findings)).toEqual(lines);
}); // prettier-ignore
