import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApi } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { BodySource, ParameterSource } from '../support/document.ts';
import type { RecordedRequest, Upstream } from '../support/upstream.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Texts that have the delimiters of every place in a request. */
const texts = [
  'x?a=1', 'x&a=1', 'x#a', 'x;a=1', 'x=1', 'x,a', 'x|a', 'x.a', 'x/a', 'x a=1', 'x+a', 'x]=1&q[a', 'x[a]', 'x%26a=1', 'x%3Fa=1', 'x%2Ca', 'x%3Ba=1', 'x%0d%0aA: 1',
  'x\r\nA: 1', 'x\r\n\r\nGET /a', 'x\n--a', 'x"; filename="a', "x'; a='1", 'x\\"; a="1', 'x; a=1', 'x\u2028a', 'x\0a',
]; // prettier-ignore

const text = { type: 'string' };
const list = { type: 'array', items: text };
const open = { type: 'object', additionalProperties: text };

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
beforeEach(() => upstream.requests.splice(0));
afterAll(() => upstream.close());

/** Returns the request of a call, or `undefined` if the arguments were refused. */
async function requestOf(
  source: { parameters?: ParameterSource[]; body?: BodySource },
  args: JsonObject,
): Promise<RecordedRequest | undefined> {
  const method = source.body === undefined ? 'get' : 'post';
  await using api = await openApi(documentOf({ ...source, method }), { request: { baseUrl: upstream.url } });
  await api.call(tool, args);
  expect(upstream.malformed).toEqual([]);
  expect(upstream.requests.length).toBeLessThanOrEqual(1);
  return upstream.requests[0];
}

interface Place {
  place: string;
  parameter: Omit<ParameterSource, 'name'>;
  /** The argument with a text in it. */
  given: (text: string) => Json;
  /** The parts that a server reads, which must be as many as for a plain text. */
  parts: (request: RecordedRequest) => string[];
}

function pathOf({ target }: RecordedRequest): string {
  const { pathname, search, hash } = new URL(target, upstream.url);
  expect([search, hash]).toEqual(['', '']);
  return pathname;
}

function queryNames({ target }: RecordedRequest): string[] {
  return [...new URL(target, upstream.url).searchParams.keys()];
}

function cookieNames(request: RecordedRequest): string[] {
  return (request.header('cookie') ?? '').split(/;\s*/).map((pair) => pair.split('=')[0] ?? '');
}

const one = (given: string): Json => given;
const two = (given: string): Json => [given, 'b'];
const named = (given: string): Json => ({ [given]: 'b', c: 'd' });
const valued = (given: string): Json => ({ a: given, c: 'd' });
const segments = (request: RecordedRequest): string[] => pathOf(request).split('/');
/** The names of the pairs in a path. */
const namesInPath = (request: RecordedRequest): string[] =>
  pathOf(request)
    .split(request.target.startsWith('/;') ? /[/;]/ : /[/,]/)
    .map((pair) => pair.split('=')[0] ?? '');
const inPath = (separator: RegExp) => (request: RecordedRequest) => pathOf(request).split(separator);
const inQuery = (request: RecordedRequest): string[] =>
  request.target.slice(request.target.indexOf('?')).split(/[&,]/);

