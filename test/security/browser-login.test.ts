import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeApi, loadDocument, login } from '../../src/index.ts';
import { app, lifetime, startAuthorizationServer } from '../support/authorization-server.ts';
import { runCli, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { LoggedIn, LoginOptions } from '../../src/index.ts';
import type { TestAuthorizationServer } from '../support/authorization-server.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

let authorization: TestAuthorizationServer;
let upstream: Upstream;
let tokenFolder: string;

beforeAll(async () => {
  authorization = await startAuthorizationServer();
  upstream = await startUpstream((request) => authorization.guard(request));
});
beforeEach(() => {
  tokenFolder = join(mkdtempSync(join(tmpdir(), 'openapi-mcp-login-')), 'tokens');
  authorization.grants.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(join(tokenFolder, '..'), { recursive: true });
});
afterAll(async () => {
  await upstream.close();
  await authorization[Symbol.asyncDispose]();
});

const environment = { SECURED_USER_CLIENT_ID: app.id };
const response = '{"client":"app","scope":"offline_access read"}';

function documentOf(server = upstream.url, scheme: JsonObject = codeScheme()): JsonObject {
  return securedDocument(server, { user: scheme }, { things: [{ user: ['read'] }] });
}

function codeScheme(): JsonObject {
  const { authorizationUrl, tokenUrl } = authorization;
  const scopes = { read: 'Reads', write: 'Writes', offline_access: 'Lasts' };
  return { type: 'oauth2', flows: { authorizationCode: { authorizationUrl, tokenUrl, scopes } } };
}

/** Logs in like a person with a browser. */
async function logIn(document = documentOf(), options: Partial<LoginOptions> = {}): Promise<LoggedIn> {
  const { descriptor } = describeApi(await loadDocument(document), { name: 'secured' });
  return login(descriptor, {
    environment,
    tokenFolder,
    onUrl: (url) => void authorization.browse(url),
    ...options,
  });
}

function open(document = documentOf(), options: object = {}): Promise<SecuredApi> {
  return openSecured(document, environment, { tokenFolder, ...options });
}

function storedPath(): string {
  const [name = ''] = readdirSync(tokenFolder);
  return join(tokenFolder, name);
}

function stored(): Record<string, unknown> {
  return JSON.parse(readFileSync(storedPath(), 'utf8'));
}

describe('a browser login', () => {
  it('stores its tokens in a file that only its owner can read', async () => {
    const done = await logIn();
    expect(done).toEqual({ scheme: 'user', path: storedPath(), origins: [upstream.url], isRenewable: true });
    expect(statSync(storedPath()).mode & 0o777).toBe(0o600);
    expect(statSync(tokenFolder).mode & 0o777).toBe(0o700);
    expect(Object.keys(stored()).toSorted()).toEqual([
      'clientId',
      'origins',
      'refreshToken',
      'renewal',
      'tokenEndpoint',
      'value',
    ]);
  });

  it('ends with a page that says so', async () => {
    let page: Promise<{ status: number; text: string }> | undefined;
    await logIn(documentOf(), { onUrl: (url) => (page = authorization.browse(url)) });
    expect(await page).toEqual({
      status: 200,
      text: 'You are logged in to Secured. This window can be closed.\n',
    });
  });

  it('sends PKCE, state and the scopes of the operations', async () => {
    let parameters = new URLSearchParams();
    await logIn(documentOf(), {
      onUrl: (url) => {
        parameters = new URL(url).searchParams;
        void authorization.browse(url);
      },
    });
    expect(Object.fromEntries(parameters)).toEqual({
      client_id: 'app',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
      response_type: 'code',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      scope: 'offline_access read',
      prompt: 'consent',
    });
  });

  it('finds its endpoints by discovery', async () => {
    const scheme = {
      type: 'openIdConnect',
      openIdConnectUrl: `${authorization.url}/.well-known/openid-configuration`,
    };
    const document = documentOf(upstream.url, scheme);
    await logIn(document);
    await using api = await open(document);
    expect(await api.call('things')).toBe('{"client":"app","scope":"openid offline_access read"}');
  });

  it.each<[title: string, path: string]>([
    ['another state', '/callback?code=stolen&state=guessed'],
    ['no state', '/callback?code=stolen'],
    ['another path', '/?code=stolen'],
    ['an error without state', '/callback?error=access_denied'],
  ])('ignores a request with %s', async (_, path) => {
    let foreign: Response | undefined;
    await logIn(documentOf(), {
      onUrl: async (url) => {
        const redirect = new URL(url).searchParams.get('redirect_uri') ?? '';
        foreign = await fetch(new URL(path, redirect));
        await authorization.browse(url);
      },
    });
    expect(foreign?.status).toBe(404);
    expect(authorization.grants).toEqual(['authorization_code']);
  });

  it('that the person denies fails with an explanation', async () => {
    let page: Promise<{ text: string }> | undefined;
    const failed = logIn(documentOf(), { onUrl: (url) => (page = authorization.browse(url, false)) });
    await expect(failed).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: 'the authorization server refused the login: access_denied (not today)',
    });
    expect((await page)?.text).toContain('refused the login: access_denied');
    expect(() => readdirSync(tokenFolder)).toThrow('ENOENT');
  });

  it.each<[title: string, options: Partial<LoginOptions>, scheme: JsonObject, message: string, hint: string]>(
    [
      [
        'without a client',
        { environment: {} },
        {
          type: 'oauth2',
          flows: { authorizationCode: { authorizationUrl: 'https://a.example', scopes: {} } },
        },
        'the authorization server must know who asks',
        'Register a client there with the redirect URI http://127.0.0.1/callback, and set SECURED_USER_CLIENT_ID or pass --client-id.',
      ],
      [
        'for an unknown scheme',
        { scheme: 'other' },
        { type: 'openIdConnect', openIdConnectUrl: 'https://a.example' },
        'nobody can log in with other',
        'Pass --scheme with one of: user.',
      ],
      [
        'for a document without a login scheme',
        {},
        { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://a.example', scopes: {} } } },
        'Secured has no security scheme that a person logs in with',
        'inspect lists its schemes, and what each takes.',
      ],
      [
        'at an invalid URL',
        {},
        {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'javascript:alert(1)',
              tokenUrl: 'https://a.example',
              scopes: {},
            },
          },
        },
        'authorizationUrl of user is no URL: "javascript:alert(1)"',
        'Fix the document, or set the variable that ends in _TOKEN_URL.',
      ],
    ],
  )('%s is rejected', async (_, options, scheme, message, hint) => {
    await expect(logIn(documentOf(upstream.url, scheme), options)).rejects.toMatchObject({ message, hint });
  });
});

