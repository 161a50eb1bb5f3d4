import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { serveDescriptor } from '../support/serve-document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { sessionDocument } from './session-document.ts';
import type { JsonObject, RequestContext, RequestOptions, SessionOptions } from '../../src/index.ts';
import type { Answer, RecordedRequest, Upstream } from '../support/upstream.ts';

const environment = {
  OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME: 'ada',
  OPENAPI_MCP_CREDENTIAL_SHOP_PASSWORD: 'correct horse',
  SHOP_KEY: 'another horse',
};
let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

interface SessionApi extends AsyncDisposable {
  tools: string[];
  call(tool: string, args?: JsonObject, context?: RequestContext): Promise<string>;
}

async function open(session: SessionOptions, options: RequestOptions = {}): Promise<SessionApi> {
  const { descriptor } = describeApi(await loadDocument(sessionDocument(upstream.url)), { session });
  const server = await serveDescriptor(descriptor, { request: { environment, ...options } });
  const { handlers } = server;
  return {
    tools: handlers.listTools().tools.map(({ name }) => name),
    call: async (tool, args = {}, context = {}) => textOf(await handlers.callTool(tool, args, context)),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The requests as `METHOD target: cookie`. */
function seen(header = 'cookie'): string[] {
  return upstream.requests.map(
    (request) => `${request.method} ${request.target}: ${request.header(header) ?? '-'}`,
  );
}

/** Sets a cookie for a login, and refuses other requests without it. */
function guarded(request: RecordedRequest, value = 'session-value-1'): Answer {
  if (request.target === '/login')
    return { ...jsonAnswer({ ok: true }), headers: { 'set-cookie': `sid=${value}; Path=/; HttpOnly` } };
  return request.header('cookie') === `sid=${value}` ? jsonAnswer({ ok: true }) : jsonAnswer({}, 401);
}

/** Returns a promise, and the function that resolves it. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  const resolvers: (() => void)[] = [];
  const promise = new Promise<void>((resolve) => void resolvers.push(resolve));
  return { promise, resolve: () => resolvers[0]?.() };
}

describe('a login by the server', () => {
  it('precedes the first call, and its cookie is sent with every one', async () => {
    upstream.answer(guarded);
    await using api = await open({ login: 'postLogin' });
    expect(api.tools).not.toContain('postLogin');
    await api.call('things');
    await api.call('things');
    expect(seen()).toEqual([
      'POST /login: -',
      'GET /things: sid=session-value-1',
      'GET /things: sid=session-value-1',
    ]);
    expect(upstream.requests[0]?.body.toString()).toBe('{"username":"ada","password":"correct horse"}');
  });

  it.each<[name: string, session: SessionOptions, body: string]>([
    ['a form', { login: 'postForm' }, 'email=ada&pass=correct+horse'],
    ['a pattern', { login: 'POST /form' }, 'email=ada&pass=correct+horse'],
    [
      'arguments',
      { login: 'postLogin', arguments: { body: { provider: 'db' } } },
      '{"provider":"db","username":"ada","password":"correct horse"}',
    ],
    [
      'another variable',
      { login: 'postLogin', arguments: { body: { password: '${SHOP_KEY}' } } },
      '{"password":"another horse","username":"ada"}',
    ],
  ])('is sent with %s', async (_, session, body) => {
    upstream.answer(({ method }) =>
      method === 'POST'
        ? { status: 302, headers: { location: '/', 'set-cookie': 'sid=session-value-1' } }
        : jsonAnswer({}),
    );
    await using api = await open(session);
    await api.call('things');
    expect(upstream.requests[0]?.body.toString()).toBe(body);
    expect(seen().at(-1)).toBe('GET /things: sid=session-value-1');
  });

  it('is shared by concurrent calls', async () => {
    upstream.answer(guarded);
    await using api = await open({ login: 'postLogin' });
    await Promise.all(Array.from({ length: 20 }, () => api.call('things')));
    expect(seen().filter((line) => line.startsWith('POST'))).toHaveLength(1);
    expect(seen()).toHaveLength(21);
  });

  it('is repeated once after 401, also for concurrent calls', async () => {
    let logins = 0;
    upstream.answer((request) => {
      if (request.target === '/login') logins++;
      return guarded(request, `session-value-${logins}`);
    });
    await using api = await open({ login: 'postLogin' });
    await api.call('things');
    logins = 5;
    await Promise.all(Array.from({ length: 8 }, () => api.call('things')));
    expect(logins).toBe(6);
    upstream.answer((request) => (request.target === '/login' ? guarded(request) : jsonAnswer({}, 401)));
    upstream.requests.splice(0);
    expect(await api.call('things')).toContain('401');
    expect(seen()).toHaveLength(3);
  });

  it('is repeated where a response to an earlier session comes after it', async () => {
    let logins = 0;
    const { promise: held, resolve: release } = withResolvers();
    upstream.answer((request) => {
      if (request.target === '/login') {
        logins++;
        if (logins === 2) release();
        return guarded(request, `session-value-${logins}`);
      }
      if (request.header('cookie') === `sid=session-value-${Math.max(2, logins)}`) return jsonAnswer({});
      const ended = { ...jsonAnswer({}, 401), headers: { 'set-cookie': 'sid=; Path=/; Max-Age=0' } };
      return request.target === '/slow' ? { ...ended, after: held } : ended;
    });
    await using api = await open({ login: 'postLogin' });
    const [slow, fast] = await Promise.all([api.call('slow'), api.call('things')]);
    expect([slow, fast].join()).not.toContain('401');
    expect(logins).toBe(2);
  });

  it('is repeated after a redirect to a login page', async () => {
    let logins = 0;
    upstream.answer((request) => {
      if (request.method === 'POST') return guarded(request, `session-value-${++logins}`);
      if (request.target === '/login')
        return { headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' };
      return logins > 1
        ? jsonAnswer({ done: true })
        : { status: 302, headers: { location: '/login', 'set-cookie': 'next=things' } };
    });
    await using api = await open({ login: 'postLogin' });
    expect(await api.call('things')).toContain('done');
    expect(seen()).toEqual([
      'POST /login: -',
      'GET /things: sid=session-value-1',
      'GET /login: sid=session-value-1; next=things',
      'POST /login: -',
      'GET /things: sid=session-value-2',
    ]);
  });

  it('that is refused fails the call, and is not repeated at once', async () => {
    upstream.answer(jsonAnswer({ message: 'no such user: correct horse' }, 401));
    await using api = await open({ login: 'postLogin' });
    const text = await api.call('things');
    expect(text).toBe(
      'the login by postLogin failed: 401 Unauthorized ({"message":"no such user: REDACTED"}); the call was not sent\nThe operator of this server must check OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME and OPENAPI_MCP_CREDENTIAL_SHOP_PASSWORD, and the other arguments of --session.',
    );
    await api.call('things');
    expect(seen()).toEqual(['POST /login: -']);
  });

  it.each<[title: string, session: SessionOptions, answer: Answer, text: string]>([
    ['without a cookie', {}, jsonAnswer({}), 'its response sets no cookie that can be sent back'],
    [
      'with a cookie of another domain',
      {},
      { headers: { 'set-cookie': 'sid=abc; Domain=evil.example' } },
      'sets no cookie',
    ],
    [
      'that redirects to its page',
      {},
      { status: 302, headers: { location: '/login?error', 'set-cookie': 'sid=abc' } },
      'a redirect to /login?error',
    ],
    [
      'without its token',
      { token: '/access_token' },
      jsonAnswer({ token: 'abc' }),
      'its response has no /access_token',
    ],
    [
      'of HTML',
      {},
      { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>a long page</html>' },
      '403 Forbidden; the call',
    ],
  ])('%s is none', async (_, session, answer, text) => {
    upstream.answer(answer);
    await using api = await open({ login: 'postLogin', ...session });
    expect(await api.call('things')).toContain(text);
  });

  it('needs its variables', async () => {
    await using api = await open({ login: 'postLogin' }, { environment: {} });
    expect(await api.call('things')).toContain('OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME is not set');
    expect(seen()).toEqual([]);
  });

  it('is left out for operations without security, and without sessions', async () => {
    await using api = await open({ login: 'postLogin' });
    await api.call('health');
    await using without = await open({ login: 'postLogin' }, { sessions: false });
    await without.call('things');
    expect(seen()).toEqual(['GET /health: -', 'GET /things: -']);
  });

  it('follows a logout', async () => {
    upstream.answer((request) =>
      request.target === '/logout'
        ? { headers: { 'set-cookie': 'sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT' } }
        : guarded(request),
    );
    await using api = await open({ login: 'postLogin' });
    await api.call('things');
    await api.call('logout');
    await api.call('things');
    expect(seen().map((line) => line.split(':')[0])).toEqual([
      'POST /login',
      'GET /things',
      'POST /logout',
      'POST /login',
      'GET /things',
    ]);
  });

  it('gives a token that is sent as the document says', async () => {
    upstream.answer((request) =>
      request.target === '/login' ? jsonAnswer({ data: { access: 'token-of-login' } }) : jsonAnswer({}),
    );
    await using api = await open({ login: 'postLogin', token: '/data/access' });
    await api.call('things');
    await api.call('keyed');
    await api.call('health');
    expect(
      upstream.requests
        .slice(1)
        .map((request) => [request.header('authorization'), request.header('x-token')]),
    ).toEqual([
      ['Bearer token-of-login', undefined],
      [undefined, 'token-of-login'],
      [undefined, undefined],
    ]);
  });
});

describe('the advice of an error', () => {
  it.each<[status: number, session: SessionOptions, advice: string]>([
    [
      401,
      { login: 'postLogin' },
      'The API refused the session, also after a new login by postLogin: its account may not be allowed to do this.',
    ],
    [
      403,
      { login: 'postLogin' },
      'The credentials do not allow this; another call or other credentials are needed.',
    ],
    [
      401,
      {},
      'Log in by the operation of this API that does, then try again: the cookies that it sets are kept.',
    ],
  ])('%d with %j', async (status, session, advice) => {
    upstream.answer((request) => (request.target === '/login' ? guarded(request) : jsonAnswer({}, status)));
    await using api = await open(session);
    expect((await api.call('things')).split('\n')[1]).toBe(advice);
  });
});

describe('cookies', () => {
  it('that operations set are kept, if a model logs in', async () => {
    upstream.answer(guarded);
    await using api = await open({});
    expect(await api.call('things')).toContain('401');
    await api.call('postLogin', { body: { username: 'ada', password: 'secret' } });
    expect(await api.call('things')).not.toContain('401');
  });

  it('are set by a redirect, and sent where it leads', async () => {
    upstream.answer(({ target }) =>
      target === '/things'
        ? {
            status: 302,
            headers: { location: '/deep/things', 'set-cookie': ['a=1; Path=/deep', 'b=2; Path=/'] },
          }
        : jsonAnswer({}),
    );
    await using api = await open({});
    await api.call('things');
    expect(seen()).toEqual(['GET /things: -', 'GET /deep/things: a=1; b=2']);
  });

  it('of the request take precedence', async () => {
    upstream.answer({ ...jsonAnswer({}), headers: { 'set-cookie': ['lang=en', 'sid=abc'] } });
    await using api = await open({});
    await api.call('things');
    await api.call('things', { lang: 'de' });
    expect(seen()).toEqual(['GET /things: -', 'GET /things: lang=de; sid=abc']);
  });

  it('are never sent to another origin, nor is a token', async () => {
    await using other = await startUpstream();
    upstream.answer((request) =>
      request.target === '/login'
        ? {
            ...jsonAnswer({ token: 'token-of-login' }),
            headers: { 'set-cookie': 'sid=session-value-1; Path=/' },
          }
        : { status: 302, headers: { location: `${other.url}/stolen` } },
    );
    const document = sessionDocument(upstream.url, other.url);
    const { descriptor } = describeApi(await loadDocument(document), {
      session: { login: 'postLogin', token: '/token' },
    });
    await using server = await serveDescriptor(descriptor, { request: { environment } });
    await server.handlers.callTool('things', {});
    await server.handlers.callTool('elsewhere', {});
    expect(other.requests.map(({ target }) => target)).toEqual(['/elsewhere']);
    expect(other.requests[0]?.header('cookie')).toBeUndefined();
    expect(other.requests[0]?.header('authorization')).toBeUndefined();
  });

  it('and tokens are redacted wherever the API repeats them', async () => {
    upstream.answer((request) => {
      if (request.target === '/login')
        return {
          ...jsonAnswer({ token: 'token-of-login' }),
          headers: { 'set-cookie': ['sid=s%3Asession-value; Path=/', 'csrftoken=csrf-of-cookie; Path=/'] },
        };
      const echo = {
        headers: request.headers,
        more: ['s:session-value', 'correct horse', 'new-session-value'],
      };
      return {
        ...jsonAnswer(echo, 200),
        headers: { 'content-type': 'application/json', 'set-cookie': 'sid=new-session-value' },
      };
    });
    await using api = await open({ login: 'postLogin', token: '/token' });
    const record = { exchanges: [] };
    const texts = [await api.call('things', {}, { record }), await api.call('add', {}, { record })];
    texts.push(JSON.stringify(record));
    expect(upstream.requests.at(-1)?.header('x-csrftoken')).toBe('csrf-of-cookie');
    for (const secret of ['session-value', 'token-of-login', 'csrf-of-cookie', 'correct horse'])
      expect(texts.join('\n')).not.toContain(secret);
    expect(texts[0]).toContain('REDACTED');
  });
});

describe('a CSRF token', () => {
  it.each<[cookie: string, header: string]>([
    ['csrftoken', 'x-csrftoken'],
    ['XSRF-TOKEN', 'x-xsrf-token'],
    ['_xsrf', 'x-xsrftoken'],
  ])('of the cookie %s is sent with methods that change something', async (cookie, header) => {
    upstream.answer({ ...jsonAnswer({}), headers: { 'set-cookie': `${cookie}=abc%3D; Path=/` } });
    await using api = await open({});
    await api.call('things');
    await api.call('things');
    await api.call('add');
    expect(seen(header)).toEqual(['GET /things: -', 'GET /things: -', 'POST /things: abc=']);
  });

  it.each<[csrf: string, answer: Answer]>([
    ['getCsrf#/result', jsonAnswer({ result: 'csrf-one' })],
    ['getCsrf header:X-Token', { ...jsonAnswer({}), headers: { 'x-token': 'csrf-one' } }],
    ['getCsrf cookie:tok', { ...jsonAnswer({}), headers: { 'set-cookie': 'tok=csrf-one' } }],
  ])('comes from %s', async (csrf, answer) => {
    upstream.answer((request) => (request.target === '/csrf' ? answer : jsonAnswer({})));
    await using api = await open({ csrf, csrfHeader: 'X-Own-CSRF' });
    expect(api.tools).not.toContain('getCsrf');
    await api.call('things');
    await api.call('add');
    await api.call('add');
    expect(seen('x-own-csrf')).toEqual([
      'GET /things: -',
      'GET /csrf: -',
      'POST /things: csrf-one',
      'POST /things: csrf-one',
    ]);
  });

  it.each([400, 403, 419])('is fetched again once where %d refuses it', async (status) => {
    let tokens = 0;
    upstream.answer((request) => {
      if (request.target === '/csrf') return jsonAnswer({ result: `csrf-${++tokens}` });
      return request.method === 'POST' && request.header('x-csrf-token') !== 'csrf-2'
        ? jsonAnswer({ message: 'The CSRF token is missing.' }, status)
        : jsonAnswer({ done: true });
    });
    await using api = await open({ csrf: 'getCsrf#/result' });
    expect(await api.call('add')).toContain('done');
    expect(tokens).toBe(2);
    upstream.answer((request) =>
      request.target === '/csrf'
        ? jsonAnswer({ result: `csrf-${++tokens}` })
        : jsonAnswer({ message: 'csrf' }, status),
    );
    expect(await api.call('add')).toContain(String(status));
    expect(tokens).toBe(3);
  });

  it('of the cookie of a refusal is sent once more', async () => {
    upstream.answer((request) =>
      request.header('x-csrftoken') === 'from-refusal'
        ? jsonAnswer({ done: true })
        : {
            ...jsonAnswer({ detail: 'CSRF Failed' }, 403),
            headers: { 'set-cookie': 'csrftoken=from-refusal; Path=/' },
          },
    );
    await using api = await open({});
    expect(await api.call('add')).toContain('done');
    expect(seen()).toHaveLength(2);
  });

  it('is fetched for a login that wants one, and anew after it', async () => {
    let tokens = 0;
    upstream.answer((request) => {
      if (request.target === '/csrf')
        return { ...jsonAnswer({ result: `csrf-${++tokens}` }), headers: { 'set-cookie': 'pre=1; Path=/' } };
      if (request.header('x-csrf-token') === undefined && request.method === 'POST')
        return jsonAnswer('csrf', 403);
      return { ...jsonAnswer({}), headers: { 'set-cookie': 'sid=session-value-1; Path=/' } };
    });
    await using api = await open({ login: 'postLogin', csrf: 'getCsrf#/result' });
    await api.call('add');
    expect(seen('x-csrf-token')).toEqual([
      'POST /login: -',
      'GET /csrf: -',
      'POST /login: csrf-1',
      'GET /csrf: -',
      'POST /things: csrf-2',
    ]);
  });
});

/** Returns the context of one of twenty users at each of three issuers. */
function contextOf(name: string, index: number): RequestContext {
  return {
    principal: {
      name: `user${index % 20}`,
      issuer: `https://issuer${Math.floor(index / 20)}.example`,
      scopes: [],
    },
    header: () => name,
  };
}

describe('callers', () => {
  it('interleaved at random never share a cookie', async () => {
    const wrong: string[] = [];
    upstream.answer(async (request) => {
      const who = new URL(request.target, upstream.url).searchParams.get('who') ?? '';
      for (let turns = Math.random() * 5; turns > 0; turns--) await setImmediate();
      if (request.method === 'POST')
        return { ...jsonAnswer({ hello: who }), headers: { 'set-cookie': `sid=canary-of-${who}; Path=/` } };
      if (request.header('cookie') !== `sid=canary-of-${who}`)
        wrong.push(`${who}: ${request.header('cookie')}`);
      return {
        ...jsonAnswer({ echo: request.header('cookie') }),
        headers: { 'set-cookie': `sid=canary-of-${who}; Path=/` },
      };
    });
    await using api = await open({});
    const names = Array.from({ length: 60 }, (_, index) => `caller${index}`);
    const results = await Promise.all(
      names.map(async (name, index) => {
        const context = contextOf(name, index);
        const texts = [await api.call('visit', { who: name }, context)];
        for (let round = 0; round < 5; round++) texts.push(await api.call('see', { who: name }, context));
        return texts.join('\n');
      }),
    );
    expect(wrong).toEqual([]);
    expect(results.join('\n')).not.toContain('canary-of');
    expect(upstream.requests).toHaveLength(360);
  });

  it('without sign-in are told apart by the headers that reach the API', async () => {
    upstream.answer((request) => ({
      ...jsonAnswer({}),
      headers: { 'set-cookie': `sid=of-${request.header('x-user') ?? ''}; Path=/` },
    }));
    await using api = await open({}, { forwardHeaders: ['x-user'] });
    for (const name of ['ada', 'eve', 'ada']) await api.call('things', {}, { header: () => name });
    expect(seen()).toEqual(['GET /things: -', 'GET /things: -', 'GET /things: sid=of-ada']);
  });
});
