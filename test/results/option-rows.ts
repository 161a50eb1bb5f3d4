import { listRoot, objectRoot } from './result-row.ts';
import type { ResultRow } from './result-row.ts';
import type { Json } from '../../src/json/value.ts';
import type { Answer } from '../support/upstream.ts';

/** Rows for a limit of 200 characters. */

const items = Array.from({ length: 20 }, (_, index) => ({ id: index + 1, name: `n${index + 1}` }));
const nine = items.slice(0, 9);
const eight = items.slice(0, 8);
const list = JSON.stringify(items);
const cutList = 'Truncated to fit: $: 9 of 20 items.';
const askLess =
  'For the rest: request less at a time, or let the operator of this server raise --max-result-chars.';

function answer(body: string, type = 'application/json', headers: Record<string, string> = {}): Answer {
  return { headers: { 'content-type': type, ...headers }, body };
}

function json(value: unknown, headers: Record<string, string> = {}): Answer {
  return answer(JSON.stringify(value), 'application/json', headers);
}

/** A list of twenty items, of which nine fit. */
function nineOf(title: string, rest: string[], row: Partial<ResultRow> = {}): ResultRow {
  const content = [JSON.stringify(nine), [cutList, ...rest].join('\n')];
  return { title, answer: answer(list), content, structured: nine, ...row };
}

const integer = { type: 'integer' };
const limit = { name: 'limit', in: 'query', schema: integer } as const;
const offset = { name: 'offset', in: 'query', schema: integer } as const;
const page = { name: 'page[number]', in: 'query', schema: integer } as const;
const cursor = { name: 'cursor', in: 'query' } as const;
const next = { link: '</0?page%5Bnumber%5D=3>; rel="next"' };

// prettier-ignore
export const cutRows: ResultRow[] = [
  { title: 'a text of exactly the limit is not truncated', answer: answer(JSON.stringify('x'.repeat(198))), content: [JSON.stringify('x'.repeat(198))], structured: 'x'.repeat(198) },
  { title: 'white space is removed first', answer: answer(JSON.stringify(nine, undefined, 8)), content: [JSON.stringify(nine)], structured: nine },
  nineOf('a list', [askLess]),
  nineOf('a list with a size', ['For the rest: call again with limit=9.'], { parameters: [limit] }),
  nineOf('a list with an offset', ['For the rest: call again with offset=9.'], { parameters: [limit, offset] }),
  nineOf('a list with an offset that was given', ['For the rest: call again with offset=49.'], { parameters: [limit, offset], args: { offset: 40 } }),
  nineOf('a list with pages', ['For the rest: call again with limit=9 and go on with page_number.'], { parameters: [limit, page] }),
  nineOf('a list with a cursor', ['For the rest: call again with limit=9 and go on with cursor.'], { parameters: [limit, cursor] }),
  nineOf('a list with a link to the next page', [askLess, 'Next page: call again with page_number=3.'], { parameters: [page], answer: answer(list, 'application/json', next), meta: { headers: next } }),
  { title: 'a link to the next page without truncation', parameters: [page], answer: answer('[1]', 'application/json', next), content: ['[1]', 'Next page: call again with page_number=3.'], structured: [1], meta: { headers: next } },
  nineOf('a list under a list root', [askLess], { schema: listRoot }),
  nineOf('a list under an object root', [askLess], { schema: objectRoot, structured: { result: nine } }),
  { title: 'a list in an object', answer: json({ total: 20, items }), content: [JSON.stringify({ total: 20, items: eight }), `Truncated to fit: $.items: 8 of 20 items.\n${askLess}`], structured: { total: 20, items: eight } },
  { title: 'a long text in an object', schema: objectRoot, answer: json({ id: 1, text: 'x'.repeat(500), more: 'y' }), content: [JSON.stringify({ id: 1, text: `${'x'.repeat(170)}…`, more: 'y' }), `Truncated to fit: $.text: 170 of 500 characters.\n${askLess}`], structured: { id: 1, text: `${'x'.repeat(170)}…`, more: 'y' } },
  { title: 'large integers in a truncated list', answer: answer(`[${'9007199254740993,'.repeat(20)}1]`), content: [`[${Array.from({ length: 11 }, () => '9007199254740993').join(',')}]`, `Truncated to fit: $: 11 of 21 items.\n${askLess}`], structured: Array.from({ length: 11 }, () => '9007199254740993') },
  { title: 'text', answer: answer('line\n'.repeat(100), 'text/plain'), content: ['line\n'.repeat(40), `Truncated to fit: $: 200 of 500 characters.\n${askLess}`] },
  { title: 'text, never between two surrogates', answer: answer(`x${'😀'.repeat(200)}`, 'text/plain; charset=utf-8'), content: [`x${'😀'.repeat(99)}`, `Truncated to fit: $: 199 of 401 characters.\n${askLess}`] },
  { title: 'rows of CSV', answer: answer(`a,b\n${'1,2\n'.repeat(100)}`, 'text/csv'), content: [`a,b\n${'1,2\n'.repeat(49)}`, `Truncated to fit: $: 50 of 101 records.\n${askLess}`] },
  { title: 'lines of JSON', answer: answer('{"a":1}\n'.repeat(60), 'application/x-ndjson'), content: ['{"a":1}\n'.repeat(25), `Truncated to fit: $: 25 of 60 records.\n${askLess}`] },
  { title: 'events', answer: answer('data: x\n\n'.repeat(60), 'text/event-stream'), content: ['data: x\n\n'.repeat(22), `Truncated to fit: $: 22 of 60 events.\n${askLess}`] },
  { title: 'text under an object root', schema: objectRoot, answer: answer('line\n'.repeat(100), 'text/plain'), content: ['line\n'.repeat(40), `Truncated to fit: $: 200 of 500 characters.\n${askLess}`], structured: { result: 'line\n'.repeat(40) } },
  { title: 'the body of an error', answer: { ...json({ error: 'z'.repeat(500) }), status: 500 }, isError: true, content: [`The API responded with 500 Internal Server Error.\nThe API failed. It is safe to try again later.\n\n{"error":"${'z'.repeat(187)}…"}\n\nTruncated to fit: $.error: 187 of 500 characters.\n${askLess}`], meta: { status: 500 } },
];

