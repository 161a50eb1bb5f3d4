import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { Answer, Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

let api: Upstream;
let issuer: Upstream;

beforeAll(async () => {
  api = await startUpstream();
  issuer = await startUpstream();
});
afterAll(async () => {
  await api.close();
  await issuer.close();
});
beforeEach(() => {
  api.requests.length = 0;
  issuer.requests.length = 0;
});

function open(environment: Record<string, string>, flow = 'clientCredentials'): Promise<SecuredApi> {
  const oauth = { type: 'oauth2', flows: { [flow]: { tokenUrl: `${issuer.url}/token`, scopes: {} } } };
  return openSecured(securedDocument(api.url, { oauth }, { things: [{ oauth: [] }] }), environment);
}

const machine = { SECURED_OAUTH_CLIENT_ID: 'me', SECURED_OAUTH_CLIENT_SECRET: 'secretOfMe' };
const person = { SECURED_OAUTH_USERNAME: 'ada', SECURED_OAUTH_PASSWORD: 'pass-of-ada' };

function form(body: string, status = 200, type = 'application/x-www-form-urlencoded'): Answer {
  return { status, headers: { 'content-type': type }, body };
}

const token = { access_token: 'the-token' };

describe('a token is taken from a response', () => {
  it.each<[title: string, answer: Answer]>([
    ['of the standard', jsonAnswer({ ...token, token_type: 'Bearer', expires_in: 3600, scope: 'a b' })],
    ['of the type BearerToken', jsonAnswer({ ...token, token_type: 'BearerToken' })],
    ['of the type JWT', jsonAnswer({ ...token, token_type: 'JWT' })],
    ['of the type urn:…:access_token', jsonAnswer({ ...token, token_type: 'urn:ietf:params:oauth:token-type:access_token' })],
    ['of the type null', jsonAnswer({ ...token, token_type: null })],
    ['of a type that is no text', jsonAnswer({ ...token, token_type: 1 })],
    ['without a type', jsonAnswer(token)],
    ['with null fields', jsonAnswer({ ...token, token_type: 'bearer', expires_in: null, refresh_token: null, scope: null, id_token: null, error: null, error_description: null })],
    ['with empty fields', jsonAnswer({ ...token, refresh_token: '', scope: '', expires_in: '' })],
    ['with a lifetime as text', jsonAnswer({ ...token, expires_in: '3600' })],
    ['with a lifetime in words', jsonAnswer({ ...token, expires_in: 'never' })],
    ['with a negative lifetime', jsonAnswer({ ...token, expires_in: -1 })],
    ['with a list of scopes', jsonAnswer({ ...token, scope: ['a', 'b'] })],
    ['with the status 201', jsonAnswer(token, 201)],
    ['of text/plain', form(JSON.stringify(token), 200, 'text/plain')],
    ['in a form', form('access_token=the-token&scope=a%2Cb&token_type=bearer')],
    ['in a form with a charset', form('access_token=the-token&expires_in=3600', 200, 'application/x-www-form-urlencoded; charset=utf-8')],
    ['in a form of text/plain', form('access_token=the-token&expires=5183999', 200, 'text/plain; charset=UTF-8')],
    ['in a form of text/html', form('access_token=the-token', 200, 'text/html')],
  ])('%s', async (_, answer) => {
    issuer.answer(answer);
    await using secured = await open(machine);
    await secured.call('things');
    expect(api.requests.map((request) => request.header('authorization'))).toEqual(['Bearer the-token']);
  }); // prettier-ignore

  it('whose lifetime is 0 once for each call', async () => {
    issuer.answer(jsonAnswer({ ...token, expires_in: '0' }));
    await using secured = await open(machine);
    await secured.call('things');
    await secured.call('things');
    expect(issuer.requests).toHaveLength(2);
  });
});

describe('an error of a token endpoint', () => {
  const client = 'Check SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_CLIENT_SECRET.';
  const request =
    'Check the token URL (SECURED_OAUTH_TOKEN_URL sets another) and that SECURED_OAUTH_PARAMETERS holds what it needs';
  it.each<[title: string, answer: Answer, text: string]>([
    ['of the standard', jsonAnswer({ error: 'invalid_client', error_description: 'no' }, 401), `refused to give a token: invalid_client (no)\n${client}`],
    ['with the status 200', jsonAnswer({ error: 'invalid_client', error_description: 'no' }), `refused to give a token: invalid_client (no)\n${client}`],
    ['with the status 200, in a form', form('error=invalid_client&error_description=no+way'), `refused to give a token: invalid_client (no way)\n${client}`],
    ['with null fields', jsonAnswer({ error: 'invalid_client', error_description: null, error_uri: null }, 400), `refused to give a token: invalid_client\n${client}`],
    ['of another form', jsonAnswer({ detail: 'Not you' }, 401), `did not answer with a token: status 401 (Not you)\n${client}`],
    ['of another form, with an object', jsonAnswer({ error: { code: 7, message: 'No' } }, 400), `did not answer with a token: status 400 ({"code":7,"message":"No"})\n${request}, and set SECURED_OAUTH_TOKEN_FORMAT to json if it reads JSON only.`],
    ['of another form, without words', jsonAnswer({ code: 7 }, 403), `did not answer with a token: status 403\n${request}.`],
    ['in text', form('Bad credentials\n', 401, 'text/plain'), `did not answer with a token: status 401 (Bad credentials)\n${client}`],
    ['in an unlabelled text', { status: 403, body: 'Forbidden' }, `did not answer with a token: status 403 (Forbidden)\n${request}.`],
    ['in a list', jsonAnswer(['no'], 400), `did not answer with a token: status 400 (["no"])\n${request}, and set SECURED_OAUTH_TOKEN_FORMAT to json if it reads JSON only.`],
    ['in a page', form('<!doctype html><title>Sign in</title><p>Wrong <b>password</b></p>', 401, 'text/html'), `did not answer with a token: status 401 (Sign in Wrong password (an HTML page of 65 characters))\n${client}`],
    ['in a page with the status 200', form('<html><body>Log in</body></html>', 200, 'text/html'), `did not answer with a token: status 200 (Log in (an HTML page of 32 characters))\n${request}.`],
    ['without a body', { status: 404 }, `did not answer with a token: status 404\n${request}.`],
    ['of the server, in text', form('upstream is down', 503, 'text/plain'), `did not answer with a token: status 503 (upstream is down)\n${request}.`],
    ['of the server, in JSON', jsonAnswer({ error: 'server_error', error_description: 'later' }, 500), `did not answer with a token: status 500 (later)\n${request}.`],
    ['of another form, with another token', jsonAnswer({ token: 'another-token' }), `did not answer with a token: status 200 (the response has no access_token)\n${request}.`],
    ['that is a bare token', form('another-token', 200, 'text/plain'), `did not answer with a token: status 200 (the response has no access_token)\n${request}.`],
    ['longer than 500 characters', form('x'.repeat(900), 403, 'text/plain'), `did not answer with a token: status 403 (${'x'.repeat(499)}…)\n${request}.`],
    ['of a proof that is not made', jsonAnswer({ ...token, token_type: 'mac' }), `did not answer with a token: unsupported \`token_type\` value\n${request}.`],
  ])('%s', async (_, answer, text) => {
    issuer.answer(answer);
    await using secured = await open(machine);
    expect(await secured.call('things')).toBe(`${issuer.url} ${text}`);
    expect(api.requests).toEqual([]);
  }); // prettier-ignore

  it('never shows a secret that the endpoint repeats', async () => {
    issuer.answer(jsonAnswer({ message: 'secretOfMe is wrong' }, 401));
    await using secured = await open(machine);
    expect(await secured.call('things')).toContain('status 401 (REDACTED is wrong)');
  });

  it('of a password in another form names its variables', async () => {
    issuer.answer(jsonAnswer({ detail: 'Incorrect username or password' }, 401));
    await using secured = await open(person, 'password');
    expect(await secured.call('things')).toBe(
      `${issuer.url} did not answer with a token: status 401 (Incorrect username or password)\nCheck SECURED_OAUTH_USERNAME and SECURED_OAUTH_PASSWORD.`,
    );
  });
});

/** The body and the authentication of a token request. */
function sent(): [body: string, type: string | undefined, authorization: string | undefined][] {
  return issuer.requests.map((request) => [
    request.body.toString(),
    request.header('content-type'),
    request.header('authorization'),
  ]);
}

const formType = 'application/x-www-form-urlencoded;charset=UTF-8';
const basic = `Basic ${Buffer.from('me:secretOfMe').toString('base64')}`;

describe('a token request', () => {
  it.each<[title: string, environment: Record<string, string>, flow: string, request: ReturnType<typeof sent>[number]]>([
    ['of a password without a client', person, 'password', ['username=ada&password=pass-of-ada&grant_type=password', formType, undefined]],
    ['of a password with a client', { ...person, SECURED_OAUTH_CLIENT_ID: 'me' }, 'password', ['username=ada&password=pass-of-ada&grant_type=password&client_id=me', formType, undefined]],
    ['of a password with a client and its secret', { ...person, ...machine }, 'password', ['username=ada&password=pass-of-ada&grant_type=password', formType, basic]],
    ['of a password with scopes and parameters', { ...person, SECURED_OAUTH_SCOPES: 'a b', SECURED_OAUTH_PARAMETERS: 'audience=x' }, 'password', ['audience=x&scope=a+b&username=ada&password=pass-of-ada&grant_type=password', formType, undefined]],
    ['of a client, in JSON', { ...machine, SECURED_OAUTH_TOKEN_FORMAT: 'json' }, 'clientCredentials', ['{"grant_type":"client_credentials","client_id":"me","client_secret":"secretOfMe"}', 'application/json', undefined]],
    ['of a client, in a form', { ...machine, SECURED_OAUTH_TOKEN_FORMAT: 'form' }, 'clientCredentials', ['grant_type=client_credentials', formType, basic]],
    ['of a password, in JSON', { ...person, SECURED_OAUTH_TOKEN_FORMAT: 'json' }, 'password', ['{"username":"ada","password":"pass-of-ada","grant_type":"password"}', 'application/json', undefined]],
    ['of a refresh token, in JSON', { SECURED_OAUTH_CLIENT_ID: 'me', SECURED_OAUTH_REFRESH_TOKEN: 'old', SECURED_OAUTH_TOKEN_FORMAT: 'json' }, 'authorizationCode', ['{"refresh_token":"old","grant_type":"refresh_token","client_id":"me"}', 'application/json', undefined]],
  ])('%s', async (_, environment, flow, request) => {
    issuer.answer(jsonAnswer(token));
    await using secured = await open(environment, flow);
    await secured.call('things');
    expect(sent()).toEqual([request]);
    expect(api.requests.map(({ target }) => target)).toEqual(['/things']);
  }); // prettier-ignore

  it('is sent again with the secret in its body where an endpoint has errors of its own', async () => {
    issuer.answer((request) =>
      request.header('authorization') === undefined
        ? jsonAnswer(token)
        : jsonAnswer({ detail: [{ loc: ['body', 'client_id'], msg: 'Field required' }] }, 422),
    );
    await using secured = await open(machine);
    expect(await secured.call('things')).toBe('{"ok":true}');
    expect(sent().map(([body]) => body)).toEqual([
      'grant_type=client_credentials',
      'grant_type=client_credentials&client_id=me&client_secret=secretOfMe',
    ]);
  });

  it('of a password without a client names its source', async () => {
    await using secured = await open(person, 'password');
    expect(secured.sources).toEqual({ oauth: 'SECURED_OAUTH_USERNAME and SECURED_OAUTH_PASSWORD' });
  });

  it('is never sent in an unknown format', async () => {
    await expect(open({ ...machine, SECURED_OAUTH_TOKEN_FORMAT: 'xml' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: 'SECURED_OAUTH_TOKEN_FORMAT is "xml"',
    });
  });
});
