import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readPrompts } from '../../src/index.ts';
import { petstorePath } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-prompts-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

/** Writes prompt files into a new folder, and returns it. */
function folderOf(files: Record<string, string>): string {
  const own = join(folder, `case-${(count += 1)}`);
  mkdirSync(own);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(own, name, '..'), { recursive: true });
    writeFileSync(join(own, name), text);
  }
  return own;
}

/** Runs `inspect` with prompts, and returns the exit code and the lines of the error without the path of the folder. */
async function mistakesOf(
  files: Record<string, string>,
  pattern = '',
): Promise<{ code: number; lines: string[] }> {
  const own = folderOf(files);
  const { code, error } = await runIn(['inspect', petstorePath, '--prompts', join(own, pattern)]);
  return {
    code,
    lines: error
      .trimEnd()
      .replaceAll(`${relative('.', own)}/`, '')
      .replaceAll(`${own}/`, '')
      .split('\n'),
  };
}

const names = 'Use up to 64 letters, digits, hyphens and underscores.';

it.each<[text: string, place: string, sentence: string, hint?: string]>([
  // Front matter.
  [
    'Hello',
    '1:1',
    'there is no front matter',
    'Begin the file with a line ---, keys such as name and description, and another line ---.',
  ],
  [
    '\n---\nname: a\n---\nHello',
    '1:1',
    'there is no front matter',
    'Begin the file with a line ---, keys such as name and description, and another line ---.',
  ],
  ['---\nname: a\n', '1:1', 'the front matter has no end', 'Write a line --- between it and the text.'],
  [
    '---\nname: a\n---\n \n',
    '4:1',
    'the prompt has no text',
    'Write the message of the user below the front matter.',
  ],
  ['---\nname: [a\n---\nHello', '3:1', expect.stringMatching(/^not YAML: /)],
  ['---\nname: a\ntitel: b\n---\nHello', '3:1', 'titel is not a key', 'Did you mean title?'],
  ['---\nname: a\nname: b\n---\nHello', '3:1', 'name is given twice', 'Remove one.'],
  ['---\nname: 7\n---\nHello', '2:7', 'name must be a text', 'Put it in quotes.'],
  ['---\nname: a b\n---\nHello', '2:7', 'name is no name for a prompt', names],
  ['---\n- a\n---\nHello', '2:1', 'the file must be a map of keys to values'],
  // Arguments.
  ['---\narguments: [pet]\n---\n{{pet}}', '2:12', 'arguments must be a map of names to values'],
  [
    '---\narguments: { pet: }\n---\n{{pet}}',
    '2:19',
    'arguments.pet has no value',
    'Give it one, or remove it.',
  ],
  [
    '---\narguments: { pet: { requird: true } }\n---\n{{pet}}',
    '2:21',
    'arguments.pet.requird is not a key',
    'Did you mean required?',
  ],
  [
    '---\narguments: { pet: { required: yes } }\n---\n{{pet}}',
    '2:31',
    'arguments.pet.required must be true or false',
  ],
  [
    '---\narguments: { pet: { enum: [1] } }\n---\n{{pet}}',
    '2:28',
    'arguments.pet.enum[0] must be a text',
    'Put it in quotes.',
  ],
  [
    '---\narguments: { pet: {} }\n---\nHello',
    '2:14',
    'arguments.pet is not in the text',
    'Write {{pet}} where its value belongs, or remove it.',
  ],
  ['---\narguments: { a.b: {} }\n---\n{{a.b}}', '2:14', 'arguments.a.b is no name for an argument', names],
  // Completions.
  [
    '---\narguments: { a: { completion: { operation: listPets } } }\n---\n{{a}}',
    '2:19',
    'arguments.a.completion needs the key value',
    'Write { operation: listPets, value: /items/*/id }.',
  ],
  [
    '---\narguments: { a: { completion: { operation: b, value: items } } }\n---\n{{a}}',
    '2:54',
    'arguments.a.completion.value must be a JSON Pointer, such as /items/*/id',
  ],
  [
    '---\narguments: { a: { enum: [b], completion: { operation: b, value: /a } } }\n---\n{{a}}',
    '2:30',
    'arguments.a.completion cannot be combined with enum',
    'Leave one of them out.',
  ],
  [
    '---\narguments: { a: { completion: { operation: b, value: /a, path: /a } } }\n---\n{{a}}',
    '2:58',
    'arguments.a.completion.path is not a key',
    'Its keys: operation, value.',
  ],
  // Placeholders.
  [
    '---\narguments: { pet: {} }\n---\n\nFor {{pet}}:\n  {{pett}}',
    '6:3',
    '{{pett}} is no argument of this prompt',
    'Did you mean {{pet}}?',
  ],
  [
    '---\r\narguments: { pet: {} }\r\n---\r\n\r\nFor {{pet}}:\r\n  {{pett}}',
    '6:3',
    '{{pett}} is no argument of this prompt',
    'Did you mean {{pet}}?',
  ],
  [
    '---\n---\nFor {{pet}}',
    '3:5',
    '{{pet}} is no argument of this prompt',
    'Declare it below arguments, or write \\{{ for the characters {{ themselves.',
  ],
  [
    '---\n---\n{{#if pet}}',
    '3:1',
    '{{#if pet}} is no argument of this prompt',
    'Declare it below arguments, or write \\{{ for the characters {{ themselves.',
  ],
  [
    '---\n---\nFor {{pet}',
    '3:5',
    '{{ begins no placeholder',
    'Write {{argument}}, or \\{{ for the characters {{ themselves.',
  ],
])('%j', async (text, place, sentence, hint) => {
  const { code, lines } = await mistakesOf({ 'a.md': text });
  const [first = '', second] = lines;
  const [, at, message] = /^openapi-mcp: a\.md:(\d+:\d+): (.*)$/.exec(first) ?? [first];
  expect({ code, at, message }).toEqual({ code: 2, at: place, message: sentence });
  expect(second).toBe(
    `  ${hint ?? 'Fix the lines that the message names. docs/prompts.md describes the files.'} (PROMPT_INVALID)`,
  );
});