const link = {
  type: 'resource_link',
  uri: 'results://responses/{id}',
  name: 'whole response',
  mimeType: 'application/json',
  size: list.length,
} as const;

/** Rows for a limit of one character, which counts as five for JSON. */
// prettier-ignore
export const tinyRows: ResultRow[] = [
  { title: 'an object', schema: objectRoot, answer: json({ id: 1 }), content: ['{}', `Truncated to fit: $: 0 of 1 members.\n${askLess}`], structured: {} },
  { title: 'a list', schema: listRoot, answer: json([1, 2, 3]), content: ['[1,2]', `Truncated to fit: $: 2 of 3 items.\n${askLess}`], structured: [1, 2] },
  { title: 'a word', answer: json(false), content: ['false'], structured: false },
  { title: 'text', answer: answer('hello', 'text/plain'), content: ['h', `Truncated to fit: $: 1 of 5 characters.\n${askLess}`] },
  { title: 'an error', answer: { ...json({ error: 'no' }), status: 400 }, isError: true, content: [`The API responded with 400 Bad Request.\nCorrect the arguments and call again.\n\n{}\n\nTruncated to fit: $: 0 of 1 members.\n${askLess}`], meta: { status: 400 } },
];

/** Rows with stored responses. */
// prettier-ignore
export const keptRows: ResultRow[] = [
  { title: 'a list', answer: answer(list, 'application/json; charset=utf-8', { 'last-modified': 'Sat, 21 Nov 2026 08:00:00 GMT' }), content: [JSON.stringify(nine), { ...link, annotations: { lastModified: '2026-11-21T08:00:00.000Z' } }, `${cutList}\nFor the rest: read the resource results://responses/{id}, which holds the whole response for some minutes.`], structured: nine as Json, meta: { headers: { 'last-modified': 'Sat, 21 Nov 2026 08:00:00 GMT' } } },
  { title: 'a list with a size', parameters: [limit], answer: answer(list), content: [JSON.stringify(nine), link, `${cutList}\nFor the rest: call again with limit=9; or read the resource results://responses/{id}, which holds the whole response for some minutes.`], structured: nine as Json },
  { title: 'a whole response is not stored', answer: answer('[1]'), content: ['[1]'], structured: [1] },
];

