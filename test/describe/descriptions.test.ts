import { describe, expect, it } from 'vitest';
import { describeDocument } from '../support/describe.ts';
import type { JsonObject } from '../../src/json/value.ts';

describe('the description of a tool', () => {
  it.each<[title: string, operation: JsonObject, description: string, name?: string]>([
    [
      'summary and description',
      { summary: 'List pets', description: 'All of them.' },
      'List pets\n\nAll of them.',
      'List pets',
    ],
    ['a summary', { summary: 'List pets' }, 'List pets', 'List pets'],
    ['a description', { description: 'All of them.' }, 'All of them.'],
    [
      'a description that begins with the summary',
      { summary: 'List pets', description: 'List pets, all of them.' },
      'List pets, all of them.',
      'List pets',
    ],
    ['neither', {}, 'GET /pets/{petId}'],
    ['an id in another script', { operationId: '获取宠物' }, '获取宠物', '获取宠物'],
    [
      'an id in another script, and a summary',
      { operationId: '获取宠物', summary: 'Gets a pet' },
      '获取宠物\n\nGets a pet',
      'Gets a pet',
    ],
    [
      'an id in another script that the description has',
      { operationId: '获取宠物', description: '获取宠物 gets a pet.' },
      '获取宠物 gets a pet.',
      '获取宠物',
    ],
    ['white space', { summary: ' ', description: '\n' }, 'GET /pets/{petId}'],
    ['deprecated', { deprecated: true, summary: 'List pets' }, 'Deprecated.\n\nList pets', 'List pets'],
    ['deprecated and nothing else', { deprecated: true }, 'Deprecated.\n\nGET /pets/{petId}'],
    ['Markdown and several lines stay', { description: '# A\n\n- `b`\n- **c**' }, '# A\n\n- `b`\n- **c**'],
  ])('is made from %s', (_, operation, description, title) => {
    const paths = { '/pets/{petId}': { get: { ...operation, responses: {} } } };
    const described = describeDocument({ paths }).operation;
    expect(described.description).toBe(description);
    expect(described.title).toBe(title);
  });
});

describe('the instructions of a server', () => {
  const paths = { '/a': { get: { tags: ['one', 'two'], responses: {} } } };
  const instructionsOf = (document: JsonObject): string =>
    describeDocument({ info: { title: 'Pets', version: '2' }, paths, ...document }).descriptor.instructions;

  it('begin with the title, version and description of the API', () => {
    expect(instructionsOf({ info: { title: 'Pets', version: '2', description: 'A shop.' } })).toBe(
      'Pets 2\n\nA shop.\n\nNo authentication is declared.',
    );
  });

  it('use the summary if there is no description', () => {
    expect(instructionsOf({ info: { title: 'Pets', version: '2', summary: 'A shop.' } })).toContain(
      '\n\nA shop.\n\n',
    );
  });

  it('list the tags that have operations, with their first sentences', () => {
    const tags = [
      { name: 'one', description: 'The first. And more.' },
      { name: 'unused', description: 'Nobody.' },
      { name: 'two' },
    ];
    expect(instructionsOf({ tags })).toBe(
      'Pets 2\n\nAreas:\n- one: The first.\n- two\n\nNo authentication is declared.',
    );
  });

  it('list at most twenty tags', () => {
    const names = Array.from({ length: 23 }, (_, index) => `tag ${index}`);
    const instructions = instructionsOf({
      tags: names.map((name) => ({ name })),
      paths: { '/a': { get: { tags: names, responses: {} } } },
    });
    expect(instructions).toContain('- tag 19\n- and 3 more\n');
    expect(instructions).not.toContain('tag 20');
  });

  it('name the security schemes that this server satisfies', () => {
    const securitySchemes = {
      key: { type: 'apiKey', in: 'header', name: 'X' },
      token: { type: 'http', scheme: 'bearer' },
    };
    expect(instructionsOf({ components: { securitySchemes } })).toContain(
      'Authentication is added by this server, never pass credentials as arguments: key (apiKey), token (http bearer).',
    );
  });

  it('are truncated between whole characters', () => {
    for (const offset of [0, 1]) {
      const description = 'x'.repeat(offset) + '🐶'.repeat(2_000);
      const instructions = instructionsOf({ info: { title: 'Pets', version: '2', description } });
      expect(instructions.length).toBeLessThanOrEqual(2_000);
      expect(instructions).toContain('…');
      expect(instructions).not.toMatch(/\p{Surrogate}/u);
    }
  });
});
