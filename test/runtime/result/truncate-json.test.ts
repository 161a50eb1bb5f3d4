import { assert, constantFrom, integer, json, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncateJson } from '../../../src/runtime/result/truncate-json.ts';
import { formatTruncation } from '../../../src/runtime/result/truncation.ts';
import type { Json } from '../../../src/json/value.ts';

function bound(text: string, limit: number): { text: string; truncations: string[] } {
  const { text: cut, value, truncations } = truncateJson(JSON.parse(text) as Json, text, limit);
  expect(value).toEqual(JSON.parse(cut));
  return { text: cut, truncations: truncations.map(formatTruncation) };
}

const long = (length: number): string => 'x'.repeat(length);

/** Returns true if a value is another without the ends of arrays, strings and objects. */
function isHead(cut: Json, whole: Json): boolean {
  if (typeof whole === 'string' || typeof whole === 'number') {
    const head = String(cut).replace(/…$/, '');
    return cut === whole || (typeof cut === 'string' && String(whole).startsWith(head));
  }
  if (typeof whole !== 'object' || whole === null) return cut === whole;
  if (typeof cut !== 'object' || cut === null || Array.isArray(cut) !== Array.isArray(whole)) return false;
  const [kept, all] = [Object.entries(cut), Object.entries(whole)];
  return kept.every(([key, value], index) => {
    const [name, item] = all[index] ?? [];
    return key === name && item !== undefined && isHead(value, item);
  });
}