/** Rows with the argument `resultFilter`. */
// prettier-ignore
export const filterRows: ResultRow[] = [
  { title: 'filters before it truncates', schema: listRoot, args: { resultFilter: '[18:].name' }, answer: answer(list), content: ['["n19","n20"]'], structured: ['n19', 'n20'] },
  { title: 'an object under an object root', schema: objectRoot, args: { resultFilter: '[0]' }, answer: answer(list), content: ['{"id":1,"name":"n1"}'], structured: { id: 1, name: 'n1' } },
  { title: 'a list under an object root', schema: objectRoot, args: { resultFilter: '[:2].id' }, answer: answer(list), content: ['[1,2]'], structured: { result: [1, 2] } },
  { title: 'nothing found', schema: objectRoot, args: { resultFilter: 'other' }, answer: answer('{"id":1}'), content: ['null'], structured: { result: null } },
  { title: 'long integers keep their digits', schema: objectRoot, args: { resultFilter: 'items[].id' }, answer: answer('{"items":[{"id":9007199254740993},{"id":2},{"id":"9007199254740995"}]}'), content: ['[9007199254740993,2,"9007199254740995"]'], structured: { result: ['9007199254740993', 2, '9007199254740995'] } },
  nineOf('the truncated part can be selected', ['For the rest: pass resultFilter, a JMESPath expression that picks what is needed ([9:] is what was left out).'], { schema: listRoot }),
  { title: 'a filtered response is truncated too', schema: listRoot, args: { resultFilter: '[].{a: name}' }, answer: answer(list), content: [JSON.stringify(items.slice(0, 17).map(({ name }) => ({ a: name }))), 'Truncated to fit: $: 17 of 20 items.\nFor the rest: pass resultFilter, a JMESPath expression that picks what is needed ([].{a: name} | [17:] is what was left out).'], structured: items.slice(0, 17).map(({ name }) => ({ a: name })) },
  { title: 'an invalid expression: nothing is sent', schema: listRoot, args: { resultFilter: '[0:2' }, answer: answer(list), isError: true, content: ["resultFilter is invalid: it ends too early, after character 4\nFix resultFilter (for example items[0:5], or items[?status=='open'].{id: id, name: name}), or leave it out."], meta: 'none', targets: [] },
  { title: 'a function that does not exist: nothing is sent', schema: listRoot, method: 'post', args: { resultFilter: 'len(@)' }, answer: answer(list), isError: true, content: [expectUnknown('len', 1)], meta: 'none', targets: [] },
  { title: 'an expression that does not fit: the response is returned', schema: objectRoot, args: { resultFilter: 'sum(id)' }, answer: answer('{"id":1}'), content: ['{"id":1}', 'resultFilter is invalid: Invalid type: sum() expected argument 1 to be type (Array<number>) but received type number instead. The response is not filtered.'], structured: { id: 1 }, targets: [''] },
  { title: 'a response that is not JSON', schema: objectRoot, args: { resultFilter: 'id' }, answer: answer('pong', 'text/plain'), content: ['pong', 'resultFilter was not applied: the response is not JSON.'], structured: { result: 'pong' } },
  { title: 'an error', schema: objectRoot, args: { resultFilter: 'id' }, answer: { ...answer('{"e":1}'), status: 400 }, isError: true, content: ['The API responded with 400 Bad Request.\nCorrect the arguments and call again.\n\n{"e":1}'], meta: { status: 400 } },
  { title: 'a tool without a JSON response has no filter', args: { resultFilter: 'id' }, answer: answer('[1]'), isError: true, content: ['The arguments do not fit row{row}; nothing was sent:\n- resultFilter: is not an argument; the arguments are none\nCorrect these and call again. If the API accepts them although its document does not, the operator of this server can pass --validate-arguments warn.'], meta: 'none', targets: [] },
];

function expectUnknown(name: string, at: number): string {
  const known =
    'abs, avg, ceil, contains, ends_with, floor, join, keys, length, map, max, max_by, merge, min, min_by, not_null, reverse, sort, sort_by, starts_with, sum, to_array, to_number, to_string, type, values, from_items, items, lower, split, trim, upper';
  return `resultFilter is invalid: there is no function ${name} (character ${at}); there are ${known}\nFix resultFilter (for example items[0:5], or items[?status=='open'].{id: id, name: name}), or leave it out.`;
}

/** Rows with a read limit of a hundred bytes. */
const readNote = 'The response was truncated after 100 bytes. Request less, or raise --max-response-bytes.';
const four = items.slice(0, 4);

// prettier-ignore
export const readRows: ResultRow[] = [
  { title: 'a list ends after its last whole item', answer: answer(list), content: [JSON.stringify(four), readNote], structured: four },
  { title: 'a list in an object', schema: objectRoot, answer: json({ id: 20, items }), content: [JSON.stringify({ id: 20, items: items.slice(0, 3) }), readNote], structured: { id: 20, items: items.slice(0, 3) } },
  { title: 'one long text is no longer JSON', schema: objectRoot, answer: json('x'.repeat(200)), content: [`"${'x'.repeat(99)}`, readNote], structured: { result: `"${'x'.repeat(99)}` } },
  { title: 'text', answer: answer('x'.repeat(200), 'text/plain'), content: ['x'.repeat(100), readNote] },
];

const finding = '$.id: must be integer, got "x"';
const failure = (...findings: string[]): string =>
  [
    'The response does not match its schema in the document (--validate-responses strict):',
    ...findings.map((text) => `- ${text}`),
    'The call took effect: do not repeat it for this. Fix the document or the API, or pass --validate-responses warn.',
  ].join('\n');

const wrong = answer('{"id":"x"}');
const pong = answer('pong', 'text/plain');

