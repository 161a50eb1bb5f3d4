import { expect, it } from 'vitest';
import { parseText } from '../../src/load/parse-text.ts';
import { createPointerLocator } from '../../src/load/positions/locate-pointer.ts';
import type { Finding } from '../../src/errors.ts';

it.each<[title: string, text: string, value: unknown, line: number]>([
  ['a line comment', '{\n  "a": 1 // c\n}', { a: 1 }, 2],
  ['a block comment', '{ /* c\n */ "a": 1 }', { a: 1 }, 1],
  ['a comment before the value', '// c\n{ "a": 1 }', { a: 1 }, 1],
  ['a comment behind the value', '{ "a": 1 }\n/* c */', { a: 1 }, 2],
  ['a string like a comment', '{ "a": "// b /* c */" // c\n}', { a: '// b /* c */' }, 1],
  ['a trailing comma too', '{ "a": [1, /* c */ 2,], }', { a: [1, 2] }, 1],
  ['a repeated key too', '{ "a": 1, // c\n"a": 2 }', { a: 2 }, 1],
])('reads JSON with %s, and reports it', async (_, text, value, line) => {
  const findings: Finding[] = [];
  expect(await parseText(text, 'test', (finding) => findings.push(finding))).toEqual(value);
  const message = `The text has comments, which JSON does not have (the first in line ${line}). They were left out.`;
  expect(findings[0]).toEqual({ kind: 'repaired', pointer: '', message });
});

it('locates values behind comments', async () => {
  const locate = await createPointerLocator('// c\n{\n  /* d */ "a": 1\n}');
  expect(locate('/a')).toEqual({ line: 3, column: 11 });
});

it.each([
  ['a comment that is not closed', '{\n  "a": 1\n} /* c', 'line 3, column 3: a comment that is not closed'],
  [
    'a comment that is not closed before all',
    '/* c\n{ "a": 1 }',
    'line 1, column 1: a comment that is not closed',
  ],
  ['nothing but a comment', '// { "a": 1 }', 'nothing but comments'],
])('refuses %s, and says so', async (_, text, reason) => {
  await expect(parseText(text, 'test', () => {})).rejects.toMatchObject({
    code: 'SYNTAX_INVALID',
    message: `test is not valid JSON: ${reason}.`,
  });
});