describe('a JSON response over its limit', () => {
  it.each<[behaviour: string, text: string, limit: number, cut: string, truncations: string[]]>([
    ['keeps a text within the limit unchanged', '{ "a": [1, 2] }', 15, '{ "a": [1, 2] }', []],
    ['removes white space first', '{ "a": [1, 2] }', 14, '{"a":[1,2]}', []],
    ['keeps white space in strings', '{ "a" : " b\\" c " }', 18, '{"a":" b\\" c "}', []],
    ['removes the last items', '[1,22,333,4444]', 14, '[1,22,333]', ['$: 3 of 4 items']],
    ['removes all items if none fits', '[true,false]', 5, '[]', ['$: 0 of 2 items']],
    [
      'keeps the members beside the items',
      '{"total":4,"items":["aaa","bbb","ccc","ddd"],"nextCursor":"n"}',
      50,
      '{"total":4,"items":["aaa","bbb"],"nextCursor":"n"}',
      ['$.items: 2 of 4 items'],
    ],
    [
      'truncates the largest array and keeps the small one',
      '{"a":[1,2,3],"b":[10,20,30,40,50,60,70,80,90],"c":[1,2,3]}',
      46,
      '{"a":[1,2,3],"b":[10,20,30,40,50],"c":[1,2,3]}',
      ['$.b: 5 of 9 items'],
    ],
    [
      'finds the items deep inside',
      '{"data":{"page":{"list":[1,2,3,4,5,6,7,8,9,10,11,12]}}}',
      44,
      '{"data":{"page":{"list":[1,2,3,4,5,6,7,8]}}}',
      ['$.data.page.list: 8 of 12 items'],
    ],
    [
      'keeps a string while an array can be truncated',
      `{"note":"${long(150)}","items":[1,2,3,${long(200).replaceAll('x', '4,')}5]}`,
      240,
      `{"note":"${long(150)}","items":[1,2,3,${'4,'.repeat(30)}4]}`,
      ['$.items: 34 of 204 items'],
    ],
    [
      'truncates a long string if no array can be truncated',
      `{"id":1,"text":"${long(500)}","tags":["a"]}`,
      200,
      `{"id":1,"text":"${long(168)}…","tags":["a"]}`,
      ['$.text: 168 of 500 characters'],
    ],
    [
      'truncates an item that is too large by itself',
      `[{"id":1,"text":"${long(500)}"},2]`,
      200,
      `[{"id":1,"text":"${long(179)}…"}]`,
      ['$: 1 of 2 items', '$[0].text: 179 of 500 characters'],
    ],
    [
      'truncates a list after a small item',
      '[{"page":1},[1,2,3,4,5,6,7,8,9,10,11,12,13,14]]',
      40,
      '[{"page":1},[1,2,3,4,5,6,7,8,9,10,11,12]]'.replace(',12]]', ']]'),
      ['$[1]: 11 of 14 items'],
    ],
    ['applies a limit below 5 as 5 to a word', 'false', 1, 'false', []],
    ['applies a limit below 5 as 5 to an object', '{"abc":1}', 1, '{}', ['$: 0 of 1 members']],
    ['applies a limit below 5 as 5 to a list', '["abcdef"]', 2, '["…"]', ['$[0]: 0 of 6 characters']],
    ['applies a limit below 5 as 5 to a string', '"abcdefgh"', 3, '"ab…"', ['$: 2 of 8 characters']],
    ['applies a limit below 5 as 5 to a long number', '123456789', 4, '"12…"', ['$: 2 of 9 characters']],
    ['truncates a string at the root', `"${long(50)}"`, 20, `"${long(17)}…"`, ['$: 17 of 50 characters']],
    [
      'counts characters, not escapes',
      String.raw`"\n\n\n\n\n\n"`,
      10,
      String.raw`"\n\n\n…"`,
      ['$: 3 of 6 characters'],
    ],
    [
      'does not split an escape',
      String.raw`"a\u00e9\u00e9\u00e9"`,
      15,
      String.raw`"a\u00e9…"`,
      ['$: 2 of 4 characters'],
    ],
    [
      'does not split an escaped backslash',
      String.raw`"ab\\\\\\\\\\\\"`,
      8,
      String.raw`"ab\\…"`,
      ['$: 3 of 8 characters'],
    ],
    ['does not split a surrogate pair', '"a😀😀😀😀"', 7, '"a😀…"', ['$: 3 of 9 characters']],
    [
      'does not split an escaped surrogate pair',
      String.raw`"\ud83d\ude00\ud83d\ude00"`,
      23,
      String.raw`"\ud83d\ude00…"`,
      ['$: 2 of 4 characters'],
    ],
    [
      'takes escaped text for what it is',
      String.raw`"\\ud83dxxxxxxxxxx"`,
      10,
      String.raw`"\\ud83d…"`,
      ['$: 6 of 16 characters'],
    ],
    [
      'keeps every digit and the spelling of numbers',
      '[12345678901234567890,1.0,1E5,-0,0.10,7]',
      38,
      '[12345678901234567890,1.0,1E5,-0,0.10]',
      ['$: 5 of 6 items'],
    ],
    [
      'keeps repeated keys and their order',
      '{"b":1,"a":[1,2,3],"b":2}',
      23,
      '{"b":1,"a":[1,2],"b":2}',
      ['$.a: 2 of 3 items'],
    ],
    [
      'names keys that are no identifiers',
      '{"a b":{"c\\"d":[1,2,3,4,5,6]},"":0}',
      32,
      '{"a b":{"c\\"d":[1,2,3,4]},"":0}',
      ['$["a b"]["c\\"d"]: 4 of 6 items'],
    ],
    [
      'keeps the first members of a map',
      `{${Array.from({ length: 40 }, (_, index) => `"k${index}":${index}`).join(',')}}`,
      30,
      '{"k0":0,"k1":1,"k2":2,"k3":3}',
      ['$: 4 of 40 members'],
    ],
    [
      'writes a number without end as text',
      '9'.repeat(500),
      100,
      `"${'9'.repeat(97)}…"`,
      ['$: 97 of 500 characters'],
    ],
    [
      'empties what is nested too deeply',
      '['.repeat(5000) + ']'.repeat(5000),
      1000,
      `${'['.repeat(201)}${']'.repeat(201)}`,
      [`$${'[0]'.repeat(200).slice(0, 199)}…: 0 of 1 items`],
    ],
  ])('%s', (_behaviour, text, limit, cut, truncations) => {
    expect(bound(text, limit)).toEqual({ text: cut, truncations });
  });

  const anyJson = json({ maxDepth: 6, stringUnit: 'binary' });
  const pretty = tuple(anyJson, constantFrom(0, 2)).map(([text, space]) =>
    JSON.stringify(JSON.parse(text), null, space),
  );
  const limit = integer({ min: 1, max: 300 });

  it('is JSON within the limit, and truncating it again changes nothing', () => {
    assert(
      property(pretty, limit, (text, most) => {
        const once = truncateJson(JSON.parse(text) as Json, text, most);
        expect(once.text.length).toBeLessThanOrEqual(Math.max(most, 5));
        expect(JSON.parse(once.text)).toEqual(once.value);
        expect(truncateJson(once.value, once.text, most)).toEqual({
          text: once.text,
          value: once.value,
          truncations: [],
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps the beginning of each value, and every token unchanged', () => {
    assert(
      property(anyJson, limit, (text, most) => {
        const sent = JSON.stringify(JSON.parse(text));
        const { value } = truncateJson(JSON.parse(sent) as Json, sent, most);
        expect(isHead(value, JSON.parse(sent) as Json)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('truncates a large response in well under a second', () => {
    const item = { id: 1, name: 'name', tags: ['a', 'b'], text: long(60) };
    const texts = [
      JSON.stringify({ items: Array.from({ length: 20_000 }, () => item), nextCursor: 'next' }),
      JSON.stringify(Object.fromEntries(Array.from({ length: 18_000 }, (_, id) => [`key ${id}`, item]))),
      `[${'1,'.repeat(1_000_000)}1]`,
      `{"text":"${String.raw`\n\"\\ab`.repeat(250_000)}"}`,
      `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`,
      `[${' \n'.repeat(5_000_000)}"${long(50_000)}"]`,
    ];
    for (const text of texts) {
      const started = performance.now();
      const result = truncateJson(null, text, 40_000);
      expect(performance.now() - started).toBeLessThan(3_000);
      expect(result.text.length).toBeLessThanOrEqual(40_000);
    }
  });
});
