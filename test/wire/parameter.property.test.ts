import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool, type ParameterSource } from '../support/document.ts';
import { startUpstream, type RecordedRequest, type Upstream } from '../support/upstream.ts';
import { open, text, texts } from './rows.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** A decoder that is written from the specifications must read every value back. */

let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream();
});

afterAll(() => upstream.close());

type Decode = (request: RecordedRequest) => Json;

interface Property {
  title: string;
  parameter: Omit<ParameterSource, 'name'>;
  values: fc.Arbitrary<Json>;
  decode: Decode;
}

const words = fc.string({ unit: 'binary', maxLength: 12 });
/** Words without the delimiters that a style does not escape. */
const without = (delimiters: RegExp): fc.Arbitrary<string> => words.filter((word) => !delimiters.test(word));
const list = (items: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(items, { minLength: 1, maxLength: 5 });
const object = (keys: fc.Arbitrary<string>, items = keys): fc.Arbitrary<JsonObject> =>
  fc.dictionary(keys, items, { minKeys: 1, maxKeys: 5 });
/** Text that a header can carry (RFC 9110 §5.5), without surrounding white space. */
const field = fc
  .array(
    fc.integer({ min: 0x20, max: 0xff }).filter((code) => code < 0x7f || code > 0x9f),
    { maxLength: 12 },
  )
  .map((codes) => String.fromCharCode(...codes))
  .filter((word) => !/^\s|\s$/.test(word));
const plainField = field.filter((word) => !/[,=]/.test(word));

const pairs = (query: string): [string, string][] =>
  query.split('&').map((pair) => {
    const [name = '', ...rest] = pair.split('=');
    return [name, rest.join('=')];
  });
const queryOf = ({ target }: RecordedRequest): string => target.slice(target.indexOf('?') + 1);
const valueOf = (request: RecordedRequest): string => pairs(queryOf(request))[0]?.[1] ?? '';
const split = (joined: string, separator: string): string[] =>
  joined.split(separator).map(decodeURIComponent);
const members = (entries: [string, string][]): JsonObject =>
  Object.fromEntries(entries.map(([name, value]) => [decodeURIComponent(name), decodeURIComponent(value)]));
const flat = (joined: string, separator: string): JsonObject => {
  const parts = joined.split(separator);
  return members(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])));
};
const segmentOf = ({ target }: RecordedRequest): string => target.split('/')[2] ?? '';
const withEquals = (parts: string[]): [string, string][] =>
  parts.map((part) => [part.split('=')[0] ?? '', part.slice(part.indexOf('=') + 1)]);
const cookiesOf = (request: RecordedRequest): [string, string][] =>
  withEquals((request.header('cookie') ?? '').split('; '));
const headerOf = (request: RecordedRequest): string => request.header('color') ?? '';

function properties(
  location: ParameterSource['in'],
  style: string,
  rows: [explode: boolean, schema: JsonObject, values: fc.Arbitrary<Json>, decode: Decode][],
): Property[] {
  return rows.map(([explode, schema, values, decode]) => ({
    title: `${location}, ${style}, ${String(schema['type'])}${explode ? ', exploded' : ''}`,
    parameter: { in: location, style, explode, schema },
    values,
    decode,
  }));
}

