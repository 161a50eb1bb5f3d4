import { expect, it } from 'vitest';
import { toOneLine } from '../../src/json/one-line.ts';

it.each([
  ['a text', 'a text'],
  ['', ''],
  [' \r\n ', ''],
  ['one\r\ntwo\n\n three\t', 'one two three'],
  ['one\u0085two\u2028three\u2029four\u00a0five', 'one two three four five'],
  ['\u001b[31mred\u0007\u0000\u009b', '[31mred'],
  ['user\u202egnp.exe\u2066x\u200f', 'user gnp.exe x'],
  ['für 学生 👩\u200d💻', 'für 学生 👩\u200d💻'],
])('%j is the line %j', (text, line) => {
  expect(toOneLine(text)).toBe(line);
});