// prettier-ignore
export const warnRows: ResultRow[] = [
  { title: 'several branches of oneOf', schema: { oneOf: [{ type: 'object' }, objectRoot] }, answer: answer('{"id":1}'), content: ['{"id":1}'], structured: { id: 1 } },
  { title: 'a date-time without an offset', schema: { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } }, answer: answer('{"at":"2024-05-01T10:00:00"}'), content: ['{"at":"2024-05-01T10:00:00"}'], structured: { at: '2024-05-01T10:00:00' } },
  { title: 'a time without an offset', schema: { type: 'object', properties: { at: { type: 'string', format: 'time' } } }, answer: answer('{"at":"10:00:00"}'), content: ['{"at":"10:00:00"}'], structured: { at: '10:00:00' } },
  { title: 'a format that the example does not satisfy', schema: { type: 'object', properties: { id: { type: 'string', format: 'uuid', example: 'ev_1' } } }, answer: answer('{"id":"ev_2"}'), content: ['{"id":"ev_2"}'], structured: { id: 'ev_2' } },
  { title: 'what fits', schema: objectRoot, answer: answer('{"id":1}'), content: ['{"id":1}'], structured: { id: 1 } },
  { title: 'what does not fit', schema: objectRoot, answer: wrong, content: ['{"id":"x"}'], structured: { id: 'x' }, meta: { findings: [finding] } },
  { title: 'another type', schema: objectRoot, answer: pong, content: ['pong'], structured: { result: 'pong' }, meta: { findings: ['text/plain is not declared for 200'] } },
  { title: 'nothing', schema: objectRoot, answer: { status: 200 }, content: ['200 OK: no content'], structured: { result: null }, meta: { findings: ['application/json is declared for 200, got no content'] } },
];

// prettier-ignore
export const strictRows: ResultRow[] = [
  { title: 'what fits', schema: objectRoot, answer: answer('{"id":1}'), content: ['{"id":1}'], structured: { id: 1 } },
  { title: 'what does not fit', schema: objectRoot, answer: wrong, isError: true, content: [failure(finding), '{"id":"x"}'], meta: { findings: [finding] } },
  { title: 'what does not fit, of a write', method: 'post', schema: objectRoot, answer: { ...wrong, status: 201 }, isError: true, content: [failure(finding), '{"id":"x"}'], meta: { status: 201, findings: [finding] } },
  { title: 'what is missing', schema: objectRoot, answer: answer('{}'), isError: true, content: [failure('$.id: is required (integer)'), '{}'], meta: { findings: ['$.id: is required (integer)'] } },
  { title: 'another type', schema: objectRoot, answer: pong, isError: true, content: [failure('text/plain is not declared for 200'), 'pong'], meta: { findings: ['text/plain is not declared for 200'] } },
  { title: 'nothing', schema: objectRoot, answer: { status: 200 }, isError: true, content: [failure('application/json is declared for 200, got no content'), '200 OK: no content'], meta: { findings: ['application/json is declared for 200, got no content'] } },
  { title: 'a list that is cut is promised whole', schema: { type: 'array', items: { type: 'object' } }, answer: answer(list), content: [JSON.stringify(nine), `${cutList}\n${askLess}`], structured: items },
  { title: 'a list root', schema: listRoot, answer: answer('[1]'), content: ['[1]'], structured: [1] },
  { title: 'an error is an error', schema: objectRoot, answer: { ...wrong, status: 500 }, isError: true, content: ['The API responded with 500 Internal Server Error.\nThe API failed. It is safe to try again later.\n\n{"id":"x"}'], meta: { status: 500, findings: [finding] } },
];

// prettier-ignore
export const offRows: ResultRow[] = [
  { title: 'what does not fit', schema: objectRoot, answer: wrong, content: ['{"id":"x"}'], structured: { id: 'x' } },
  { title: 'another type', schema: objectRoot, answer: pong, content: ['pong'], structured: { result: 'pong' } },
];

const html =
  '<!doctype html><html><head><title>T</title><style>p{}</style></head><body><h1>Hello</h1><p>a &amp; b<br>c</p><script>alert(1)</script></body></html>';

/** Rows with HTML as text. */
// prettier-ignore
export const htmlRows: ResultRow[] = [
  { title: 'a page', answer: answer(html, 'text/html; charset=utf-8'), content: ['T\n\n# Hello\n\na & b\nc'] },
  { title: 'XHTML', answer: answer('<p>a</p>', 'application/xhtml+xml'), content: ['a'] },
  { title: 'XML is no HTML', answer: answer('<p>a</p>', 'application/xml'), content: ['<p>a</p>'] },
  { title: 'text is no HTML', answer: answer('<p>a</p>', 'text/plain'), content: ['<p>a</p>'] },
];
