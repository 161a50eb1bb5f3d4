import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { poll } from '../../src/credentials/device-login.ts';
import { describeApi, loadDocument, login } from '../../src/index.ts';
import { app, lifetime, machine, startAuthorizationServer } from '../support/authorization-server.ts';
import { runCli, startCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { LoggedIn, LoginOptions } from '../../src/index.ts';
import type { TestAuthorizationServer } from '../support/authorization-server.ts';
import type { Upstream } from '../support/upstream.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
const environment = { SECURED_USER_CLIENT_ID: app.id };
const response = '{"client":"app","scope":"offline_access read"}';
let authorization: TestAuthorizationServer;
let upstream: Upstream;
let tokenFolder: string;

beforeAll(async () => {
  authorization = await startAuthorizationServer();
  upstream = await startUpstream((request) => authorization.guard(request));
});
beforeEach(() => {
  tokenFolder = join(mkdtempSync(join(tmpdir(), 'openapi-mcp-device-')), 'tokens');
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

const scopes = { read: 'Reads', offline_access: 'Lasts' };

function deviceFlow(deviceAuthorizationUrl = authorization.deviceUrl, tokenUrl = authorization.tokenUrl) {
  return { deviceAuthorization: { deviceAuthorizationUrl, tokenUrl, scopes } };
}

function documentOf(scheme: JsonObject = { type: 'oauth2', flows: deviceFlow() }): JsonObject {
  const document = securedDocument(upstream.url, { user: scheme }, { things: [{ user: ['read'] }] });
  return { ...document, openapi: '3.2.0' };
}

/** Logs in like a person who enters the code on another device. */
async function logIn(document = documentOf(), options: Partial<LoginOptions> = {}): Promise<LoggedIn> {
  const { descriptor } = describeApi(await loadDocument(document), { name: 'secured' });
  return login(descriptor, {
    environment,
    tokenFolder,
    onUrl: (url) => void authorization.enterCode(url),
    ...options,
  });
}

function stored(): Record<string, unknown> {
  const [name = ''] = readdirSync(tokenFolder);
  return JSON.parse(readFileSync(join(tokenFolder, name), 'utf8'));
}

describe('a device login (RFC 8628)', () => {
  it('shows the page and the code, and stores the tokens', async () => {
    const shown: unknown[] = [];
    const done = await logIn(documentOf(), {
      onUrl: (...words) => {
        shown.push(...words);
        void authorization.enterCode(words[0]);
      },
    });
    expect(done).toMatchObject({ scheme: 'user', origins: [upstream.url], isRenewable: true });
    const code = expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(shown).toEqual([`${authorization.url}/device?user_code=${String(shown[1])}`, code]);
    expect(new Set(authorization.grants)).toEqual(new Set([grantType]));
    await using api = await openSecured(documentOf(), environment, { tokenFolder });
    expect(api.sources).toEqual({ user: 'openapi-mcp login' });
    expect(await api.call('things')).toBe(response);
  });

  it('stores tokens that are refreshed like those of other logins', async () => {
    await logIn();
    const first = stored();
    await using api = await openSecured(documentOf(), environment, { tokenFolder });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + lifetime * 1000 });
    expect(await api.call('things')).toBe(response);
    expect(stored()['value']).not.toBe(first['value']);
    expect(authorization.grants.at(-1)).toBe('refresh_token');
  });

  it.each<[title: string, options: Partial<LoginOptions>, scheme: () => JsonObject, grant: string]>([
    [
      'the browser if the document declares both flows',
      { onUrl: (url) => void authorization.browse(url) },
      () => ({
        type: 'oauth2',
        flows: {
          ...deviceFlow(),
          authorizationCode: {
            authorizationUrl: authorization.authorizationUrl,
            tokenUrl: authorization.tokenUrl,
            scopes,
          },
        },
      }),
      'authorization_code',
    ],
    [
      'the device flow if requested',
      { device: true },
      () => ({
        type: 'oauth2',
        flows: {
          ...deviceFlow(),
          authorizationCode: {
            authorizationUrl: authorization.authorizationUrl,
            tokenUrl: authorization.tokenUrl,
            scopes,
          },
        },
      }),
      grantType,
    ],
    [
      'the device flow if requested and found by discovery',
      { device: true },
      () => ({ type: 'openIdConnect', openIdConnectUrl: authorization.url }),
      grantType,
    ],
    [
      'the browser if metadata declares both flows',
      { onUrl: (url) => void authorization.browse(url) },
      () => ({ type: 'oauth2', oauth2MetadataUrl: metadataUrl(), flows: {} }),
      'authorization_code',
    ],
    [
      'missing URLs of the flow from metadata',
      {},
      () => ({
        type: 'oauth2',
        oauth2MetadataUrl: metadataUrl(),
        flows: { deviceAuthorization: { tokenUrl: authorization.tokenUrl, scopes } },
      }),
      grantType,
    ],
  ])('uses %s', async (_, options, scheme, grant) => {
    await logIn(documentOf(scheme()), options);
    expect(new Set(authorization.grants)).toEqual(new Set([grant]));
  });

  it('that the person denies fails with an explanation', async () => {
    const failed = logIn(documentOf(), { onUrl: (url) => void authorization.enterCode(url, false) });
    await expect(failed).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: `${authorization.url} refused to give a token: access_denied (not today)`,
      hint: 'Log in again, and agree to what is asked.',
    });
    expect(() => readdirSync(tokenFolder)).toThrow('ENOENT');
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const cancelled = logIn(documentOf(), {
      signal: controller.signal,
      onUrl: () => controller.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ message: 'the login was cancelled' });
  });

  it.each<[title: string, options: Partial<LoginOptions>, scheme: () => JsonObject, error: object]>([
    [
      'by a client without the grant',
      {
        environment: {
          SECURED_USER_CLIENT_ID: machine.id,
          SECURED_USER_CLIENT_SECRET: machine.secret,
          SECURED_USER_SCOPES: 'read',
        },
      },
      () => ({ type: 'oauth2', flows: deviceFlow() }),
      {
        message: expect.stringContaining('device_code is not allowed for this client'),
        hint: expect.stringMatching(/must allow this client the device authorization grant/),
      },
    ],
    [
      'for a document without a device flow',
      { device: true },
      () => ({
        type: 'oauth2',
        flows: {
          authorizationCode: { authorizationUrl: 'https://a.example', tokenUrl: 'https://a.example', scopes },
        },
      }),
      { code: 'OPTION_INVALID', message: 'user declares no way to log in with a code' },
    ],
    [
      'without TLS',
      {},
      () => ({ type: 'oauth2', flows: deviceFlow('http://login.example.com/device') }),
      { message: 'http://login.example.com is not reached over TLS' },
    ],
    [
      'at an invalid URL',
      {},
      () => ({ type: 'oauth2', flows: deviceFlow('javascript:alert(1)') }),
      { message: 'deviceAuthorizationUrl of user is no URL: "javascript:alert(1)"' },
    ],
  ])('%s is rejected', async (_, options, scheme, error) => {
    await expect(logIn(documentOf(scheme()), options)).rejects.toMatchObject(error);
  });

  it('never shows a URL that is not HTTP', async () => {
    await using server = await startUpstream(
      jsonAnswer({
        device_code: 'd',
        user_code: 'u',
        verification_uri: 'javascript:alert(1)',
        verification_uri_complete: 'file:///etc/passwd',
        expires_in: 60,
      }),
    );
    const document = documentOf({ type: 'oauth2', flows: deviceFlow(`${server.url}/device`) });
    await expect(logIn(document, { onUrl: () => expect.unreachable() })).rejects.toMatchObject({
      message: 'there is no page to type the code of user in',
    });
  });
});

