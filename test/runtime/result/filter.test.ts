import { describe, expect, it } from 'vitest';
import { OpenApiMcpError } from '../../../src/errors.ts';
import { compileFilter } from '../../../src/runtime/result/filter.ts';
import type { Json } from '../../../src/json/value.ts';

const answer = JSON.stringify({
  items: [
    { id: 1, name: 'Rex', tags: ['dog', 'big'], owner: { login: 'ann' } },
    { id: 2, name: 'Tom', tags: ['cat'], owner: { login: 'bob' } },
  ],
  total: 2,
});

async function filter(expression: string, text = answer): Promise<string> {
  const run = await compileFilter(expression);
  return JSON.stringify(run(JSON.parse(text) as Json));
}

async function problemOf(result: Promise<unknown>): Promise<string> {
  const error: unknown = await result.catch((thrown: unknown) => thrown);
  if (!(error instanceof OpenApiMcpError)) throw new Error(`no error of ours: ${String(error)}`);
  expect(error.code).toBe('FILTER_INVALID');
  return error.message.replace('resultFilter is invalid: ', '');
}

describe('a filter', () => {
  it.each([
    ['picks a member', 'total', '2'],
    ['picks items', 'items[1:].name', '["Tom"]'],
    [
      'picks by a condition',
      "items[?contains(tags, 'cat')].{id: id, by: owner.login}",
      '[{"id":2,"by":"bob"}]',
    ],
    ['picks the whole', '@', answer],
    ['finds nothing', 'absent.deep', 'null'],
    ['sorts', 'sort_by(items, &name)[-1].id', '2'],
    ['pipes', 'items[*].id | [0]', '1'],
    ['takes white space for nothing', ' total\n', '2'],
    ['takes quoted functions for text', "'nothing(x)'", '"nothing(x)"'],
  ])('%s', async (_behaviour, expression, text) => {
    expect(await filter(expression)).toBe(text);
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'items.__proto__',
    'items[0].constructor',
    'items.length',
  ])('does not reach a prototype by %s', async (expression) => {
    expect(await filter(expression)).toBe('null');
  });

  it('does not change the shared interpreter', async () => {
    await filter('merge(@, `{"__proto__": {"polluted": 1}}`)');
    await filter('{"__proto__": total}');
    expect('polluted' in {}).toBe(false);
  });
});

describe('an invalid filter, before anything is sent', () => {
  it.each([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['items[', 'it ends too early, after character 6'],
    ['items.', 'it ends too early, after character 6'],
    ['items]', 'unexpected "]" at character 6'],
    ['items[?a = `1`]', 'unexpected "=" at character 10: equality is =='],
    ['a # b', 'unexpected "#" at character 3'],
    ['a b', 'unexpected "b" at character 3'],
    ['items[*] name', 'unexpected "name" at character 10'],

    ['items[].nam(x', 'it ends too early, after character 13'],
    [
      'items[].first(name)',
      'there is no function first (character 9); there are abs, avg, ceil, contains, ends_with, floor, join, keys, length, map, max, max_by, merge, min, min_by, not_null, reverse, sort, sort_by, starts_with, sum, to_array, to_number, to_string, type, values, from_items, items, lower, split, trim, upper',
    ],
    ['x'.repeat(2001), 'it is longer than 2000 characters'],
    ['!'.repeat(2000), 'it ends too early, after character 2000'],
    ['let $x = items in $x', 'unexpected "=" at character 8: equality is =='],
  ])('%j', async (expression, problem) => {
    expect(await problemOf(compileFilter(expression))).toBe(problem);
  });

  it('explains the syntax', async () => {
    const error: unknown = await compileFilter('items[').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      hint: "Fix resultFilter (for example items[0:5], or items[?status=='open'].{id: id, name: name}), or leave it out.",
    });
  });

  it('evaluates nothing at compilation', async () => {
    const started = performance.now();
    await compileFilter(`\`[1]\`|${Array.from({ length: 80 }, () => '[@,@][]').join('|')}`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

function repeat(count: number, text: string, separator: string): string {
  return Array.from({ length: count }, () => text).join(separator);
}

describe('a filter that does not fit the response', () => {
  it.each([
    [
      'length(total)',
      'Invalid type: length() expected argument 1 to be type (string | array | object) but received type number instead',
    ],
    ['items[::0]', 'Invalid value: slice step cannot be 0'],
    ['length()', 'Invalid arity: length() takes 1 argument but received 0'],
  ])('%s', async (expression, problem) => {
    expect(await problemOf(filter(expression))).toBe(problem);
  });

  const list = `[${repeat(200_000, '1', ',')}]`;
  it.each([
    ['doubles a list', repeat(60, '[@,@][]', '|'), answer],
    ['doubles a list by its literals', `\`[1]\`|${repeat(60, '[@,@][]', '|')}`, answer],
    ['doubles a value', repeat(30, '[@,@]', '|'), answer],
    ['doubles a value for a function', `map(&[@,@], items)|${repeat(30, '[@,@]', '|')}|to_string(@)`, answer],
    [
      'compares doubled values',
      `{a: @, b: \`1\`}|(${repeat(28, '[@,@]', '|')}) == (${repeat(28, '[@,@]', '|')})`,
      answer,
    ],
    ['escapes again and again', repeat(60, 'to_string([@,@])', '|'), answer],
    [
      'joins with a long text',
      'join(to_string(@), items[*].name)|join(@, [@,@,@])|join(@, [@,@,@])|join(@,[@,@,@])|join(@,[@,@,@])',
      answer,
    ],
    ['widens a list', `[${repeat(900, '@', ',')}][]`, list],
    ['slices a list again and again', `[${repeat(300, '@', ',')}]|[*][::1]`, list],
    [
      'looks at all from each',
      'items[*].[$.items[*].[$.items[*].[$.items[*].[$.items[*].[$]]]]]',
      `{"items":${list}}`,
    ],
    ['nests too deeply', `${'!'.repeat(1990)}@`, answer],
  ])('%s', async (_behaviour, expression, text) => {
    const run = await compileFilter(expression);
    const value = JSON.parse(text) as Json;
    const started = performance.now();
    const problem = await problemOf(Promise.resolve(value).then(run)).catch(() => 'none');
    expect(problem).toMatch(/^(none|it needs too much work|it is nested too deeply)$/);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
