import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeJson } from '../../src/json/complete-json.ts';

describe('truncated JSON', () => {
  it.each([
    ['a list', '[1,2,3', '[1,2]'],
    ['a list after a comma', '[1,2,', '[1,2]'],
    ['a list of texts', '["a","b","c', '["a","b"]'],
    ['a list of objects', '[{"a":1,"b":2},{"a":3,"b":', '[{"a":1,"b":2}]'],
    ['an item that is begun', '[{"a":1},{"a":2,"b":[1,2', '[{"a":1}]'],
    ['a list in an object', '{"n":9,"items":[{"a":1},{"a', '{"n":9,"items":[{"a":1}]}'],
    ['a list that is begun', '{"n":9,"items":[', '{"n":9}'],
    ['one item that is too long', '[{"a":1,"b":[1,2,3', '[{"a":1,"b":[1,2]}]'],
    ['an object after a key', '{"a":1,"b"', '{"a":1}'],
    ['an object after a colon', '{"a":1,"b":', '{"a":1}'],
    ['an object in a text', '{"a":1,"b":"x', '{"a":1}'],
    ['objects in objects', '{"a":{"b":{"c":1},"d":{"e":2,"f', '{"a":{"b":{"c":1},"d":{"e":2}}}'],
    ['a text with an escape at its end', String.raw`["a\"b","c\"`, String.raw`["a\"b"]`],
    ['a number that may go on', '{"a":1,"b":12', '{"a":1}'],
    ['a word that may go on', '[true,fal', '[true]'],
    ['lists in lists', '[[1,2],[3,4],[5', '[[1,2],[3,4]]'],
    ['white space', '[ 1 ,\n 2 , ', '[ 1 ,\n 2]'],
  ])('%s', (_, text, ended) => {
    expect(completeJson(text)).toBe(ended);
  });

  it.each([
    ['an empty text', ''],
    ['a bracket', '['],
    ['a key', '{"a"'],
    ['a text', '"abc'],
    ['two values', '[1],[2'],
    ['brackets that do not match', '[1}'],
  ])('is not ended: %s', (_, text) => {
    expect(completeJson(text)).toBeUndefined();
  });

  it('is valid JSON wherever it was truncated', () => {
    const cut = fc.tuple(fc.json(), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
    expect(fc.check(fc.property(cut, isJson)).failed).toBe(false);
  });

  it.each([
    ['deep', '['.repeat(1_000_000), undefined],
    ['long', `["${'\\"'.repeat(1_000_000)}`, undefined],
    [
      'deep and begun',
      `[${'{"a":['.repeat(100_000)}1,2`,
      `[${'{"a":['.repeat(100_000)}1${']}'.repeat(100_000)}]`,
    ],
  ])('is ended in time: %s', (_, text, ended) => {
    expect(completeJson(text)).toBe(ended);
  });
});

function isJson(text: string): boolean {
  const ended = completeJson(text);
  try {
    return ended === undefined || JSON.parse(ended) !== undefined;
  } catch {
    return false;
  }
}
