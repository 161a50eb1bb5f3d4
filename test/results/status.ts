import { objectRoot } from './result-row.ts';
import type { ResultRow } from './result-row.ts';
import type { Json } from '../../src/json/value.ts';
import type { Answers, RecordedRequest } from '../support/upstream.ts';

const type = { 'content-type': 'application/json' };
const json = { headers: type, body: '{"id":1}' };
const object = { content: ['{"id":1}'], structured: { id: 1 } as Json };

function raw(head: string, body = ''): { raw: string } {
  return { raw: `HTTP/1.1 ${head.replaceAll('\n', '\r\n')}\r\nConnection: close\r\n\r\n${body}` };
}

// prettier-ignore
export const statusRows: ResultRow[] = [
  { title: '200 without a body', answer: { status: 200 }, content: ['200 OK: no content'] },
  { title: '200 without a body but with a type', answer: { status: 200, headers: type }, content: ['200 OK: no content'] },
  { title: '200 without a body, object root', schema: objectRoot, answer: { status: 200 }, content: ['200 OK: no content'], structured: { result: null } },
  { title: '201 with Location', method: 'post', answer: { ...json, status: 201, headers: { ...type, location: '/pets/1' } }, ...object, content: ['{"id":1}', '201 Created; Location: /pets/1'], meta: { status: 201, headers: { location: '/pets/1' } } },
  { title: '201 with Location and no body', method: 'post', answer: { status: 201, headers: { location: '/pets/1' } }, content: ['201 Created: no content', '201 Created; Location: /pets/1'], meta: { status: 201, headers: { location: '/pets/1' } } },
  { title: '202', method: 'post', answer: { status: 202, headers: { 'retry-after': '5' } }, content: ['202 Accepted: no content'], meta: { status: 202, headers: { 'retry-after': '5' } } },
  { title: '203', answer: { ...json, status: 203 }, ...object, meta: { status: 203 } },
  { title: '204', method: 'delete', answer: { status: 204 }, content: ['204 No Content: no content'], meta: { status: 204 } },
  { title: '205', method: 'post', answer: { status: 205 }, content: ['205 Reset Content: no content'], meta: { status: 205 } },
  { title: '206', answer: { status: 206, headers: { 'content-type': 'text/plain', 'content-range': 'bytes 0-1/5' }, body: 'ab' }, content: ['ab'], meta: { status: 206 } },
  { title: '207', answer: { ...json, status: 207 }, ...object, meta: { status: 207 } },
  { title: '304', answer: { status: 304, headers: { etag: '"1"' } }, content: ['304 Not Modified: no content'], meta: { status: 304, headers: { etag: '"1"' } } },
  { title: '300 with choices', answer: { ...json, status: 300 }, ...object, meta: { status: 300 } },
  { title: 'an unknown success', answer: { ...json, status: 299 }, ...object, meta: { status: 299 } },
  { title: 'informational answers come before', answer: raw('103 Early Hints\nLink: </a>; rel=preload\n\nHTTP/1.1 200 OK\nContent-Length: 2', 'ok'), content: ['ok'] },
  { title: 'no reason in the status line', answer: raw('200\nContent-Length: 2', 'ok'), content: ['ok'] },
  { title: 'HTTP/1.0, ended by closing', answer: { raw: 'HTTP/1.0 200 OK\r\n\r\nok' }, content: ['ok'] },
  { title: 'chunked, with trailers', answer: raw('200 OK\nTransfer-Encoding: chunked', '1\r\no\r\n1\r\nk\r\n0\r\nX-Sum: 1\r\n\r\n'), content: ['ok'] },
  { title: 'HEAD', method: 'head', answer: { headers: { 'content-type': 'text/plain', 'content-length': '5', etag: '"1"', 'set-cookie': 'a=1' } }, content: ['200 OK: no content\ncontent-type: text/plain\ncontent-length: 5\netag: "1"'], meta: { headers: { etag: '"1"' } } },
  { title: 'OPTIONS', method: 'options', answer: { status: 204, headers: { allow: 'GET, POST' } }, content: ['204 No Content: no content\nallow: GET, POST'], meta: { status: 204 } },
  { title: 'OPTIONS with a body', method: 'options', answer: json, ...object },
];

