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
  { title: '202', method: 'post', answer: { status: 202, headers: { 'retry-after': '5' } }, content: ['202 Accepted: no content', 'Retry-After: 5'], meta: { status: 202, headers: { 'retry-after': '5' } } },
  { title: '202 with Location', method: 'post', answer: { status: 202, headers: { location: '/jobs/1', 'retry-after': '5' } }, content: ['202 Accepted: no content', '202 Accepted; Location: /jobs/1', 'Retry-After: 5'], meta: { status: 202, headers: { location: '/jobs/1', 'retry-after': '5' } } },
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
  { title: 'the size of a list', answer: { headers: { ...type, 'X-Total-Count': '42', 'X-WP-TotalPages': '3', 'Content-Range': 'items 0-1/9', 'X-Pagination': '{"pages":3}', 'X-Page-Count': '5', 'X-Total-Time': '5' }, body: '[1]' }, content: ['[1]', 'x-total-count: 42', 'x-wp-totalpages: 3', 'content-range: items 0-1/9', 'x-pagination: {"pages":3}', 'x-page-count: 5'], structured: [1] },
  { title: 'the size of a list, in a header of a rate limit', answer: { headers: { ...type, 'X-RateLimit-Total': '5' }, body: '[1]' }, content: ['[1]'], structured: [1], meta: { headers: { 'x-ratelimit-total': '5' } } },
  { title: 'the size of a list in an object', answer: { headers: { ...type, 'X-Total-Count': '42' }, body: '{"id":1}' }, ...object },
  { title: 'the URL of a job', method: 'post', answer: { status: 202, headers: { 'Operation-Location': '/jobs/1', 'Retry-After': '5' } }, content: ['202 Accepted: no content', 'Retry-After: 5', 'operation-location: /jobs/1'], meta: { status: 202, headers: { 'retry-after': '5' } } },
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
const otherOrigin = 'it leads to another origin';
const noRead = 'the request is neither GET nor HEAD';
const moved = 'If the API has moved, the operator of this server can set --base-url.';
const check = 'Check whether the call took effect before trying again.';
const noEffect = 'The call took no effect.';
const effects = {
  301: check,
  302: check,
  303: 'The API has acted on the call, and that address has the result: do not repeat it.',
  307: noEffect,
  308: noEffect,
};
const slash =
  'The path of the document differs from it by a slash at the end: the operator of this server can correct the document with --overlay.';

/** A redirect that is not followed, as an error. */
function unfollowed(
  title: string,
  [line, location, body = 'moved']: [line: string, location: string, body?: string],
  hint: string,
  row: Partial<ResultRow> & Pick<ResultRow, 'answer'>,
): ResultRow {
  const headers = location === '' ? {} : { headers: { location } };
  const content = [`The API responded with ${line}.`, hint, ...(body === '' ? [] : ['', body])];
  return {
    title,
    content: [content.join('\n')],
    isError: true,
    targets: [''],
    meta: { status: Number(line.slice(0, 3)), ...headers },
    ...row,
  };
}

function hintOf(location: string, why: string, ...rest: string[]): string {
  return [`The redirect to ${location} was not followed, because ${why}.`, ...rest].join(' ');
}

