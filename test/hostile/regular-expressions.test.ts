import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { repairPattern } from '../../src/model/repair-pattern.ts';
import { chooseEngine, isCheckable } from '../../src/schema/pattern-cost.ts';
import { loadPatternCompiler } from '../../src/schema/regular-expression.ts';
import { startUpstream } from '../support/upstream.ts';

const length = 50_000;
const compile = await loadPatternCompiler();

/** Patterns with texts that take a backtracking engine seconds, or for ever. */
const catastrophic: [pattern: string, text: string, matches: boolean][] = [
  ['^(a+)+$', `${'a'.repeat(length)}!`, false],
  ['^(a*)*$', `${'a'.repeat(length)}!`, false],
  ['^(a|a)*$', `${'a'.repeat(length)}!`, false],
  ['^(a|aa)+$', `${'a'.repeat(length)}!`, false],
  ['^(a|a?)+$', `${'a'.repeat(length)}!`, false],
  ['^(.*)*x$', 'y'.repeat(length), false],
  ['(x+x+)+y', 'x'.repeat(length), false],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(length), false],
  ['^([a-zA-Z0-9])(([.-]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}[a-z]{2,3}$', 'a'.repeat(length), false],
  ['^([0-9a-zA-Z]([-.\\w]*[0-9a-zA-Z])*@([0-9a-zA-Z][-\\w]*\\.)+[a-zA-Z]{2,9})$', 'a'.repeat(length), false],
  ['^(?:[\\w-]+\\.?)+@\\w+$', `${'a.'.repeat(length / 2)}!`, false],
  ['^(\\d+)*$', `${'1'.repeat(length)}x`, false],
  ['^(\\s*\\w+\\s*)+;$', 'a '.repeat(length / 2), false],
  ['\\s+$', `${' '.repeat(length)}x`, false],
  ['[a-z]+@[a-z]+\\.com', 'a'.repeat(length), false],
  ['^\\s*(.*?)\\s*,\\s*(.*?)\\s*;$', ' '.repeat(length), false],
  ['a*a*a*a*a*b', 'a'.repeat(length), false],
  ['^(?:a?){30}a{30}$', 'a'.repeat(length), false],
  ['^\\p{L}+(?:[ \u00b7]?\\p{L}+)*$', `${'é'.repeat(length)}1`, false],
  [
    '^(https?:\\/\\/)?([\\da-z.-]+)\\.([a-z.]{2,6})([\\/\\w .-]*)*\\/?$',
    `a.io/${'b/'.repeat(length / 2)}?`,
    false,
  ],
  ['^(?=(a+)+$)(?=.*b)', `${'a'.repeat(length)}!`, false],
  ['^(?=.*[A-Z])(?=.*\\d)(?!.*\\s).{8,}$', 'a'.repeat(length), false],
  ['^(?=.*[A-Z])(?=.*\\d)(?!.*\\s).{8,}$', `${'a'.repeat(length)}A1`, true],
  ['^(?:[a-z]{1,30}-){0,30}[a-z]{1,30}$', 'a'.repeat(length), false],
  ['^([^\u{1f600}]+)+\u{1f600}$', 'é'.repeat(length), false],
];

