import { array, assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncateText } from '../../../src/runtime/result/truncate-text.ts';
import { formatTruncation } from '../../../src/runtime/result/truncation.ts';

describe('a text over its limit', () => {
  it.each<
    [behaviour: string, mediaType: string, text: string, limit: number, cut: string, truncations: string[]]
  >([
    ['stays where it fits', 'text/plain', 'one\ntwo', 7, 'one\ntwo', []],
    ['is cut at a line end', 'text/plain', 'one\ntwo\nthree', 10, 'one\ntwo\n', ['$: 8 of 13 characters']],
    [
      'is cut anywhere where no line ends near',
      'text/plain',
      'a\nbcdefghij',
      8,
      'a\nbcdefg',
      ['$: 8 of 11 characters'],
    ],
    ['is not cut between surrogates', 'text/plain', 'abc😀😀', 6, 'abc😀', ['$: 5 of 7 characters']],
    [
      'keeps whole NDJSON records',
      'application/x-ndjson',
      '{"a":1}\n{"a":2}\n{"a":3}\n',
      20,
      '{"a":1}\n{"a":2}\n',
      ['$: 2 of 3 records'],
    ],
    [
      'counts an NDJSON record without a line end',
      'application/x-ndjson',
      '{"a":1}\n{"a":2}',
      10,
      '{"a":1}\n',
      ['$: 1 of 2 records'],
    ],
    [
      'truncates a first record as JSON',
      'application/x-ndjson',
      '{"a":[1,2,3,4,5]}\n{"a":2}\n',
      15,
      '{"a":[1,2,3]}\n',
      ['$: 1 of 2 records', '$.a: 3 of 5 items'],
    ],
    [
      'keeps the marks of a JSON sequence',
      'application/json-seq',
      '\u001e{"a":1}\n\u001e{"a":2}\n',
      12,
      '\u001e{"a":1}\n',
      ['$: 1 of 2 records'],
    ],
    [
      'takes a JSON sequence over several lines',
      'application/json-seq',
      '\u001e{\n"a":1\n}\n\u001e{"a":2}\n',
      15,
      '\u001e{\n"a":1\n}\n',
      ['$: 1 of 2 records'],
    ],
    [
      'truncates a record that is not JSON like text',
      'application/x-ndjson',
      'oops oops\n{}\n',
      6,
      'oops o',
      ['$: 1 of 2 records', '$: 6 of 10 characters'],
    ],
    [
      'keeps whole CSV records',
      'text/csv; charset=utf-8',
      'a,b\n1,"x\ny"\n2,z\n',
      14,
      'a,b\n1,"x\ny"\n',
      ['$: 2 of 3 records'],
    ],
    [
      'does not cut in a quoted line end',
      'text/csv',
      'a,b\n1,"x\nyyyyyyy"\n',
      10,
      'a,b\n',
      ['$: 1 of 2 records'],
    ],
    [
      'keeps whole events',
      'text/event-stream',
      'data: 1\n\nevent: x\r\ndata: 2\r\n\r\ndata: 3\n\n',
      32,
      'data: 1\n\nevent: x\r\ndata: 2\r\n\r\n',
      ['$: 2 of 3 events'],
    ],
    [
      'truncates HTML before an incomplete tag',
      'text/html',
      '<p>hello</p><a href="x">y</a>',
      18,
      '<p>hello</p>',
      ['$: 12 of 29 characters'],
    ],
    [
      'truncates XML after a tag',
      'application/atom+xml',
      '<a><b>1</b><b>2222</b></a>',
      16,
      '<a><b>1</b><b>',
      ['$: 14 of 26 characters'],
    ],
  ])('%s', (_behaviour, mediaType, text, limit, cut, truncations) => {
    const bounded = truncateText(text, limit, mediaType);
    expect({ text: bounded.text, truncations: bounded.truncations.map(formatTruncation) }).toEqual({
      text: cut,
      truncations,
    });
  });

  it('is within the limit, and truncating it again changes nothing', () => {
    const types = [
      'text/plain',
      'text/csv',
      'application/x-ndjson',
      'application/json-seq',
      'text/event-stream',
      'text/html',
    ];
    const pieces = array(constantFrom('a', '"', '\n', '\r\n', '{"a":[1,2]}', '<b>', '😀', '\u001e'), {
      maxLength: 80,
    });
    assert(
      property(pieces, constantFrom(...types), integer({ min: 1, max: 60 }), (texts, type, limit) => {
        const text = texts.join('');
        const { text: cut } = truncateText(text, limit, type);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(truncateText(cut, limit, type)).toEqual({ text: cut, truncations: [] });
      }),
      { numRuns: 1000 },
    );
  });
});
