import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { Credential, CredentialOptions } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-given-'));
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const schemes: JsonObject = {
  header: { type: 'apiKey', in: 'header', name: 'X-Key' },
  query: { type: 'apiKey', in: 'query', name: 'api key' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'session' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'Bearer' },
  digest: { type: 'http', scheme: 'digest' },
  custom: { type: 'http', scheme: 'AWS4-HMAC-SHA256' },
  oauth: { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://a.example', scopes: {} } } },
  oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://a.example' },
  broken: { type: 'magic' },
};

function open(
  security: JsonObject[],
  environment: Record<string, string>,
  options: CredentialOptions = {},
): Promise<SecuredApi> {
  return openSecured(securedDocument(upstream.url, schemes, { things: security }), environment, options);
}

/** Calls an operation once and returns the credentials in its request. */
async function requestOf(security: JsonObject[], environment: Record<string, string>): Promise<object> {
  await using api = await open(security, environment);
  await api.call('things');
  return lastRequest();
}

function lastRequest(): object {
  const request = upstream.requests.at(-1);
  const values = ['authorization', 'x-key', 'cookie'].flatMap((name) => {
    const value = request?.header(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { target: request?.target, ...Object.fromEntries(values) };
}

const plain = { target: '/things' };

describe('a scheme is sent', () => {
  it.each<[name: string, environment: Record<string, string>, request: object]>([
    ['header', { SECURED_HEADER: 'k' }, { ...plain, 'x-key': 'k' }],
    ['query', { SECURED_QUERY: 'k/1&é' }, { target: '/things?api%20key=k%2F1%26%C3%A9' }],
    ['cookie', { SECURED_COOKIE: 'a;b' }, { ...plain, cookie: 'session=a%3Bb' }],
    ['bearer', { SECURED_BEARER: 't' }, { ...plain, authorization: 'Bearer t' }],
    ['bearer', { SECURED_BEARER: 'Bearer t' }, { ...plain, authorization: 'Bearer t' }],
    [
      'basic',
      { SECURED_BASIC_USERNAME: 'ada', SECURED_BASIC_PASSWORD: 'pä:ss' },
      { ...plain, authorization: `Basic ${Buffer.from('ada:pä:ss').toString('base64')}` },
    ],
    ['digest', { SECURED_DIGEST: 'username="ada"' }, { ...plain, authorization: 'digest username="ada"' }],
    [
      'digest',
      { SECURED_DIGEST: 'Digest username="ada"' },
      { ...plain, authorization: 'digest username="ada"' },
    ],
    [
      'custom',
      { SECURED_CUSTOM: 'Credential=x' },
      { ...plain, authorization: 'aws4-hmac-sha256 Credential=x' },
    ],
    ['oauth', { SECURED_OAUTH: 't' }, { ...plain, authorization: 'Bearer t' }],
    ['oidc', { SECURED_OIDC: 't' }, { ...plain, authorization: 'Bearer t' }],
    ['broken', { SECURED_BROKEN: 't' }, plain],
  ])('%s with %j', async (name, environment, request) => {
    expect(await requestOf([{ [name]: [] }], environment)).toEqual(request);
  });
});

describe('a reference to a variable that the client of the server did not resolve', () => {
  it.each(['$SECURED_HEADER', '${SECURED_HEADER}', '${env:SECURED_HEADER}'])(
    '%s is not sent',
    async (value) => {
      expect(await requestOf([{ header: [] }, {}], { SECURED_HEADER: value })).toEqual(plain);
    },
  );

  it.each(['$OTHER', 'a${SECURED_HEADER}'])('is not %s, which is sent', async (value) => {
    expect(await requestOf([{ header: [] }], { SECURED_HEADER: value })).toEqual({
      ...plain,
      'x-key': value,
    });
  });
});

describe('a scheme that the document does not define', () => {
  const broken: Record<string, JsonObject> = {
    'of an unknown type': { type: 'magic' },
    'without a type': {},
    'of a key without a name': { type: 'apiKey', in: 'header' },
    'of a key in an unknown location': { type: 'apiKey', in: 'body', name: 'key' },
    'of a key in a reserved header': { type: 'apiKey', in: 'header', name: 'Host' },
    'of HTTP without a scheme': { type: 'http' },
  };
  const advice =
    'No credentials were sent: the document does not say how broken is sent, so the operator of this server must set SECURED_TOKEN, or SECURED_USERNAME and SECURED_PASSWORD, or SECURED_HEADER_NAME in its environment.';

  it.each(Object.keys(broken))('%s is not sent, and the result explains it', async (title) => {
    await using refusing = await startUpstream({ status: 401 });
    const document = securedDocument(
      refusing.url,
      { broken: broken[title] ?? {} },
      { things: [{ broken: [] }] },
    );
    await using api = await openSecured(document, { SECURED_BROKEN: 'a-token-for-it' });
    expect(await api.call('things')).toBe(`The API responded with 401 Unauthorized.\n${advice}`);
    const names = refusing.requests[0]?.headers.map(([name]) => name.toLowerCase()) ?? [];
    expect(names).not.toContain('authorization');
    expect(refusing.requests[0]?.target).toBe('/things');
  });

  it('does not prevent an alternative', async () => {
    await using refusing = await startUpstream({ status: 401 });
    const alternatives = [{ broken: [] }, { bearer: [] }];
    const document = securedDocument(refusing.url, schemes, { things: alternatives });
    await using api = await openSecured(document, {});
    expect(await api.call('things')).toContain('must set SECURED_BEARER in its environment.');
  });

  it.each<[scheme: string, message: string, hint: string]>([
    [
      'broken',
      'nothing can be sent for broken: the document does not say how',
      'Send what the API wants with --header, or fix the document.',
    ],
    [
      'tls',
      'tls wants a certificate, which no command prints',
      'Pass --client-cert and --client-key, or set the variables that inspect names.',
    ],
  ])('rejects a command: %s', async (scheme, message, hint) => {
    const opened = openSecured(
      securedDocument(
        upstream.url,
        { ...schemes, tls: { type: 'mutualTLS' } },
        { things: [{ [scheme]: [] }] },
      ),
      {},
      { authCommand: [`${scheme}=echo secret`] },
    );
    await expect(opened).rejects.toMatchObject({ code: 'OPTION_INVALID', message, hint });
  });

  it.each(['"secret"', 'null'])('rejects a credential that is no object: %s', async (json) => {
    const opened = openSecured(
      securedDocument(upstream.url, schemes, { things: [{ bearer: [] }] }),
      {},
      { credentials: { bearer: JSON.parse(json) } },
    );
    await expect(opened).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: 'the credential of bearer is not an object',
      hint: "Give { value: '…' }, { username, password }, { certificate, key } or an object with provide().",
    });
  });

  it.each<[scheme: string, credential: Credential, reason: string]>([
    ['broken', { value: 'secret' }, 'the document does not say how'],
    ['broken', { provide: async () => 'secret' }, 'the document does not say how'],
    ['tls', { value: 'secret' }, 'the scheme needs a certificate'],
    ['bearer', { certificate: 'pem', key: 'pem' }, 'the scheme takes no certificate'],
  ])('rejects a credential of the library: %s %j', async (scheme, credential, reason) => {
    const opened = openSecured(
      securedDocument(
        upstream.url,
        { ...schemes, tls: { type: 'mutualTLS' } },
        { things: [{ [scheme]: [] }] },
      ),
      {},
      { credentials: { [scheme]: credential } },
    );
    await expect(opened).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: `the credential of ${scheme} cannot be sent: ${reason}`,
    });
  });
});