describe('a pattern of a document', () => {
  it.each(catastrophic)('%s ends in time', (pattern, text, matches) => {
    const expression = compile(pattern);
    const started = performance.now();
    expect(expression.test(text)).toBe(matches);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(isCheckable(pattern)).toBe(true);
  });

  it.each([
    ['^(a+)+\\1$', 'a'],
    ['(?:a(?=a))*(?<!b)c+d', 'a'],
    ['(a+)+(?=b)', 'a'],
    ['(?<word>a+)+\\k<word>b', 'a'],
    ['^(?:a{0,5000}){0,5000}$', 'a'],
  ])('%s is not checked: no engine is sure to end', (pattern, piece) => {
    expect(isCheckable(pattern)).toBe(false);
    const started = performance.now();
    expect(compile(pattern).test(`${piece.repeat(length)}!`)).toBe(true);
    expect(performance.now() - started).toBeLessThan(100);
  });

  it.each([
    '^[a-z]+$',
    '^[A-Z]{2}\\d{2}[A-Z0-9]{1,30}$',
    '^\\d{4}-\\d{2}-\\d{2}$',
    '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    '^(?:(?:25[0-5]|2[0-4]\\d|[01]?\\d\\d?)\\.){3}(?:25[0-5]|2[0-4]\\d|[01]?\\d\\d?)$',
    '^(?!-)[a-z0-9-]{1,63}$',
    '^.*$',
    '^(?:red|green|blue)$',
    'x',
  ])('%s is left to the engine of the platform', (pattern) => {
    expect(chooseEngine(pattern)).toBe('native');
  });

  /** Syntax that RE2 reads differently, in patterns that RE2 matches. */
  it.each<[part: string, text: string]>([
    ['\\s', '\u00a0'], ['\\s', '\v'], ['\\S', '\u00a0'], ['[\\s]', '\ufeff'], ['.', '\u2028'], ['.', '\r'],
    ['.', 'é'], ['\\w', 'é'], ['\\d', '٣'], ['[[:alpha:]', ':'], ['[[:alpha:]', 'z'], ['[\\b]', '\b'],
    ['\\u00e9', 'é'], ['\\u{1f600}', '😀'], ['\\ud83d\\ude00', '😀'], ['\\cJ', '\n'], ['\\x41', 'A'], ['\\/', '/'],
    ['(?<name>a)', 'a'], ['\\p{L}', 'é'], ['\\p{Lu}', 'é'], ['\\p{Script=Greek}', 'λ'], ['\\p{sc=Greek}', 'a'],
    ['\\p{gc=Lu}', 'A'], ['\\P{L}', 'a'], ['[^a]', '\n'], ['[\\]a]', ']'], ['\\$', '$'], ['[$.]', '.'], ['a$', 'a'],
    ['a$', 'a\n'], ['[\\-a]', '-'], ['\\0', '\0'], ['a{2,3}?', 'aaa'], ['\\bb', 'b'], ['[a-z&&[b]', '&'],
  ])('%j means the same to both engines for %j', (part, text) => {
    const pattern = `^(?:(?:x+)+y|${part})$`;
    expect(chooseEngine(pattern)).toBe('linear');
    expect(compile(pattern).test(text)).toBe(new RegExp(pattern, 'u').test(text));
  }); // prettier-ignore

  it.each([
    ['groups within groups', '('.repeat(20_000) + ')'.repeat(20_000)],
    ['open groups', '(?<'.repeat(50_000)],
    ['open classes', '['.repeat(50_000)],
    ['alternatives', 'a|'.repeat(50_000)],
    ['look-aheads', `^${'(?=a)'.repeat(20_000)}`],
    ['repetitions', 'a*'.repeat(20_000)],
    ['backslashes', '\\'.repeat(50_001)],
    ['counts', 'a{1,1000}'.repeat(2_000)],
    ['braces', '{'.repeat(50_000)],
  ])('of a great many %s is judged in time', (_, pattern) => {
    const started = performance.now();
    const lawful = repairPattern(pattern);
    if (lawful !== undefined) {
      isCheckable(lawful);
      compile(lawful).test('a'.repeat(length));
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a call with a text that attacks a pattern', () => {
  const text = `${'a'.repeat(length)}!`;

  it('is refused in time, for arguments and names', async () => {
    await using upstream = await startUpstream();
    const schema = {
      type: 'object',
      properties: { id: { type: 'string', pattern: '^(a+)+$' } },
      patternProperties: { '^(b+)+$': { type: 'integer' } },
      additionalProperties: false,
    };
    await using api = await openApi(documentOf({ method: 'post', body: { schema } }), {
      request: { baseUrl: upstream.url },
    });
    const started = performance.now();
    const refused = await api.call(tool, { body: { id: text } });
    expect(textOf(refused)).toContain('^(a+)+$');
    const name = `${'b'.repeat(length)}!`;
    expect((await api.call(tool, { body: { [name]: 1 } })).isError).toBe(true);
    expect((await api.call(tool, { body: { bb: 1 } })).isError).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2000);
    expect(upstream.requests).toHaveLength(1);
  });

  it('is sent if no engine is safe, and the document is reported', async () => {
    await using upstream = await startUpstream();
    const schema = { type: 'string', pattern: '^(a+)+\\1$' };
    const document = documentOf({ parameters: [{ name: 'id', in: 'header', schema }] });
    await using api = await openApi(document, { request: { baseUrl: upstream.url } });
    expect(describeApi(await loadDocument(document)).findings).toContainEqual({
      kind: 'relaxed',
      pointer: '/paths/~1things/get/parameters/0/schema/pattern',
      message: 'pattern "^(a+)+\\\\1$" is not checked: on some texts it would take too long',
    });
    expect((await api.call(tool, { id: text.slice(0, 100) })).isError).toBeUndefined();
  });

  it('is validated in a response in time', async () => {
    await using upstream = await startUpstream({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(text),
    });
    const content = { 'application/json': { schema: { type: 'string', pattern: '^(a+)+$' } } };
    const responses = { '200': { description: 'Done', content } };
    await using api = await openApi(documentOf({ responses }), { request: { baseUrl: upstream.url } });
    const started = performance.now();
    expect((await api.call(tool, {})).isError).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each(['date-time', 'date', 'time', 'duration', 'uri', 'uri-reference', 'uri-template', 'email', 'hostname',
    'ipv4', 'ipv6', 'uuid', 'json-pointer', 'relative-json-pointer', 'regex', 'byte'])(
    'meets format %s in time',
    async (format) => {
      await using upstream = await startUpstream();
      const document = documentOf({ method: 'post', body: { schema: { type: 'string', format } } });
      await using api = await openApi(document, { request: { baseUrl: upstream.url } });
      for (const piece of ['a', '1', '.', '-', ':', '/', '%', '{', '@', 'a.', '1:', 'a@', '%41', '(', ' ', 'P1', '{a}']) {
        const started = performance.now();
        await api.call(tool, { body: `${piece.repeat(length / piece.length)}\n` });
        expect([piece, performance.now() - started < 1000]).toEqual([piece, true]);
      }
    },
  ); // prettier-ignore
});