const reasons = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
};
const loginPage = { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<h1>Log in</h1>' };
const needsToken =
  'No credentials were sent: the operator of this server must set OPENAPI_MCP_CREDENTIAL_RESULTS_TOKEN in its environment.';

/** Redirects to a login page, which stands at `/login`. */
const toLogin: Answers = ({ target }) =>
  target.endsWith('/login')
    ? loginPage
    : {
        status: 302,
        headers: { location: `${target.split('?')[0]}/login`, 'content-type': 'text/html' },
        body: '<title>Redirecting</title>',
      };

// prettier-ignore
export const redirectRows: ResultRow[] = [
  ...[301, 302, 303, 307, 308].map((status): ResultRow => ({ title: `${status} on the same origin`, answer: redirect(status, there), ...object, targets: ['', '/there'] })),
  { title: 'a relative Location', path: '/here', answer: redirect(302, () => 'there'), ...object, targets: ['/here', '/there'] },
  { title: 'an absolute Location', answer: redirect(302, (request) => `http://${request.header('host')}${there(request)}`), ...object, targets: ['', '/there'] },
  { title: 'HEAD is followed', method: 'head', answer: redirect(302, there), content: ['200 OK: no content\ncontent-type: application/json'], targets: ['', '/there'] },
  unfollowed('another origin', ['302 Found', 'http://127.0.0.1:1/away?x=1'], hintOf('http://127.0.0.1:1/away?x=1', otherOrigin, moved), { answer: redirect(302, away) }),
  unfollowed('another host of the same machine', ['301 Moved Permanently', '//localhost/'], hintOf('//localhost/', otherOrigin, moved), { answer: redirect(301, () => '//localhost/') }),
  unfollowed('another scheme', ['302 Found', 'ftp://127.0.0.1/'], hintOf('ftp://127.0.0.1/', otherOrigin, moved), { answer: redirect(302, () => 'ftp://127.0.0.1/') }),
  unfollowed('a Location that is none', ['302 Found', 'http://'], hintOf('http://', otherOrigin, moved), { answer: redirect(302, () => 'http://') }),
  unfollowed('no Location', ['302 Found', '', ''], 'The redirect was not followed, because it has no Location.', { answer: { status: 302 } }),
  ...([301, 302, 303, 307, 308] as const).map((status) => unfollowed(`${status} for POST`, [`${status} ${reasons[status]}`, '/there'], hintOf('/there', noRead, effects[status]), { method: 'post', answer: redirect(status, () => '/there') })),
  unfollowed('a slash at the end, for POST', ['307 Temporary Redirect', './x/?a=1'], hintOf('./x/?a=1', noRead, slash, noEffect), { method: 'post', path: '/x', answer: redirect(307, () => './x/?a=1'), targets: ['/x'] }),
  unfollowed('no slash at the end, for PUT', ['301 Moved Permanently', '../x'], hintOf('../x', noRead, slash, check), { method: 'put', path: '/x/', answer: redirect(301, () => '../x'), targets: ['/x/'] }),
  unfollowed('POST to another origin', ['308 Permanent Redirect', 'http://127.0.0.1:1/away?x=1'], hintOf('http://127.0.0.1:1/away?x=1', noRead, moved, noEffect), { method: 'post', answer: redirect(308, away) }),
  unfollowed('a circle', ['302 Found', '?', ''], hintOf('?', 'too many came before it: they may form a loop'), { answer: { status: 302, headers: { location: '?' } }, targets: ['', '', '', '', '', ''] }),
  unfollowed('300 with Location', ['300 Multiple Choices', '/there', ''], hintOf('/there', 'the API offers a choice'), { answer: { status: 300, headers: { location: '/there' } } }),
  { title: 'a declared status for POST', method: 'post', declares: '303', answer: redirect(303, () => '/there'), content: ['moved', '303 See Other; Location: /there', `The redirect was not followed, because ${noRead}.`], targets: [''], meta: { status: 303, headers: { location: '/there' } } },
  { title: 'a declared range for another origin', declares: '3XX', answer: redirect(302, away), content: ['moved', '302 Found; Location: http://127.0.0.1:1/away?x=1', `The redirect was not followed, because ${otherOrigin}.`], targets: [''], meta: { status: 302, headers: { location: 'http://127.0.0.1:1/away?x=1' } } },
  unfollowed('a login page after DELETE', ['302 Found', '/login', 'Redirecting\n(an HTML page of 26 characters)'], `The API redirects to its login page, /login. ${needsToken}`, { method: 'delete', security: [{ token: [] }], answer: { status: 302, headers: { location: '/login', 'content-type': 'text/html' }, body: '<title>Redirecting</title>' } }),
  unfollowed('a login elsewhere', ['302 Found', 'https://id.example/oauth2/authorize?state=1', ''], `The API redirects to its login page, https://id.example/oauth2/authorize?state=1. ${needsToken}`, { security: [{ token: [] }], answer: { status: 302, headers: { location: 'https://id.example/oauth2/authorize?state=1' } } }),
  { ...unfollowed('a login page that was followed', ['200 OK', '', 'Log in\n(an HTML page of 15 characters)'], `The API redirects to its login page, /{row}/login. ${needsToken}`, { security: [{ token: [] }], answer: toLogin, targets: ['', '/login'] }) },
  { title: 'a page about logins is a page', path: '/login', answer: redirect(302, there), ...object, targets: ['/login', '/login/there'] },
  { title: 'JSON below an address of a login', answer: ({ target }) => (target.endsWith('/sign-in/status') ? json : { status: 302, headers: { location: `${target}/sign-in/status` } }), ...object, targets: ['', '/sign-in/status'] },
];

const etag = { etag: '"5"' };

/** Rows of an API with conditional requests. */
// prettier-ignore
export const conditionalRows: ResultRow[] = [
  { title: 'an ETag', answer: { ...json, headers: { ...type, ...etag } }, ...object, content: ['{"id":1}', 'ETag: "5"'], meta: { headers: etag } },
  { title: 'an ETag after a write', method: 'put', parameters: [{ name: 'If-Match', in: 'header' }], args: { 'If-Match': '"4"' }, answer: { status: 204, headers: etag }, content: ['204 No Content: no content', 'ETag: "5"'], meta: { status: 204, headers: etag } },
  { title: 'HEAD lists it once', method: 'head', answer: { headers: etag }, content: ['200 OK: no content\netag: "5"'], meta: { headers: etag } },
  { title: 'an ETag that is not the current one', method: 'put', answer: { status: 412, headers: etag }, isError: true, content: ['The API responded with 412 Precondition Failed.\nRead the resource again and pass its current ETag ("5").'], meta: { status: 412, headers: etag } },
];
