import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { OperationSource } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { RecordedRequest } from '../support/upstream.ts';

const number = { type: 'number' };
const open: JsonObject = { type: 'object', additionalProperties: {} };
const form: JsonObject = { type: 'object', properties: { n: number } };

/** A place of a number in a request: its operation, the JSON text of the arguments, and the text that was sent. */
interface Place {
  title: string;
  operation: OperationSource;
  args: (text: string) => string;
  sent: (request: RecordedRequest) => string | undefined;
  path: string;
}

function body(mediaType: string, schema: JsonObject): OperationSource {
  return { method: 'post', body: { mediaType, schema } };
}

const bare = (text: string): string => `{"n":${text}}`;
const inBody = (text: string): string => `{"body":{"n":${text}}}`;
const bytes = (request: RecordedRequest): string => request.body.toString();

const places: Place[] = [
  { title: 'a path', operation: { parameters: [{ name: 'n', in: 'path', schema: number }] }, args: bare, sent: ({ target }) => target.slice(1), path: 'n' },
  { title: 'a query', operation: { parameters: [{ name: 'n', in: 'query', schema: number }] }, args: bare, sent: ({ target }) => target.split('=')[1], path: 'n' },
  { title: 'a list in a query', operation: { parameters: [{ name: 'n', in: 'query', schema: { type: 'array', items: number } }] }, args: (text) => `{"n":[${text}]}`, sent: ({ target }) => target.split('=')[1], path: 'n[0]' },
  { title: 'a document in a query', operation: { parameters: [{ name: 'n', in: 'query', content: { 'application/json': { schema: {} } } }] }, args: bare, sent: ({ target }) => target.split('=')[1], path: 'n' },
  { title: 'a header', operation: { parameters: [{ name: 'n', in: 'header', schema: number }] }, args: bare, sent: (request) => request.header('n'), path: 'n' },
  { title: 'a cookie', operation: { parameters: [{ name: 'n', in: 'cookie', schema: number }] }, args: bare, sent: (request) => request.header('cookie')?.split('=')[1], path: 'n' },
  { title: 'JSON', operation: body('application/json', open), args: inBody, sent: (request) => /^\{"n":(.*)\}$/.exec(bytes(request))?.[1], path: 'body.n' },
  { title: 'JSON in a text', operation: body('application/json', open), args: (text) => JSON.stringify({ body: `{"n":${text}}` }), sent: (request) => /^\{"n":(.*)\}$/.exec(bytes(request))?.[1], path: 'body.n' },
  { title: 'JSON of any type', operation: body('application/json', {}), args: (text) => `{"body":[[${text}]]}`, sent: (request) => /^\[\[(.*)\]\]$/.exec(bytes(request))?.[1], path: 'body[0][0]' },
  { title: 'a form', operation: body('application/x-www-form-urlencoded', form), args: inBody, sent: (request) => bytes(request).split('=')[1], path: 'body.n' },
  { title: 'a part', operation: body('multipart/form-data', form), args: inBody, sent: (request) => /\r\n\r\n(.*)\r\n/.exec(bytes(request))?.[1], path: 'body.n' },
  { title: 'XML', operation: body('application/xml', form), args: inBody, sent: (request) => /<n>(.*)<\/n>/.exec(bytes(request))?.[1], path: 'body.n' },
  { title: 'lines', operation: body('application/x-ndjson', { type: 'array' }), args: (text) => `{"body":[${text}]}`, sent: (request) => bytes(request).trim(), path: 'body[0]' },
]; // prettier-ignore

/** Sends arguments as a client writes them. */
async function sendText(place: Place, text: string): Promise<{ requests: RecordedRequest[]; text: string }> {
  await using upstream = await startUpstream();
  await using api = await openApi(documentOf(place.operation), { request: { baseUrl: upstream.url } });
  const args: JsonObject = JSON.parse(place.args(text));
  return { text: textOf(await api.call(tool, args)), requests: upstream.requests };
}

describe.each(places)('in $title', (place) => {
  it.each(['1e400', '-1e400', '2e308', `1${'0'.repeat(400)}.5`])('%s is refused', async (given) => {
    const { requests, text } = await sendText(place, given);
    expect(requests).toEqual([]);
    expect(text).toContain(`${place.path}: the number is too large to be sent exactly; nothing was sent`);
  });

  // A parser reads the smallest numbers as zero.
  it.each([
    ['-0', '0'],
    ['1e-400', '0'],
    ['-1e-400', '0'],
    ['9007199254740991', '9007199254740991'],
    ['-9007199254740991', '-9007199254740991'],
    ['0.1', '0.1'],
  ])('%s is sent as %s', async (given, expected) => {
    const { requests } = await sendText(place, given);
    expect(requests.map(place.sent)).toEqual([expected]);
  });
});

describe.each(places.filter(({ path }) => !path.startsWith('body[') && path !== 'n[0]'))(
  'in $title',
  (place) => {
    it.each(['9007199254740993', '-9223372036854775808', '18446744073709551616'])(
      'the digits of "%s" stay',
      async (given) => {
        const { requests } = await sendText(place, JSON.stringify(given));
        expect(requests.map((request) => place.sent(request)?.replaceAll('"', '').replaceAll('%22', ''))).toEqual([given]);
      },
    );
  },
); // prettier-ignore

/** Returns an operation with integers in place of numbers. */
function withIntegers(operation: OperationSource): OperationSource {
  return JSON.parse(JSON.stringify(operation).replaceAll('"type":"number"', '"type":"integer"'));
}

// Digits of JSON in a text or of a schema without a type are not rounded, or not known to be those of an integer.
describe.each(places.filter(({ operation }) => JSON.stringify(operation).includes('"type":"number"')))(
  'an integer in $title',
  (place) => {
    const integers = { ...place, operation: withIntegers(place.operation) };

    it.each(['9007199254740993', '-9007199254740993', '9223372036854775807', '9007199254740992', '1e17'])(
      '%s without quotes is refused',
      async (given) => {
        const { requests, text } = await sendText(integers, given);
        expect(requests).toEqual([]);
        expect(text).toMatch(/an integer beyond 2\^53 may have been rounded; nothing was sent\.\s+Give it as text, in quotes/);
      },
    );

    it.each(['9007199254740991', '-9007199254740991', '1e3'])('%s is sent', async (given) => {
      const { requests } = await sendText(integers, given);
      expect(requests.map(place.sent)).toEqual([String(Number(given))]);
    });
  },
); // prettier-ignore
