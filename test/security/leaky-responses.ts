import { jsonAnswer } from '../support/upstream.ts';
import type { Answer, RecordedRequest } from '../support/upstream.ts';
import type { Encoding } from './echoed-secrets.ts';

/** Any origin, to read the targets of requests. */
const origin = 'http://localhost';

/** Returns a request as a careless API repeats it, both raw and decoded. */
function echo({ target, headers, body }: RecordedRequest): object {
  const query = Object.fromEntries(new URL(target, origin).searchParams);
  return {
    target,
    query,
    headers: Object.fromEntries(headers),
    ...(body.length === 0 ? {} : { body: body.toString() }),
  };
}

function lines({ target, headers, body }: RecordedRequest): string {
  const query = [...new URL(target, origin).searchParams];
  return [...query, ...headers, ['body', body.toString()]]
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** Returns a JSON response that repeats its request. */
export function echoing(
  status: number,
  headers: Record<string, string> = {},
): (request: RecordedRequest) => Answer {
  return (request) => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(echo(request)),
  });
}

const text = { 'content-type': 'text/plain' };

/** The responses of an API that repeats its requests. */
export const leakyResponses: [title: string, response: (request: RecordedRequest) => Answer][] = [
  ['a response that repeats them', echoing(200)],
  ['a text response', (request) => ({ headers: text, body: lines(request) })],
  [
    'a form response',
    ({ target }) => ({ headers: text, body: String(new URL(target, origin).searchParams) }),
  ],
  [
    'a binary response',
    (request) => ({ headers: { 'content-type': 'application/x-dump' }, body: JSON.stringify(echo(request)) }),
  ],
  [
    'a long response',
    (request) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: 500 }, () => echo(request))),
    }),
  ],
  [
    'an event stream',
    (request) => ({
      headers: { 'content-type': 'text/event-stream' },
      body: `data: ${JSON.stringify(echo(request))}\n\n`.repeat(3),
    }),
  ],
  [
    'invalid JSON',
    (request) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(echo(request)).slice(0, -1),
    }),
  ],
  [
    'headers that repeat them',
    ({ target, headers, header }) => ({
      headers: {
        location: `http://${header('host')}${target}`,
        link: `<${target}&page=2>; rel="next"`,
        etag: `"${encodeURIComponent(headers.map(String).join())}"`,
        'x-ratelimit-who': headers.map(([, value]) => value).join(' '),
        'content-disposition': `attachment; filename="${target.slice(-60)}"`,
      },
      body: 'x',
    }),
  ],
  ['a Location header', ({ target }) => ({ status: 201, headers: { location: target } })],
  [
    'a redirect to another origin',
    ({ target }) => ({ status: 302, headers: { location: `http://127.0.0.1:2${target}` } }),
  ],
  ['a redirect loop', ({ target }) => ({ status: 302, headers: { location: target } })],
  ['400', echoing(400)],
  ['401', echoing(401, { 'www-authenticate': 'Bearer' })],
  ['403', echoing(403)],
  ['404', echoing(404)],
  [
    '422 with fields',
    (request) => ({
      status: 422,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ errors: { key: [JSON.stringify(echo(request))] } }),
    }),
  ],
  ['429', echoing(429, { 'retry-after': '1' })],
  ['500', echoing(500)],
  [
    'HTML',
    (request) => ({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: `<p>${JSON.stringify(echo(request))}</p>`,
    }),
  ],
  [
    'a connection that closes early',
    (request) => ({ headers: text, body: JSON.stringify(echo(request)), ending: 'cut' }),
  ],
  [
    'a response that never ends',
    (request) => ({ headers: text, body: JSON.stringify(echo(request)), ending: 'hang' }),
  ],
  ['a time-out', () => ({ ending: 'hang' })],
  ['a response that is not HTTP', ({ target }) => ({ raw: `${target}\r\n\r\n` })],
];

/** Returns the responses of an API that encodes secrets: as text, bytes, JSON, an error and a long response. */
export function repeated(secrets: string[], encode: Encoding): Answer[] {
  const parts = secrets.map((secret) => encode(secret));
  const values = parts.map((part) => part.toString('latin1'));
  const pairs = Object.fromEntries(
    values.map((value) => [`name ${value}`, [value, `between ${value} words`]]),
  );
  const listed = Buffer.concat(
    parts.flatMap((part) => [Buffer.from('line: '), Buffer.from(part), Buffer.from('\n')]),
  );
  return [
    { headers: text, body: listed },
    { headers: { 'content-type': 'application/x-dump' }, body: listed },
    jsonAnswer(pairs),
    jsonAnswer({ message: values.join(' '), errors: pairs }, 422),
    jsonAnswer(Array.from({ length: 20 }, () => pairs)),
  ];
}

/** Returns a result as text, with the bytes of its blobs. */
export function shownBy(result: unknown): string {
  const shown = JSON.stringify(result);
  const blobs = [...shown.matchAll(/"blob":"([^"]*)"/g)].map(([, blob = '']) => Buffer.from(blob, 'base64'));
  return [shown, ...blobs.map((blob) => blob.toString('latin1').replaceAll('\0', ''))].join('\n');
}