it('reports every mistake of every file at once', async () => {
  const { code, lines } = await mistakesOf({
    'a.md': '---\ntitel: A\n---\nFor {{pet}}',
    'b.md': 'Hello',
    'c.md': '---\nname: d\n---\nHello',
    'd.md': '---\n---\nHello',
  });
  expect({ code, lines }).toEqual({
    code: 2,
    lines: [
      'openapi-mcp: the prompts have 4 mistakes:',
      '  a.md:2:1: titel is not a key. Did you mean title?',
      '  a.md:4:5: {{pet}} is no argument of this prompt. Declare it below arguments, or write \\{{ for the characters {{ themselves.',
      '  b.md:1:1: there is no front matter. Begin the file with a line ---, keys such as name and description, and another line ---.',
      '  d.md:1:1: the prompt of c.md has the name d too. Give each prompt a name of its own.',
      '  Fix the lines that the message names. docs/prompts.md describes the files. (PROMPT_INVALID)',
    ],
  });
});

it.each([
  [
    'a name of a file that is no name',
    { 'my prompt.md': '---\n---\nHello' },
    '',
    'openapi-mcp: my prompt.md:1:1: the name of the file, my prompt, is no name for a prompt',
  ],
  ['a folder without prompts', { 'a.txt': 'Hello' }, '', 'openapi-mcp: there are no prompt files at '],
  [
    'a pattern without files',
    { 'a.md': 'Hello' },
    'b*.md',
    'openapi-mcp: there are no prompt files at b*.md',
  ],
  ['a file that is missing', { 'a.md': 'Hello' }, 'b.md', 'openapi-mcp: there are no prompt files at b.md'],
])('refuses %s', async (_, files, pattern, first) => {
  const { code, lines } = await mistakesOf(files, pattern);
  expect(code).toBe(2);
  expect(lines[0]?.startsWith(first)).toBe(true);
});

it.each([
  ['', ['b', 'a']],
  ['*.md', ['b', 'a']],
  ['**/*.md', ['b', 'a', 'c', 'd']],
  ['*/*.md', ['c']],
  ['a.md', ['b']],
  ['**/d.md', ['d']],
])('a path %j selects %j', async (pattern, expected) => {
  const own = folderOf({
    'a.md': '---\nname: b\n---\nHello',
    'b.md': '---\nname: a\n---\nHello',
    'notes.txt': 'Hello',
    'more/c.md': '---\n---\nHello',
    'more/again/d.md': '---\n---\nHello',
    '.hidden/e.md': 'Hello',
  });
  const prompts = await readPrompts([join(own, pattern), join(own, pattern)]);
  expect(prompts.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
});

it('reads texts, escapes and arguments in their order', async () => {
  const own = folderOf({
    'a.md':
      '\uFEFF---\r\ntitle: T\r\ndescription: D\r\narguments:\r\n  tone: { enum: [kind, short] }\r\n  pet: { description: Id, required: true }\r\n---\r\n\r\nWrite \\{{x}} to {{ pet }},\r\n{{tone}}{{pet}}.\r\n',
  });
  expect(await readPrompts([own])).toEqual([
    {
      name: 'a',
      title: 'T',
      description: 'D',
      arguments: [
        { name: 'tone', enum: ['kind', 'short'] },
        { name: 'pet', description: 'Id', required: true },
      ],
      text: ['Write {{x}} to ', { argument: 'pet' }, ',\n', { argument: 'tone' }, { argument: 'pet' }, '.'],
    },
  ]);
});
