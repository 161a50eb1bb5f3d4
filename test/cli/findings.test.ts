import { expect, it } from 'vitest';
import { findingLines } from '../../src/cli/format-findings.ts';
import type { Finding } from '../../src/index.ts';

const format = 'format "dateTime" is not known';
const finding = (kind: Finding['kind'], pointer: string, message: string): Finding => ({
  kind,
  pointer,
  message,
});
const many = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index) => finding('relaxed', `/${index}`, `flaw ${index}`));

it.each<[title: string, findings: Finding[], lines: string[]]>([
  ['prints no line without findings', [], []],
  ['prints one finding with its pointer', [finding('relaxed', '/a', format)], ['1 relaxed:', `  /a: ${format}`]],
  [
    'prints a repeated finding once, with the number of other places',
    [finding('relaxed', '/a', format), finding('repaired', '/b', 'no type'), ...Array.from({ length: 242 }, (_, index) => finding('relaxed', `/c/${index}`, format))],
    ['243 relaxed, 1 repaired:', `  /a and 242 more places: ${format}`, '  /b: no type'],
  ],
  [
    'prints "1 more place" for a finding in two places',
    [finding('relaxed', '/a', format), finding('relaxed', '/b', format)],
    ['2 relaxed:', `  /a and 1 more place: ${format}`],
  ],
  [
    'prints the first five messages and the number of the others',
    [...many(7), finding('relaxed', '/x', 'flaw 6'), finding('relaxed', '/y', 'flaw 0')],
    ['9 relaxed:', '  /0 and 1 more place: flaw 0', '  /1: flaw 1', '  /2: flaw 2', '  /3: flaw 3', '  /4: flaw 4', '  … and 3 more'],
  ],
  [
    'prints every skipped operation',
    [finding('skipped', '/paths/~1a/get', 'its body is no text'), finding('relaxed', '/b', format), finding('skipped', '/paths/~1c/get', 'its body is no text')],
    ['Left out: 2 operations', '  /paths/~1a/get: its body is no text', '  /paths/~1c/get: its body is no text', '1 relaxed:', `  /b: ${format}`],
  ],
])('%s', (_, findings, lines) => {
  expect(findingLines(findings)).toEqual(lines);
}); // prettier-ignore