it.each<[title: string, text: string, options: (path: string) => Partial<LoginOptions>]>([
  ['an environment file', `SECURED_USER_CLIENT_ID=${app.id}\n`, (envFile) => ({ environment: {}, envFile })],
  [
    'a file that a variable names',
    `${app.id}\n`,
    (path) => ({ environment: { SECURED_USER_CLIENT_ID_FILE: path } }),
  ],
])('reads its client from %s', async (_, text, options) => {
  const path = join(tokenFolder, '..', 'client');
  writeFileSync(path, text);
  await expect(logIn(documentOf(), options(path))).resolves.toMatchObject({ scheme: 'user' });
});

it('a login without a server for its tokens is rejected, unless a base URL is given', async () => {
  const document = documentOf('/v1');
  await expect(logIn(document)).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: 'there is no server that the tokens could be sent to',
  });
  await expect(logIn(document, { baseUrl: `${upstream.url}/v1` })).resolves.toMatchObject({
    origins: [upstream.url],
  });
});

describe('the tokens of a login', () => {
  it('are sent, and refreshed when they expire', async () => {
    await logIn();
    await using api = await open();
    expect(api.sources).toEqual({ user: 'openapi-mcp login' });
    expect(await api.call('things')).toBe(response);
    const first = stored();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + lifetime * 1000 });
    expect(await Promise.all([api.call('things'), api.call('things')])).toEqual([response, response]);
    expect(stored()['value']).not.toBe(first['value']);
    expect(stored()['refreshToken']).not.toBe(first['refreshToken']);
    expect(authorization.grants).toEqual(['authorization_code', 'refresh_token']);
  });

  it('are refreshed by the client that obtained them, even if the variables name another', async () => {
    await logIn();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + lifetime * 1000 });
    const others = { SECURED_USER_CLIENT_ID: 'other', SECURED_USER_CLIENT_SECRET: 'secret-of-other' };
    await using api = await openSecured(documentOf(), others, { tokenFolder });
    expect(await api.call('things')).toBe(response);
  });

  it('are refreshed once by several processes', async () => {
    await logIn();
    await using one = await open();
    await using other = await open();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + lifetime * 1000 });
    expect(await Promise.all([one.call('things'), other.call('things')])).toEqual([response, response]);
    expect(authorization.grants).toEqual(['authorization_code', 'refresh_token']);
  });

  it('are refreshed when the API rejects them', async () => {
    await logIn();
    await authorization.revoke(String(stored()['value']));
    await using api = await open();
    expect(await api.call('things')).toBe(response);
    expect(authorization.grants).toEqual(['authorization_code', 'refresh_token']);
  });

  it('are found by a server that started before the login', async () => {
    await using api = await open();
    expect(api.sources).toEqual({});
    expect(await api.call('things')).toContain('or openapi-mcp login in its environment');
    await logIn();
    expect(await api.call('things')).toBe(response);
  });

  it('that have expired without a refresh token require another login', async () => {
    await logIn();
    const { refreshToken: _, ...rest } = stored();
    writeFileSync(storedPath(), JSON.stringify(rest));
    await using api = await open();
    expect(await api.call('things')).toBe(response);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + lifetime * 1000 });
    expect(await api.call('things')).toBe(
      'the login for user has ended\nLog in again: openapi-mcp login DOCUMENT --scheme user',
    );
  });

  it('are refreshed at the refreshUrl of the document', async () => {
    await using renewing = await startUpstream({ body: '{"access_token":"renewed-token"}' });
    const scheme = codeScheme();
    Object.assign(Object(scheme['flows']).authorizationCode, { refreshUrl: `${renewing.url}/refresh` });
    await logIn(documentOf(upstream.url, scheme));
    await using api = await open(documentOf(upstream.url, scheme));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + lifetime * 1000 });
    await api.call('things');
    expect(renewing.requests[0]?.target).toBe('/refresh');
    expect(authorization.grants).toEqual(['authorization_code']);
  });

  it('that were revoked require another login', async () => {
    await logIn();
    await authorization.revoke(String(stored()['refreshToken']));
    await authorization.revoke(String(stored()['value']));
    await using api = await open();
    const text = await api.call('things');
    expect(text).toMatch(/refused to give a token: invalid_grant/);
    expect(text).toContain('\nLog in again: openapi-mcp login DOCUMENT --scheme user');
  });

  it('are not sent to the server of another document with the same title', async () => {
    await logIn();
    await using stranger = await startUpstream(jsonAnswer({}));
    await using api = await open(documentOf(stranger.url));
    expect(await api.call('things')).toBe(
      `the login for user is not for ${stranger.url}\n` +
        `It was for ${upstream.url}. Log in again: openapi-mcp login DOCUMENT --scheme user`,
    );
    expect(stranger.requests).toEqual([]);
  });

  it('are sent to the base URL of the options', async () => {
    await logIn();
    await using moved = await startUpstream((request) => authorization.guard(request));
    await using api = await open(documentOf(), { baseUrl: moved.url });
    expect(await api.call('things')).toBe(response);
  });

  it('are not read from a file that others can read', async () => {
    await logIn();
    chmodSync(storedPath(), 0o644);
    await using api = await open();
    expect(await api.call('things')).toContain(`${storedPath()} can be read by others\nRun chmod 600 `);
  });

  it('are not read from a file with invalid JSON', async () => {
    await logIn();
    writeFileSync(storedPath(), '{');
    await using api = await open();
    expect(await api.call('things')).toContain(
      `${storedPath()} cannot be read\nLog in again with openapi-mcp login.`,
    );
  });
});

it('works from the command line: login, then call', async () => {
  const folder = join(tokenFolder, '..');
  const document = join(folder, 'secured.json');
  writeFileSync(document, JSON.stringify(documentOf()));
  const env = { ...environment, XDG_CONFIG_HOME: folder };
  await using running = startCli(['login', document, '--name', 'secured'], { env });
  const page = await authorization.browse(await running.printed(/^ +(http:\S+)$/m));
  expect(page.text).toContain('You are logged in');
  expect(await running.ended).toBe(0);
  expect(running.stdout()).toBe('');
  expect(running.stderr()).toContain(
    `Logged in for user, to call ${upstream.url}. The login is refreshed automatically.\n`,
  );
  const { code, stdout } = await runCli(['call', document, 'things', '--name', 'secured'], { env });
  expect({ code, response: JSON.parse(stdout) }).toEqual({ code: 0, response: JSON.parse(response) });
});