// prettier-ignore
const all: Property[] = [
  ...properties('query', 'form', [
    [true, text, words, (request) => decodeURIComponent(valueOf(request))],
    [true, texts, list(words), (request) => pairs(queryOf(request)).map(([, value]) => decodeURIComponent(value))],
    [false, texts, list(words), (request) => split(valueOf(request), ',')],
    [true, open, object(words), (request) => members(pairs(queryOf(request)))],
    [false, open, object(words), (request) => flat(valueOf(request), ',')],
  ]),
  ...properties('query', 'spaceDelimited', [
    [false, texts, list(without(/ /)), (request) => split(valueOf(request), '%20')],
    [false, open, object(without(/ /)), (request) => flat(valueOf(request), '%20')],
  ]),
  ...properties('query', 'pipeDelimited', [
    [false, texts, list(without(/\|/)), (request) => split(valueOf(request), '%7C')],
    [false, open, object(without(/\|/)), (request) => flat(valueOf(request), '%7C')],
  ]),
  ...properties('query', 'deepObject', [
    [true, open, object(words), (request) => members(pairs(queryOf(request)).map(([name, value]) => [name.slice('color%5B'.length, -'%5D'.length), value]))],
  ]),
  ...properties('path', 'simple', [
    [false, text, words, (request) => decodeURIComponent(segmentOf(request))],
    [false, texts, list(words), (request) => split(segmentOf(request), ',')],
    [false, open, object(words), (request) => flat(segmentOf(request), ',')],
    [true, open, object(words), (request) => members(withEquals(segmentOf(request).split(',')))],
  ]),
  ...properties('path', 'label', [
    [false, text, words, (request) => decodeURIComponent(segmentOf(request).slice(1))],
    [true, texts, list(without(/\./)), (request) => split(segmentOf(request).slice(1), '.')],
    [true, open, object(without(/\./)), (request) => members(withEquals(segmentOf(request).slice(1).split('.')))],
  ]),
  ...properties('path', 'matrix', [
    [false, text, words, (request) => decodeURIComponent(segmentOf(request).replace(/^;color=?/, ''))],
    [true, texts, list(words), (request) => segmentOf(request).split(';').slice(1).map((part) => decodeURIComponent(part.replace(/^color=?/, '')))],
    [false, open, object(words), (request) => flat(segmentOf(request).replace(/^;color=?/, ''), ',')],
  ]),
  ...properties('header', 'simple', [
    [false, text, field, headerOf],
    [false, texts, list(plainField.filter((word) => word !== '')), (request) => headerOf(request).split(',')],
    [true, open, object(plainField.filter((word) => word !== '')), (request) => Object.fromEntries(withEquals(headerOf(request).split(',')))],
  ]),
  ...properties('cookie', 'form', [
    [true, text, words, (request) => decodeURIComponent(cookiesOf(request)[0]?.[1] ?? '')],
    [true, texts, list(words), (request) => cookiesOf(request).map(([, value]) => decodeURIComponent(value))],
    [false, texts, list(words), (request) => split(cookiesOf(request)[0]?.[1] ?? '', ',')],
    [true, open, object(words), (request) => members(cookiesOf(request))],
  ]),
];

describe('a parameter is read back unchanged', () => {
  it.each(all.map((property) => [property.title, property] as const))('%s', async (_, property) => {
    const parameter: ParameterSource = { name: 'color', ...property.parameter };
    const path = parameter.in === 'path' ? '/things/{color}/end' : '/things';
    await using api = await openApi(documentOf({ path, parameters: [parameter] }), {
      request: { baseUrl: upstream.url },
    });
    await fc.assert(
      fc.asyncProperty(property.values, async (value) => {
        const count = upstream.requests.length;
        const result = await api.call(tool, { color: value });
        const [request, another] = upstream.requests.slice(count);
        if (request === undefined && parameter.in === 'path' && /must not be/.test(textOf(result))) return;
        if (result.isError === true || request === undefined || another !== undefined)
          throw new Error(textOf(result));
        expect(property.decode(request)).toEqual(value);
        expectUntouched(request, parameter.in);
      }),
    );
  });
});

/** Characters with a meaning in a path, and their encoded forms. */
const telling = fc
  .array(
    fc.constantFrom(
      '.',
      '%2e',
      '%2E',
      '/',
      '%2f',
      '\\',
      ';',
      '?',
      '#',
      '%',
      ':',
      '@',
      '{',
      '}',
      'a',
      ' ',
      'é',
    ),
    {
      maxLength: 6,
    },
  )
  .map((pieces) => pieces.join(''));

describe('a path retains its shape', () => {
  it.each([false, true])('with allowReserved %s', async (allowReserved) => {
    const parameter: ParameterSource = { name: 'color', in: 'path', allowReserved };
    const document = documentOf({ path: '/things/{color}/end', parameters: [parameter] });
    await using api = await openApi(document, { request: { baseUrl: upstream.url } });
    const before = upstream.requests.length;
    await fc.assert(
      fc.asyncProperty(telling, async (value) => {
        const count = upstream.requests.length;
        const result = await api.call(tool, { color: value });
        const [request] = upstream.requests.slice(count);
        if (request === undefined) expect(textOf(result)).toMatch(/^color: must not be/);
        else expectUntouched(request, 'path');
      }),
      { numRuns: 300 },
    );
    expect(upstream.requests.length).toBeGreaterThan(before);
  });
});

/** No value may change the method, the host or the structure of the path, or add a header. */
function expectUntouched(request: RecordedRequest, location: ParameterSource['in']): void {
  expect(request.method).toBe('GET');
  expect(request.header('host')).toBe(`127.0.0.1:${upstream.port}`);
  const url = new URL(request.target, upstream.url);
  const shape = location === 'path' ? /^\/things\/[^/]+\/end$/ : /^\/things$/;
  expect(url.pathname).toMatch(shape);
  expect(url.pathname + url.search).toBe(request.target);
  const own = ['accept', 'connection', 'host', 'user-agent'];
  const added = location === 'header' ? ['color'] : location === 'cookie' ? ['cookie'] : [];
  expect(request.headers.map(([name]) => name.toLowerCase()).toSorted()).toEqual(
    [...own, ...added].toSorted(),
  );
}