// prettier-ignore
export const headerRows: ResultRow[] = [
  { title: 'the headers worth having', answer: { ...json, headers: { ...type, ETag: 'W/"1"', 'Last-Modified': 'Sat, 21 Nov 2026 00:00:00 GMT', Link: '</?page=2>; rel="next"', 'X-RateLimit-Remaining': '9', 'RateLimit-Reset': '30', 'X-Powered-By': 'x', 'Set-Cookie': 's=1' } }, ...object, meta: { headers: { etag: 'W/"1"', 'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT', link: '</?page=2>; rel="next"', 'x-ratelimit-remaining': '9', 'ratelimit-reset': '30' } } },
  { title: 'one that was asked for', answer: { ...json, headers: { ...type, 'x-request-id': 'r1' } }, ...object, meta: { headers: { 'x-request-id': 'r1' } } },
  { title: 'headers that were sent twice', answer: raw('200 OK\nLink: <a>\nLink: <b>\nX-Request-Id: 1\nx-request-id: 2\nContent-Length: 2', 'ok'), content: ['ok'], meta: { headers: { link: '<a>, <b>', 'x-request-id': '1, 2' } } },
  { title: 'an empty header', answer: raw('200 OK\nETag:\nContent-Length: 2', 'ok'), content: ['ok'], meta: { headers: { etag: '' } } },
  { title: 'a header of twelve thousand characters', answer: { headers: { 'x-long': 'x'.repeat(12_000) }, body: 'ok' }, content: ['ok'] },
];

/** Redirects to `location` once. */
function redirect(status: number, location: (request: RecordedRequest) => string): Answers {
  return (request) =>
    request.target.endsWith('/there')
      ? json
      : { status, headers: { location: location(request), 'content-type': 'text/plain' }, body: 'moved' };
}

const there = ({ target }: RecordedRequest): string => `${target}/there`;
const away = (): string => 'http://127.0.0.1:1/away?x=1';
const notFollowed = (line: string, why: string): string[] => [
  'moved',
  line,
  `The redirect was not followed, because ${why}.`,
];
const otherOrigin = 'it leads to another origin';
const noRead = 'the request is neither GET nor HEAD';

// prettier-ignore
export const redirectRows: ResultRow[] = [
  ...[301, 302, 303, 307, 308].map((status): ResultRow => ({ title: `${status} on the same origin`, answer: redirect(status, there), ...object, targets: ['', '/there'] })),
  { title: 'a relative Location', path: '/here', answer: redirect(302, () => 'there'), ...object, targets: ['/here', '/there'] },
  { title: 'an absolute Location', answer: redirect(302, (request) => `http://${request.header('host')}${there(request)}`), ...object, targets: ['', '/there'] },
  { title: 'HEAD is followed', method: 'head', answer: redirect(302, there), content: ['200 OK: no content\ncontent-type: application/json'], targets: ['', '/there'] },
  { title: 'another origin', answer: redirect(302, away), content: notFollowed('302 Found; Location: http://127.0.0.1:1/away?x=1', otherOrigin), targets: [''], meta: { status: 302, headers: { location: 'http://127.0.0.1:1/away?x=1' } } },
  { title: 'another host of the same machine', answer: redirect(301, () => '//localhost/'), content: notFollowed('301 Moved Permanently; Location: //localhost/', otherOrigin), targets: [''], meta: { status: 301, headers: { location: '//localhost/' } } },
  { title: 'another scheme', answer: redirect(302, () => 'ftp://127.0.0.1/'), content: notFollowed('302 Found; Location: ftp://127.0.0.1/', otherOrigin), targets: [''], meta: { status: 302, headers: { location: 'ftp://127.0.0.1/' } } },
  { title: 'a Location that is none', answer: redirect(302, () => 'http://'), content: notFollowed('302 Found; Location: http://', otherOrigin), targets: [''], meta: { status: 302, headers: { location: 'http://' } } },
  { title: 'no Location', answer: { status: 302 }, content: ['302 Found: no content'], targets: [''], meta: { status: 302 } },
  ...[302, 303, 307].map((status): ResultRow => ({ title: `${status} for POST`, method: 'post', answer: redirect(status, () => '/there'), content: notFollowed(`${status} ${{ 302: 'Found', 303: 'See Other', 307: 'Temporary Redirect' }[status]}; Location: /there`, noRead), targets: [''], meta: { status, headers: { location: '/there' } } })),
  { title: 'a circle', answer: { status: 302, headers: { location: '?' } }, content: ['302 Found: no content', '302 Found; Location: ?', 'The redirect was not followed, because too many came before it: they may form a loop.'], meta: { status: 302, headers: { location: '?' } } },
  { title: '300 with Location', answer: { status: 300, headers: { location: '/there' } }, content: ['300 Multiple Choices: no content', '300 Multiple Choices; Location: /there'], targets: [''], meta: { status: 300, headers: { location: '/there' } } },
];
