import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { securedDocument } from '../security/secured-api.ts';
import { runCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { Browser } from './browser.ts';
import { serveAccounts, tokenOf } from './connected-api.ts';
import type { Upstream } from '../support/upstream.ts';
import type { ConnectedApi } from './connected-api.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

const document = () =>
  securedDocument(
    upstream.url,
    {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      query: { type: 'apiKey', in: 'query', name: 'key' },
      basic: { type: 'http', scheme: 'basic' },
      bearer: { type: 'http', scheme: 'bearer' },
    },
    { key: [{ key: [] }], query: [{ query: [] }], basic: [{ basic: [] }], bearer: [{ bearer: [] }] },
  );

const keySchemes = ['key', 'query', 'basic', 'bearer'];

/** Enters a credential on the page of a call, and returns the last page. */
async function enter(server: ConnectedApi, name: string, tool: string, fields: Record<string, string>) {
  const failure: unknown = await server.call(name, tool).catch((error: unknown) => error);
  const browser = new Browser();
  await browser.open(/http\S+\/connect\/\S+/.exec(String(failure))?.[0] ?? '');
  return browser.submit({ token: tokenOf(name), ...fields });
}

const lastRequest = () => {
  const request = upstream.requests.at(-1);
  return {
    target: request?.target,
    key: request?.header('x-key'),
    authorization: request?.header('authorization'),
  };
};

describe('a key that a caller enters', () => {
  it.each([
    ['key', { key: 'key-of-ada' }, { key: 'key-of-ada', target: '/key' }],
    ['query', { key: 'key of ada' }, { target: '/query?key=key%20of%20ada' }],
    ['bearer', { key: 'token-of-ada' }, { authorization: 'Bearer token-of-ada' }],
    [
      'basic',
      { username: 'ada', password: 'pass:word' },
      { authorization: `Basic ${Buffer.from('ada:pass:word').toString('base64')}` },
    ],
  ])('is sent with the calls of that caller: %s', async (tool, fields, sent) => {
    upstream.answer((request) => jsonAnswer({ heard: request.headers }));
    await using server = await serveAccounts(document(), { keySchemes });
    const page = await enter(server, 'ada', tool, fields);
    expect(page.text).toContain('ada is now connected to Secured');
    const result = await server.call('ada', tool);
    expect(lastRequest()).toMatchObject(sent);
    // An API that repeats it shows it to nobody.
    expect(JSON.stringify(result)).not.toMatch(/of-ada|pass:word/);
    await expect(server.call('eve', tool)).rejects.toMatchObject({ code: -32042 });
    expect(JSON.stringify(server.entries)).not.toMatch(/of-ada|of ada|pass:word/);
  });

  it.each([
    ['key', { key: '' }],
    ['key', { key: 'a\r\nX-Admin: 1' }],
    ['basic', { username: '', password: 'word' }],
    ['basic', { username: 'a:b', password: 'word' }],
    ['key', { key: 'a'.repeat(5_000) }],
    ['key', { key: 'a\u0000b' }],
    ['key', { key: 'a\u0085b' }],
    ['bearer', { key: 'a\tb' }],
    ['basic', { username: 'ada', password: 'pass\nword' }],
  ])('is refused if it cannot be sent: %s %j', async (tool, fields) => {
    await using server = await serveAccounts(document(), { keySchemes });
    expect((await enter(server, 'ada', tool, fields)).status).toBe(400);
    await expect(server.call('ada', tool)).rejects.toMatchObject({ code: -32042 });
  });

  it.each(['https://evil.example', 'null'])(
    'is not taken from a form of another site: %s',
    async (origin) => {
      await using server = await serveAccounts(document(), { keySchemes });
      const browser = new Browser();
      await browser.open(`${new URL(server.url).origin}/connect/secured`);
      await browser.submit({ token: tokenOf('ada') });
      const proof = /name="proof" value="([^"]+)"/.exec(browser.page.text)?.[1] ?? '';
      const fields = { proof, action: 'enter', key: 'key-of-eve' };
      const url = `${new URL(server.url).origin}/connect/secured/key`;
      const cookie = browser.cookiesOf(url);
      const enterWith = (form: object, headers: Record<string, string>) =>
        fetch(url, {
          method: 'POST',
          headers: { cookie, ...headers },
          body: new URLSearchParams({ ...form }),
          redirect: 'manual',
        });
      // The browser sends its cookies along, and the other site knows the proof of its own browser.
      expect((await enterWith(fields, { origin })).status).toBe(403);
      const foreign = await fetch(url.replace(/\/key$/, ''));
      const other = /name="proof" value="([^"]+)"/.exec(await foreign.text())?.[1] ?? '';
      for (const wrong of [{ ...fields, proof: '' }, { ...fields, proof: other }, { key: 'key-of-eve' }])
        expect((await enterWith(wrong, {})).status).toBe(403);
      await expect(server.call('ada', 'key')).rejects.toMatchObject({ code: -32042 });
    },
  );

  it('is refused if the form is too large to be read', async () => {
    await using server = await serveAccounts(document(), { keySchemes });
    expect((await enter(server, 'ada', 'key', { key: 'a'.repeat(70_000) })).status).toBe(413);
    await expect(server.call('ada', 'key')).rejects.toMatchObject({ code: -32042 });
  });

  it('is not taken from somebody else', async () => {
    await using server = await serveAccounts(document(), { keySchemes });
    const failure: unknown = await server.call('eve', 'key').catch((error: unknown) => error);
    const browser = new Browser();
    await browser.open(/http\S+\/connect\/\S+/.exec(String(failure))?.[0] ?? '');
    const page = await browser.submit({ token: tokenOf('ada'), key: 'key-of-ada' });
    expect(page.status).toBe(403);
    await expect(server.call('eve', 'key')).rejects.toMatchObject({ code: -32042 });
  });

  it('can be replaced if the API refuses it', async () => {
    upstream.answer((request) => jsonAnswer({}, request.header('x-key') === 'right-key' ? 200 : 401));
    await using server = await serveAccounts(document(), { keySchemes });
    await enter(server, 'ada', 'key', { key: 'wrong-key' });
    await expect(server.call('ada', 'key')).rejects.toThrow('Secured refused your account.');
    await enter(server, 'ada', 'key', { key: 'right-key' });
    expect(await server.call('ada', 'key')).not.toHaveProperty('isError');
  });

  it('is entered and removed on the page of all accounts too', async () => {
    upstream.answer(jsonAnswer({}));
    await using server = await serveAccounts(document(), { keySchemes: ['key'] });
    const browser = new Browser();
    await browser.open(`${new URL(server.url).origin}/connect`);
    await browser.submit({ token: tokenOf('ada') });
    await browser.submit();
    await browser.submit({ key: 'key-of-ada' });
    expect(browser.page.text).toContain('ada is now connected');
    await server.call('ada', 'key');
    expect(lastRequest().key).toBe('key-of-ada');
    await browser.open(`${new URL(server.url).origin}/connect/secured`);
    await browser.submit({ action: 'disconnect' });
    await expect(server.call('ada', 'key')).rejects.toMatchObject({ code: -32042 });
  });
});

it('the command line names the schemes that take one', async () => {
  const access = [
    '--transport',
    'http',
    '--auth-jwt',
    'https://id.example.com',
    '--public-url',
    'https://a.example/mcp',
  ];
  const { code, stderr } = await runCli(['serve', '-', '--per-user-key', 'other', ...access], {
    input: JSON.stringify(document()),
  });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('Give --per-user-key one of: key, query, basic, bearer.'),
  });
});