const both = { SECURED_HEADER: 'h', SECURED_BEARER: 'b' };

describe('security requirements send', () => {
  it.each<[title: string, security: JsonObject[], environment: Record<string, string>, request: object]>([
    ['nothing, if there are none', [], both, plain],
    ['nothing, for an empty one', [{}], both, plain],
    [
      'the first alternative with a credential',
      [{ header: [] }, { bearer: [] }],
      both,
      { ...plain, 'x-key': 'h' },
    ],
    [
      'the only alternative with a credential',
      [{ query: [] }, { bearer: [] }],
      both,
      { ...plain, authorization: 'Bearer b' },
    ],
    [
      'all schemes of an alternative',
      [{ header: [], bearer: [] }],
      both,
      { ...plain, 'x-key': 'h', authorization: 'Bearer b' },
    ],
    ['nothing of an alternative that lacks a credential', [{ header: [], query: [] }], both, plain],
    [
      'the next alternative after one that lacks a credential',
      [{ header: [], query: [] }, { bearer: [] }],
      both,
      { ...plain, authorization: 'Bearer b' },
    ],
    ['nothing, if no alternative has a credential', [{ query: [] }, { cookie: [] }], both, plain],
    [
      'a credential after an empty alternative',
      [{}, { bearer: [] }],
      both,
      { ...plain, authorization: 'Bearer b' },
    ],
    [
      'a credential before an empty alternative',
      [{ bearer: [] }, {}],
      both,
      { ...plain, authorization: 'Bearer b' },
    ],
    [
      'a credential after a scheme without one',
      [{}, { query: [] }, { header: [] }],
      both,
      { ...plain, 'x-key': 'h' },
    ],
    ['nothing, if an optional credential is not set', [{}, { bearer: [] }], {}, plain],
    ['nothing, if only an empty alternative is satisfied', [{ query: [] }, {}], both, plain],
    [
      'the next alternative after an undeclared scheme',
      [{ unheard: [] }, { bearer: [] }],
      both,
      { ...plain, authorization: 'Bearer b' },
    ],
  ])('%s', async (_, security, environment, request) => {
    expect(await requestOf(security, environment)).toEqual(request);
  });
});

