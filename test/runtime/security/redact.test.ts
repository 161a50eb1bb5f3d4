import { describe, expect, it } from 'vitest';
import { OpenApiMcpError } from '../../../src/errors.ts';
import { createRedactor, isSecretHeader } from '../../../src/runtime/security/redact.ts';

const secret = 's3cr3t+/&="é x';

describe('a secret in a text', () => {
  it.each<[title: string, text: string, shown: string]>([
    ['as it is', `a ${secret} b`, 'a REDACTED b'],
    ['twice', `${secret}${secret}`, 'REDACTEDREDACTED'],
    ['in a URL', `/a?k=${encodeURIComponent(secret)}&b=1`, '/a?k=REDACTED&b=1'],
    ['in a form', new URLSearchParams({ k: secret }).toString(), 'k=REDACTED'],
    ['in JSON', JSON.stringify({ k: secret }), '{"k":"REDACTED"}'],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({ k: secret })), '"{\\"k\\":\\"REDACTED\\"}"'],
    ['in a URL within a URL', encodeURIComponent(encodeURIComponent(secret)), 'REDACTED'],
    ['read byte by byte', Buffer.from(secret, 'utf8').toString('latin1'), 'REDACTED'],
    ['not at all', 'nothing here', 'nothing here'],
  ])('%s', (_, text, shown) => {
    expect(createRedactor({ values: [secret], parameters: [] }).text(text)).toBe(shown);
  });

  it.each<[title: string, values: string[], text: string, shown: string]>([
    ['one that is part of another', ['password', 'password-2'], 'password-2 password', 'REDACTED REDACTED'],
    ['one that is too short to tell from words', ['secret'], 'no secret', 'no secret'],
    ['none', [''], 'text', 'text'],
    ['one with signs of patterns', ['a.c(d)*$&'], 'a.c(d)*$& abcdd', 'REDACTED abcdd'],
  ])('%s', (_, values, text, shown) => {
    expect(createRedactor({ values, parameters: [] }).text(text)).toBe(shown);
  });
});

it('a secret in the headers, the address and the body of a response', () => {
  const redactor = createRedactor({ values: [secret], parameters: [] });
  const coded = encodeURIComponent(secret);
  const response = redactor.response({
    status: 200,
    headers: { location: `/a?k=${coded}`, link: [`</b?k=${coded}>`] },
    body: Buffer.from(JSON.stringify({ k: secret })),
    ending: 'complete',
    finalTarget: `/login?k=${coded}`,
  });
  expect({ ...response, body: response.body.toString() }).toEqual({
    status: 200,
    headers: { location: '/a?k=REDACTED', link: ['</b?k=REDACTED>'] },
    body: '{"k":"REDACTED"}',
    ending: 'complete',
    finalTarget: '/login?k=REDACTED',
  });
});

describe('a key in a query', () => {
  it.each<[text: string, shown: string]>([
    ['/a?key=k', '/a?key=REDACTED'],
    ['/a?b=1&key=k&c=2', '/a?b=1&key=REDACTED&c=2'],
    ['<http://h/a?key=k>; rel="next"', '<http://h/a?key=REDACTED>; rel="next"'],
    ['/a?key=k#f', '/a?key=REDACTED#f'],
    ['/a?monkey=k', '/a?monkey=k'],
    ['/a?key=', '/a?key='],
  ])('%s', (text, shown) => {
    expect(createRedactor({ values: [], parameters: [{ name: 'key', value: 'k' }] }).text(text)).toBe(shown);
  });
});

const redactor = createRedactor({ values: [secret], parameters: [{ name: 'key', value: 'k1' }] });

it('redacts headers and body of a response, and keeps its other bytes', () => {
  const rest = Buffer.from([0, 255, 254, 128]);
  const response = redactor.response({
    status: 200,
    headers: { location: '/a?key=short', link: [secret, 'x'] },
    body: Buffer.concat([rest, Buffer.from(secret), rest]),
    ending: 'complete',
  });
  expect(response.headers).toEqual({ location: '/a?key=REDACTED', link: ['REDACTED', 'x'] });
  expect(response.body).toEqual(Buffer.concat([rest, Buffer.from('REDACTED'), rest]));
});

it('redacts a short key in a body after its name', () => {
  const body = Buffer.from('{"self":"/a?key=k1","other":"/a?key=k2","k1":1}');
  const shown = redactor.response({ status: 200, headers: {}, body, ending: 'complete' }).body.toString();
  expect(shown).toBe('{"self":"/a?key=REDACTED","other":"/a?key=k2","k1":1}');
});

it('returns a response without secrets unchanged', () => {
  const body = Buffer.from('nothing');
  expect(redactor.response({ status: 200, headers: {}, body, ending: 'complete' }).body).toBe(body);
});

it('redacts an error with its cause, and returns others unchanged', () => {
  const error = new OpenApiMcpError('UPSTREAM_UNREACHABLE', `no ${secret}`, {
    cause: new Error(secret),
    hint: `h ${secret}`,
  });
  const cleared = redactor.error(error);
  expect([cleared.code, cleared.message, cleared.hint, cleared.cause]).toEqual([
    'UPSTREAM_UNREACHABLE',
    'no REDACTED',
    'h REDACTED',
    undefined,
  ]);
  const other = new OpenApiMcpError('CALL_CANCELLED', 'cancelled');
  expect(redactor.error(other)).toBe(other);
});

it.each([
  ['Authorization', true],
  ['proxy-authorization', true],
  ['Cookie', true],
  ['X-Api-Key', true],
  ['X-Auth-Token', true],
  ['X-Client-Secret', true],
  ['X-Tenant', false],
  ['Accept', false],
])('the header %s is secret: %j', (name, isSecret) => {
  expect(isSecretHeader(name)).toBe(isSecret);
});