const reserved = [false, true];
const places: Place[] = [
  ...reserved.flatMap((allowReserved): Place[] => [
    { place: 'a segment', parameter: { in: 'path', allowReserved }, given: one, parts: segments },
    { place: 'a list in a segment', parameter: { in: 'path', schema: list, allowReserved }, given: two, parts: inPath(/[/,]/) },
    { place: 'a name in a segment', parameter: { in: 'path', schema: open, explode: true, allowReserved }, given: named, parts: namesInPath },
    { place: 'a value in a segment', parameter: { in: 'path', schema: open, explode: true, allowReserved }, given: valued, parts: namesInPath },
    { place: 'a matrix parameter', parameter: { in: 'path', style: 'matrix', allowReserved }, given: one, parts: inPath(/[/;]/) },
    { place: 'a list in a matrix parameter', parameter: { in: 'path', style: 'matrix', schema: list, allowReserved }, given: two, parts: inPath(/[/;,]/) },
    { place: 'an exploded matrix parameter', parameter: { in: 'path', style: 'matrix', schema: open, explode: true, allowReserved }, given: named, parts: namesInPath },
    { place: 'a query parameter', parameter: { in: 'query', allowReserved }, given: one, parts: queryNames },
    { place: 'a list in a query', parameter: { in: 'query', schema: list, allowReserved }, given: two, parts: queryNames },
    { place: 'a joined list in a query', parameter: { in: 'query', schema: list, explode: false, allowReserved }, given: two, parts: inQuery },
    { place: 'a name in a query', parameter: { in: 'query', schema: open, allowReserved }, given: named, parts: queryNames },
    { place: 'a value in a query', parameter: { in: 'query', schema: open, allowReserved }, given: valued, parts: queryNames },
    { place: 'a name in a joined object', parameter: { in: 'query', schema: open, explode: false, allowReserved }, given: named, parts: inQuery },
    { place: 'a value in a joined object', parameter: { in: 'query', schema: open, explode: false, allowReserved }, given: valued, parts: inQuery },
    { place: 'a name in a deepObject', parameter: { in: 'query', style: 'deepObject', explode: true, schema: open, allowReserved }, given: named, parts: queryNames },
    { place: 'a value in a deepObject', parameter: { in: 'query', style: 'deepObject', explode: true, schema: open, allowReserved }, given: valued, parts: queryNames },
  ]),
  { place: 'a cookie', parameter: { in: 'cookie' }, given: one, parts: cookieNames },
  { place: 'a name in cookies', parameter: { in: 'cookie', schema: open }, given: named, parts: cookieNames },
  { place: 'a value in cookies', parameter: { in: 'cookie', schema: open }, given: valued, parts: cookieNames },
  { place: 'a header', parameter: { in: 'header' }, given: one, parts: ({ headers }) => headers.map(([name]) => name) },
  { place: 'a content parameter', parameter: { in: 'query', content: { 'application/json': { schema: open } } }, given: named, parts: queryNames },
]; // prettier-ignore

describe.each(places)('$place, allowReserved $parameter.allowReserved', ({ parameter, given, parts }) => {
  it('holds the delimiters of its place', async () => {
    const parameters = [{ ...parameter, name: 'q' }];
    const plain = await requestOf({ parameters }, { q: given('plain') });
    const expected = plain === undefined ? [] : parts(plain);
    expect(expected.length).toBeGreaterThan(0);
    for (const hostile of texts) {
      upstream.requests.splice(0);
      const request = await requestOf({ parameters }, { q: given(hostile) });
      if (request === undefined) continue;
      expect([hostile, parts(request).length]).toEqual([hostile, expected.length]);
      expect(request.headers.map(([name]) => name)).toEqual(plain?.headers.map(([name]) => name));
    }
  });
});

/** Reads a form as a server does. */
async function readForm(request: RecordedRequest): Promise<[name: string, value: string][]> {
  const headers = { 'content-type': request.header('content-type') ?? '' };
  const form = await new Response(new Uint8Array(request.body), { headers }).formData();
  return [...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]);
}

/** Returns a name or a value as a part of a form may have it: without raw line breaks, quotes and zero bytes in names. */
function normal(value: string): string {
  return value
    .replaceAll(/\r\n|\r|\n/g, '\n')
    .replaceAll(/%0D%0A|%0D|%0A/gi, '\n')
    .replaceAll('%22', '"')
    .replaceAll('%00', '\0');
}

describe.each(['application/x-www-form-urlencoded', 'multipart/form-data'])('%s', (mediaType) => {
  it.each(texts)('holds %j in a name and in a value', async (hostile) => {
    const body = { mediaType, schema: open };
    const request = await requestOf({ body }, { body: { [hostile]: 'b', c: hostile } });
    if (request === undefined) throw new Error('it was refused');
    const fields = await readForm(request);
    expect(fields.map(([name, value]) => [normal(name), normal(value)])).toEqual([
      [normal(hostile), 'b'],
      ['c', normal(hostile)],
    ]);
  });
}); // prettier-ignore

it.each(texts)('the name of a file holds %j', async (hostile) => {
  const schema = { type: 'object', properties: { file: { type: 'string', format: 'binary' }, c: text } };
  const body = { mediaType: 'multipart/form-data', schema };
  const args = { body: { file: 'data:text/plain;base64,eA==', c: 'd' }, bodyFilename: hostile };
  const request = await requestOf({ body }, args);
  if (request === undefined) return;
  const fields = await readForm(request);
  expect(fields.map(([name]) => name)).toEqual(['file', 'c']);
});