describe('a credential', () => {
  it('is read from the file that a variable names, without the final line break', async () => {
    const path = join(folder, 'token');
    writeFileSync(path, 'token-in-file\n');
    await using api = await open([{ bearer: [] }], { SECURED_BEARER_FILE: path });
    expect(api.sources).toEqual({ bearer: 'SECURED_BEARER_FILE' });
    await api.call('things');
    expect(lastRequest()).toEqual({ ...plain, authorization: 'Bearer token-in-file' });
  });

  it('is read again from its file when the API rejects it', async () => {
    const path = join(folder, 'rotated');
    writeFileSync(path, 'old-token');
    await using picky = await startUpstream((request) => ({
      status: request.header('authorization') === 'Bearer new-token' ? 200 : 401,
    }));
    const document = securedDocument(picky.url, schemes, { things: [{ bearer: [] }] });
    await using api = await openSecured(document, { SECURED_BEARER_FILE: path });
    expect(await api.call('things')).toContain('401');
    writeFileSync(path, 'new-token');
    expect(await api.call('things')).toBe('200 OK: no content');
    expect(picky.requests.map((request) => request.header('authorization'))).toEqual([
      'Bearer old-token',
      'Bearer old-token',
      'Bearer new-token',
    ]);
  });

  it('in a variable takes precedence over a file', async () => {
    const environment = { SECURED_BEARER: 'direct', SECURED_BEARER_FILE: join(folder, 'missing') };
    expect(await requestOf([{ bearer: [] }], environment)).toEqual({
      ...plain,
      authorization: 'Bearer direct',
    });
  });

  it('of HTTP Basic can be read from a file too', async () => {
    const path = join(folder, 'password');
    writeFileSync(path, 'pass');
    const environment = { SECURED_BASIC_USERNAME: 'ada', SECURED_BASIC_PASSWORD_FILE: path };
    expect(await requestOf([{ basic: [] }], environment)).toEqual({
      ...plain,
      authorization: `Basic ${Buffer.from('ada:pass').toString('base64')}`,
    });
  });

  it('with a missing file prevents the start', async () => {
    const opened = open([{ bearer: [] }], { SECURED_BEARER_FILE: join(folder, 'missing') });
    await expect(opened).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: expect.stringMatching(/^the file of SECURED_BEARER_FILE cannot be read: ENOENT/),
      hint: 'Check the path in SECURED_BEARER_FILE.',
    });
  });

  it('with an empty file prevents the start', async () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '\n');
    await expect(open([{ bearer: [] }], { SECURED_BEARER_FILE: path })).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: 'the file of SECURED_BEARER_FILE is empty',
    });
  });

  it.each([
    ['an environment file', '\ufeffSECURED_BEARER=marked', { envFile: join(folder, 'marked') }, {}],
    ['its own file', '\ufeffmarked\r\n', {}, { SECURED_BEARER_FILE: join(folder, 'marked') }],
  ])('is read from %s without a byte order mark', async (_, text, options, environment) => {
    writeFileSync(join(folder, 'marked'), text);
    await using api = await open([{ bearer: [] }], environment, options);
    await api.call('things');
    expect(lastRequest()).toEqual({ ...plain, authorization: 'Bearer marked' });
  });

  it.each([
    ['from an environment file', {}, 'Bearer from-file'],
    [
      'from the environment rather than the file',
      { SECURED_BEARER: 'from-environment' },
      'Bearer from-environment',
    ],
    ['from the file if the environment variable is empty', { SECURED_BEARER: '' }, 'Bearer from-file'],
  ])('is read %s', async (_, environment, authorization) => {
    const envFile = join(folder, '.env');
    writeFileSync(envFile, '# secrets\nSECURED_BEARER="from-file"\nexport OTHER=1\n');
    await using api = await open([{ bearer: [] }], environment, { envFile });
    await api.call('things');
    expect(lastRequest()).toEqual({ ...plain, authorization });
  });

  it('in a missing environment file prevents the start', async () => {
    await expect(open([], {}, { envFile: join(folder, 'none.env') })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      hint: 'Check the path of --env-file.',
    });
  });

  it.each<[name: string, environment: Record<string, string>]>([
    ['header', { SECURED_HEADER: 'line\nbreak' }],
    ['bearer', { SECURED_BEARER: 'line\r\nX-Injected: 1' }],
  ])('that is not a valid header value is rejected and not shown: %s', async (name, environment) => {
    await using api = await open([{ [name]: [] }], environment);
    const before = upstream.requests.length;
    expect(await api.call('things')).toBe(
      `the credential of ${name} is not valid in a header\n` +
        'Check the environment variable that the message names for line breaks and stray characters.',
    );
    expect(upstream.requests.length).toBe(before);
  });
});

it('a key for Authorization that is refused says that it is sent as it is', async () => {
  await using refusing = await startUpstream({ status: 401 });
  const key = { key: { type: 'apiKey', in: 'header', name: 'Authorization' } };
  const document = securedDocument(refusing.url, key, { things: [{ key: [] }] });
  await using api = await openSecured(document, { SECURED_KEY: 'a-key-without-scheme' });
  expect(await api.call('things')).toBe(
    'The API responded with 401 Unauthorized.\nThe API rejected the credentials: the operator of this server must check SECURED_KEY. It is sent in Authorization as it is: if the API wants a token there, its value is `Bearer TOKEN`.',
  );
});