function metadataUrl(): string {
  return `${authorization.url}/.well-known/openid-configuration`;
}

describe('the token endpoint is polled', () => {
  const pending = { error: 'authorization_pending' };
  const slow = { error: 'slow_down' };
  const broken = new Error('connection refused');

  it.each<[title: string, answers: unknown[], lifetime: number, waits: number[], end: unknown]>([
    ['until the person agrees', [pending, pending, 'token'], 60, [5, 5, 5], 'token'],
    ['more slowly after slow_down', [slow, pending, slow, 'token'], 60, [5, 10, 10, 15], 'token'],
    ['more slowly after a failed connection', [broken, broken, 'token'], 60, [5, 10, 20], 'token'],
    ['until repeated failed connections', [pending, broken, broken, broken], 90, [5, 5, 10, 20], broken],
    ['until access is denied', [pending, { error: 'access_denied' }], 60, [5, 5], { error: 'access_denied' }],
    ['until the code expires', [pending, pending, pending], 14, [5, 5], 'ended'],
    ['never if the code expires before the first interval', [], 4, [], 'ended'],
  ])('%s', async (_, answers, life, waits, end) => {
    const waited: number[] = [];
    const remaining = [...answers];
    const polled = poll(
      async () => {
        const next = remaining.shift();
        if (typeof next !== 'string') throw next;
        return next;
      },
      { interval: 5, lifetime: life },
      async (seconds) => void waited.push(seconds),
    );
    const result = await polled.catch((error: unknown) =>
      error instanceof Error && error.message.startsWith('the code has ended') ? 'ended' : error,
    );
    expect({ waited, result }).toEqual({ waited: waits, result: end });
  });

  it('for an hour at most, whatever the lifetime of the code', async () => {
    let passed = 0;
    const polled = poll(
      () => Promise.reject(pending),
      { interval: 100, lifetime: 1e12 },
      async (seconds) => void (passed += seconds),
    );
    await expect(polled).rejects.toThrow('the code has ended');
    expect(passed).toBe(3600);
  });
});

it('works from the command line: login, then call', async () => {
  const folder = join(tokenFolder, '..');
  const document = join(folder, 'secured.json');
  const variables = join(folder, '.env');
  writeFileSync(document, JSON.stringify(documentOf()));
  writeFileSync(variables, `SECURED_USER_CLIENT_ID=${app.id}\n`);
  const env = { XDG_CONFIG_HOME: folder };
  await using running = startCli(['login', document, '--name', 'secured', '--env-file', variables], { env });
  await authorization.enterCode(await running.printed(/^ +(http:\S+)$/m));
  expect(await running.ended).toBe(0);
  expect(running.stdout()).toBe('');
  expect(running.stderr()).toMatch(
    /^Open this URL in a browser, on any device, to log in with the code [A-Z]{4}-[A-Z]{4}:\n\n {2}http:/,
  );
  expect(running.stderr()).toContain('The login is refreshed automatically.');
  const { code, stdout } = await runCli(['call', document, 'things', '--name', 'secured'], { env });
  expect({ code, response: JSON.parse(stdout) }).toEqual({ code: 0, response: JSON.parse(response) });
});
