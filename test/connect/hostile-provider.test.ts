import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { Browser } from './browser.ts';
import { accountDocument, serveAccounts, tokenOf } from './connected-api.ts';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { Upstream } from '../support/upstream.ts';
import type { ConnectedApi } from './connected-api.ts';

/** An authorization server that says what a row tells it to. */
interface Answer {
  status?: number;
  body: object | string;
  headers?: Record<string, string>;
}
let server: Server;
let url = '';
let answer: (form: URLSearchParams) => Answer;
let forms: URLSearchParams[] = [];
let upstream: Upstream;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    forms.push(form);
    const { status = 200, body, headers } = answer(form);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  upstream = await startUpstream();
});
beforeEach(() => {
  forms = [];
  upstream.requests.length = 0;
  upstream.answer(jsonAnswer({ done: true }));
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await upstream.close();
});

const serve = () => serveAccounts(accountDocument(upstream.url, { url }));

/** Comes back from the authorization server with these parameters beside the state, and returns the last page. */
async function comeBack(connected: ConnectedApi, parameters: Record<string, string> = { code: 'code' }) {
  const browser = new Browser();
  await browser.open(await connected.linkOf('ada'));
  await browser.submit({ token: tokenOf('ada') }, '/auth?');
  const sent = new URL(browser.page.url).searchParams;
  const back = new URL(sent.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries({ state: sent.get('state') ?? '', ...parameters }))
    back.searchParams.set(name, value);
  return browser.open(back.href);
}

const good = { access_token: 'first', refresh_token: 'refresh-1', token_type: 'Bearer', expires_in: 3600 };

/** An explanation with what terminals and logs read as more than a text. */
const explanation = 'Nicht erlaubt.\r\nTrace ID: 1\u001b[31m\u202e\t\u0000 für Ada\u2028';
const asOneLine = 'Nicht erlaubt. Trace ID: 1 [31m für Ada';

describe('an authorization server', () => {
  it('that explains a refusal in several lines has one line in the audit log', async () => {
    answer = () => ({ status: 400, body: { error: 'invalid_grant', error_description: explanation } });
    await using connected = await serve();
    await comeBack(connected);
    await comeBack(connected, { error: 'access_denied', error_description: explanation });
    expect(connected.entries.flatMap(({ reason }) => reason ?? [])).toEqual([
      `${url} refused to give a token: invalid_grant (${asOneLine})`,
      `the authorization server refused the login: access_denied (${asOneLine})`,
    ]);
  });

  it.each<[what: string, answer: Answer]>([
    ['answers with a list', { body: [good] }],
    ['gives a token of another type', { body: { ...good, token_type: 'mac' } }],
    ['gives a token that is no text', { body: { ...good, access_token: { value: 'first' } } }],
    ['gives an empty token', { body: { ...good, access_token: '' } }],
    ['gives a refresh token that is no text', { body: { ...good, refresh_token: 7 } }],
    ['answers with a page', { body: '<b>Hello</b>', headers: { 'content-type': 'text/html' } }],
    [
      'redirects the code to another server',
      { status: 307, body: {}, headers: { location: 'http://127.0.0.1:9/' } },
    ],
    ['fails', { status: 500, body: '' }],
  ])('that %s connects nothing', async (_, row) => {
    answer = () => row;
    await using connected = await serve();
    const page = await comeBack(connected);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('Not connected')]);
    expect(page.text).not.toMatch(/<b>|refresh-1|connector-secret/);
    await expect(connected.call('ada')).rejects.toMatchObject({ code: -32042 });
    expect(upstream.requests).toEqual([]);
  });

  it.each<[what: string, parameters: Record<string, string>]>([
    ['two kinds of answer', { code: 'code', error: 'access_denied' }],
    ['an ID token in the redirect', { code: 'code', id_token: 'e30.e30.e30' }],
    ['an encrypted answer', { response: 'e30.e30.e30' }],
    ['no code', {}],
  ])('that comes back with %s connects nothing', async (_, parameters) => {
    answer = () => ({ body: good });
    await using connected = await serve();
    const page = await comeBack(connected, parameters);
    expect(page.status).toBe(400);
    expect(page.text).not.toContain('stolen');
    await expect(connected.call('ada')).rejects.toMatchObject({ code: -32042 });
  });

  it.each<[what: string, answer: object, parameters: Record<string, string>]>([
    ['an ID token of another shape', { ...good, id_token: { sub: 'eve' } }, { code: 'code' }],
    ['an ID token of another issuer', { ...good, id_token: 'e30.e30.e30' }, { code: 'code' }],
    ['a name of another person', { ...good, sub: 'eve', username: 'eve' }, { code: 'code' }],
    ['a token in the redirect', good, { code: 'code', access_token: 'stolen', token_type: 'Bearer' }],
  ])(
    'that adds %s connects the caller of the link, by the token of its endpoint',
    async (_, body, parameters) => {
      answer = () => ({ body });
      await using connected = await serve();
      expect((await comeBack(connected, parameters)).text).toContain('ada is now connected');
      await connected.call('ada');
      expect(upstream.requests.map((request) => request.header('authorization'))).toEqual(['Bearer first']);
      await expect(connected.call('eve')).rejects.toMatchObject({ code: -32042 });
    },
  );

  it('that has revoked an account is asked once, and the caller gets a link again', async () => {
    answer = (form) =>
      form.get('grant_type') === 'refresh_token'
        ? { status: 400, body: { error: 'invalid_grant' } }
        : { body: good };
    await using connected = await serve();
    expect((await comeBack(connected)).text).toContain('ada is now connected');
    upstream.answer(jsonAnswer({}, 401));
    forms = [];
    await expect(connected.call('ada')).rejects.toMatchObject({ code: -32042 });
    await expect(connected.call('ada')).rejects.toMatchObject({ code: -32042 });
    // One call to the API and one refresh: the account has ended, and nothing tries again.
    expect(upstream.requests).toHaveLength(1);
    expect(forms.map((form) => form.get('refresh_token'))).toEqual(['refresh-1']);
  });

  it('that gives a new token which the API refuses too is asked once for each call', async () => {
    let count = 1;
    answer = () => ({
      body: { ...good, access_token: `token-${(count += 1)}`, refresh_token: `refresh-${count}` },
    });
    await using connected = await serve();
    await comeBack(connected);
    upstream.answer(jsonAnswer({}, 401));
    forms = [];
    const result = await connected.call('ada');
    expect(JSON.stringify(result)).toContain('401');
    expect(upstream.requests).toHaveLength(2);
    expect(forms).toHaveLength(1);
  });

  it('that fails while a token is refreshed keeps the account', async () => {
    answer = () => ({ body: good });
    await using connected = await serve();
    await comeBack(connected);
    upstream.answer((request) =>
      jsonAnswer({}, request.header('authorization') === 'Bearer first' ? 401 : 200),
    );
    answer = () => ({ status: 503, body: {} });
    expect(JSON.stringify(await connected.call('ada'))).toContain('could not be refreshed');
    answer = () => ({ body: { ...good, access_token: 'second' } });
    await connected.call('ada');
    expect(upstream.requests.at(-1)?.header('authorization')).toBe('Bearer second');
  });
});
