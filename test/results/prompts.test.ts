import { expect, it } from 'vitest';
import { documentOf } from '../support/document.ts';
import { serveDocument } from '../support/serve-document.ts';
import type { PromptDescriptor } from '../../src/index.ts';

const prompts: PromptDescriptor[] = [
  { name: 'greet', arguments: [], text: ['Say hello.'] },
  {
    name: 'write',
    title: 'Write to an owner',
    description: 'A letter about a pet.',
    arguments: [
      { name: 'pet', description: 'Its id.', required: true },
      { name: 'tone', enum: ['kind', 'short'] },
      { name: 'toString' },
    ],
    text: [
      'To the owner of ',
      { argument: 'pet' },
      ' (',
      { argument: 'tone' },
      ')',
      { argument: 'toString' },
    ],
  },
];

async function promptsOf(source = prompts) {
  const server = await serveDocument(documentOf({}), { prompts: source });
  const { handlers } = server;
  if (handlers.prompts === undefined) throw new Error('The server has no prompts.');
  return { ...handlers.prompts, close: () => server.close() };
}

it('lists the prompts of files', async () => {
  const { list, close } = await promptsOf();
  expect(list()).toEqual({
    prompts: [
      { name: 'greet' },
      {
        name: 'write',
        title: 'Write to an owner',
        description: 'A letter about a pet.',
        arguments: [
          { name: 'pet', description: 'Its id.', required: true },
          { name: 'tone' },
          { name: 'toString' },
        ],
      },
    ],
  });
  await close();
});

it('lists many prompts in pages', async () => {
  const many = Array.from({ length: 5 }, (_, index) => ({
    name: `p${index}`,
    description: 'x'.repeat(900_000),
    arguments: [],
    text: ['Hello'],
  }));
  const { list, close } = await promptsOf(many);
  const names: string[][] = [];
  for (let page = list(); ; page = list(page.nextCursor)) {
    names.push(page.prompts.map(({ name }) => name));
    if (page.nextCursor === undefined) break;
  }
  expect(names).toEqual([['p0', 'p1'], ['p2', 'p3'], ['p4']]);
  await close();
});

it.each<[name: string, args: Record<string, string>, text: string]>([
  ['greet', {}, 'Say hello.'],
  ['greet', { other: 'x' }, 'Say hello.'],
  ['write', { pet: '7' }, 'To the owner of 7 ()'],
  ['write', { pet: '$& {{tone}}', tone: 'kind', toString: '!' }, 'To the owner of $& {{tone}} (kind)!'],
  ['write', { pet: '7', tone: '' }, 'To the owner of 7 ()'],
])('%s with %j', async (name, args, text) => {
  const { get, close } = await promptsOf();
  expect(await get(name, args)).toEqual({
    ...(name === 'write' ? { description: 'A letter about a pet.' } : {}),
    messages: [{ role: 'user', content: { type: 'text', text } }],
  });
  await close();
});

it.each<[name: string, args: Record<string, string>, message: string]>([
  ['write', {}, 'The prompt write needs the argument pet'],
  ['write', { pet: '7', tone: 'loud' }, 'The argument tone of the prompt write must be one of kind, short'],
  ['writ', {}, 'Unknown prompt: writ'],
])('refuses %s with %j', async (name, args, message) => {
  const { get, close } = await promptsOf();
  await expect(get(name, args)).rejects.toMatchObject({ code: -32602, message });
  await close();
});

it('refuses a prompt of code with the name of one of a file', async () => {
  const extensions = { prompts: [{ name: 'greet', get: () => 'Hello' }] };
  await expect(serveDocument(documentOf({}), { prompts, extensions })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: 'two prompts have the name greet',
  });
});
